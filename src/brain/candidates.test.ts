import { describe, expect, it } from 'vitest'
import { Candidates } from './candidates.js'

describe('candidates for regulars', () => {
  it('become known after a minute of calm', () => {
    const candidates = new Candidates()
    candidates.add([1, 2], 0)
    candidates.add([3], 30_000)
    expect(candidates.take(59_999, true)).toEqual([])
    expect(candidates.take(60_000, true)).toEqual([1, 2])
    expect(candidates.take(90_000, true)).toEqual([3])
    expect(candidates.take(200_000, true)).toEqual([])
  })

  it('are forgotten when it does not stay calm: the first requests of a flood make nobody a regular', () => {
    const candidates = new Candidates()
    candidates.add([1], 0)
    expect(candidates.take(500, false)).toEqual([])
    expect(candidates.take(120_000, true)).toEqual([])
  })

  it('stay bounded whatever comes', () => {
    const candidates = new Candidates()
    for (let i = 0; i < 300; i++)
      candidates.add(
        Array.from({ length: 1_000 }, (_, n) => i * 1_000 + n),
        0,
      )
    expect(candidates.take(60_000, true)).toHaveLength(100_000)
  })
})
