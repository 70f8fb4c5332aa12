import { describe, expect, it } from 'vitest'
import { Convictions } from './convictions.js'

describe('a client that is challenged again and again', () => {
  it('is refused after forty challenges within a minute, dropped after two hundred, and free after ten minutes', () => {
    const convictions = new Convictions()
    for (let i = 0; i < 39; i++) convictions.challenged(1, 200 * i)
    expect(convictions.of(1, 9_000)).toBeNull()
    convictions.challenged(1, 9_000)
    expect(convictions.of(1, 9_000)).toBe('refuse')
    for (let i = 0; i < 160; i++) convictions.challenged(1, 10_000)
    expect(convictions.of(1, 10_000)).toBe('drop')
    expect(convictions.of(1, 611_000)).toBeNull()
    expect(convictions.of(2, 10_000)).toBeNull()
  })

  it('is not held to account where an address tells nobody apart, nor after that has turned out', () => {
    let mayConvict = true
    const convictions = new Convictions(() => mayConvict)
    for (let i = 0; i < 50; i++) convictions.challenged(1, 1_000)
    expect(convictions.of(1, 1_000)).toBe('refuse')
    mayConvict = false
    expect(convictions.of(1, 1_000)).toBeNull()
    for (let i = 0; i < 50; i++) convictions.challenged(2, 1_000)
    mayConvict = true
    expect(convictions.of(2, 1_000)).toBeNull()
    expect(convictions.size).toBe(1)
  })

  it('is believed when it answers: each answer makes up for twenty challenges, and may end a conviction', () => {
    const convictions = new Convictions()
    for (let i = 0; i < 70; i++) convictions.challenged(1, 1_000)
    convictions.answered(1)
    expect(convictions.of(1, 1_000)).toBe('refuse')
    convictions.answered(1)
    expect(convictions.of(1, 1_000)).toBeNull()
    // 30 are left of its account; ten more and it is where it was.
    for (let i = 0; i < 10; i++) convictions.challenged(1, 1_000)
    expect(convictions.of(1, 1_000)).toBe('refuse')
    convictions.answered(2)
    expect(convictions.size).toBe(1)
  })

  it('is one of a bounded number, however many there are', () => {
    const convictions = new Convictions()
    for (let client = 0; client < 300_000; client++) convictions.challenged(client, 1_000)
    expect(convictions.size).toBeLessThanOrEqual(convictions.most)
  })

  it('over a long time is not convicted', () => {
    const convictions = new Convictions()
    for (let i = 0; i < 100; i++) convictions.challenged(1, 30_000 * i)
    expect(convictions.of(1, 3_000_000)).toBeNull()
  })
})
