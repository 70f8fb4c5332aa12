import { expect, it } from 'vitest'
import { mutate } from './mutate.js'
import { Random } from './random.js'

const context = { words: [Buffer.from('word')], other: Buffer.from('other'), mostBytes: 1_000 }

it('makes the same of the same seed, and leaves its input alone', () => {
  const input = Buffer.from('GET / HTTP/1.1')
  const once = Array.from({ length: 50 }, (_, seed) => Buffer.from(mutate(input, new Random(seed), context)))
  const again = Array.from({ length: 50 }, (_, seed) => Buffer.from(mutate(input, new Random(seed), context)))
  expect(once).toEqual(again)
  expect(input.toString()).toBe('GET / HTTP/1.1')
  expect(new Set(once.map(String)).size).toBeGreaterThan(40)
})

it('never makes more bytes than allowed, also of nothing', () => {
  for (let seed = 0; seed < 2_000; seed++) {
    const random = new Random(seed)
    let input: Uint8Array = Buffer.alloc(0)
    for (let step = 0; step < 8; step++) input = mutate(input, random, context)
    expect(input.length).toBeLessThanOrEqual(1_000)
  }
})
