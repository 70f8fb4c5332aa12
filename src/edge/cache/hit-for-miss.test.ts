import { describe, expect, it } from 'vitest'
import { HitForMiss } from './hit-for-miss.js'

describe('what is known not to be shareable', () => {
  it('is known for a while', () => {
    const memory = new HitForMiss({ forMs: 10_000, maxKeys: 10 })
    memory.remember('a', 0)
    expect([memory.has('a', 9_999), memory.has('a', 10_000), memory.has('b', 0)]).toEqual([true, false, false])
    memory.remember('a', 10_000)
    memory.forget('a')
    expect(memory.has('a', 10_001)).toBe(false)
  })

  it('stays bounded under unique keys, the oldest forgotten first', () => {
    const memory = new HitForMiss({ forMs: 10_000, maxKeys: 100 })
    for (let i = 0; i < 10_000; i++) memory.remember(`k${i}`, i / 100)
    expect(memory.size).toBe(100)
    expect([memory.has('k9900', 100), memory.has('k9899', 100)]).toEqual([true, false])
  })

  it('lets go of what is over', () => {
    const memory = new HitForMiss({ forMs: 10_000, maxKeys: 100 })
    for (let i = 0; i < 50; i++) memory.remember(`k${i}`, 0)
    memory.remember('new', 10_000)
    expect(memory.size).toBe(1)
  })
})
