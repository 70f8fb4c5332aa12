import { describe, expect, it } from 'vitest'
import { leastBusy, type Worker } from './least-busy.js'

/** A fixed sequence of pseudo-random numbers (mulberry32), so that the shares below do not change from run to run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Sends requests of which the last `atOnce` are always under way. @returns each worker's share */
function shares(weights: readonly number[], atOnce: number, requests = 20_000): number[] {
  const random = seeded(7)
  const workers = weights.map((weight) => ({ weight, inFlight: 0, got: 0 }))
  const running: { inFlight: number }[] = []
  for (let i = 0; i < requests; i++) {
    const chosen = leastBusy(workers, random)
    chosen.got++
    chosen.inFlight++
    running.push(chosen)
    if (running.length > atOnce) {
      const [done] = running.splice(Math.floor(random() * running.length), 1)
      if (done) done.inFlight--
    }
  }
  return workers.map(({ got }) => got / requests)
}

describe('the least busy', () => {
  it.each([
    [[1, 1], 0],
    [[3, 1], 0],
    [[1, 2, 4], 0],
    [[1, 1], 50],
    [[3, 1], 50],
    [[1, 2, 4], 100],
    [[1, 1, 1, 1, 1, 1], 0],
    [[1, 1, 1, 1, 1, 1], 100],
    [[4, 1, 1, 1, 1], 0],
    [[4, 1, 1, 1, 1], 200],
  ])('of weights %j with %i requests under way get their shares', (weights, atOnce) => {
    const sum = weights.reduce((a, b) => a + b)
    for (const [i, share] of shares(weights, atOnce).entries()) {
      expect(Math.abs(share - (weights[i] ?? 0) / sum)).toBeLessThan(0.05)
    }
  })

  it('is the one that has much less to do', () => {
    const random = seeded(1)
    const slow: Worker = { inFlight: 60, weight: 1 }
    const quick: Worker = { inFlight: 5, weight: 1 }
    for (let i = 0; i < 1_000; i++) expect(leastBusy([slow, quick], random)).toBe(quick)
  })

  it('of many is never the busiest of the two compared, so that one that hangs gets nearly nothing', () => {
    const random = seeded(2)
    const hanging: Worker = { inFlight: 1_000, weight: 1 }
    const others = Array.from({ length: 7 }, (): Worker => ({ inFlight: 3, weight: 1 }))
    for (let i = 0; i < 1_000; i++) expect(leastBusy([hanging, ...others], random)).not.toBe(hanging)
  })
})
