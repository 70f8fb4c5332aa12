import { describe, expect, it } from 'vitest'
import { RetryBudget } from './retry-budget.js'

const NOW = 1_795_000_000_000

/** How many of so many requests at one moment may be repeated. */
function repeated(budget: RetryBudget, requests: number, at: number): number {
  let count = 0
  for (let i = 0; i < requests; i++) {
    budget.request(at)
    if (budget.take(at)) count++
  }
  return count
}

describe('a budget of retries', () => {
  it('lets a quiet site repeat a few in ten seconds', () => {
    const budget = new RetryBudget()
    expect(repeated(budget, 50, NOW)).toBe(10)
    expect(repeated(budget, 50, NOW + 8_000)).toBe(0)
    expect(repeated(budget, 50, NOW + 20_000)).toBe(10)
  })

  it('is a tenth of a flood, however long that lasts', () => {
    const budget = new RetryBudget()
    let count = 0
    for (let second = 0; second < 60; second++) count += repeated(budget, 1_000, NOW + second * 1_000)
    expect(count).toBeGreaterThan(5_500)
    expect(count).toBeLessThanOrEqual(6_000)
  })

  it('does not save up what was not used for later than ten seconds', () => {
    const budget = new RetryBudget()
    for (let i = 0; i < 10_000; i++) budget.request(NOW)
    expect(repeated(budget, 20, NOW + 11_000)).toBe(10)
  })

  it('bears a clock that stands or jumps back', () => {
    const budget = new RetryBudget()
    repeated(budget, 100, NOW)
    expect(repeated(budget, 100, NOW - 60_000)).toBeLessThanOrEqual(10)
    expect(repeated(budget, 10, NOW + 1e9)).toBe(10)
  })
})
