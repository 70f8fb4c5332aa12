import { expect, it } from 'vitest'
import { startEdge, TestClock } from './edge.test-support.js'
import { inOwnTime } from './orders-in-own-time.js'
import { SEARCH } from './rules.test-support.js'

const HOUR = 3_600_000
const BROWSER = {
  Accept: 'text/html',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
}

it('an edge that was started after the clock was set back does not let a flood in for an hour', async () => {
  const clock = new TestClock()
  const { edge, ask } = await startEdge({ clock })
  const brainNow = clock.now() + HOUR
  const rule = { ...SEARCH, tests: [...SEARCH.tests], watchUntil: brainNow + 500 }
  edge.hear({
    kind: 'directive',
    at: brainNow,
    platforms: [{ level: 'attack', distress: 1 }],
    orders: [{ platform: 0, severe: null, severeWakesAt: null, rules: [rule], lastsMs: 60_000 }],
    validMs: 5_000,
  })
  expect((await ask({ path: '/search', headers: BROWSER })).status).toBe(200)
  clock.advance(600)
  expect((await ask({ path: '/search', headers: BROWSER })).get('holdfast-reason')).toBe('rule')
})

it('orders that are only late are not moved: a hanging process must not make rules watch for longer', () => {
  const orders = { platform: 0, severe: null, severeWakesAt: null, lastsMs: 60_000 }
  const late = { ...orders, rules: [{ ...SEARCH, tests: [...SEARCH.tests], watchUntil: 10_500 }] }
  expect(inOwnTime(late, 10_000, 11_900)).toBe(late)
  expect(inOwnTime(late, undefined, 99_000)).toBe(late)
  expect(inOwnTime(late, 10_000, 5_000).rules[0]?.watchUntil).toBe(5_500)
  expect(inOwnTime(late, 10_000_000, 5_000).rules[0]?.watchUntil).toBe(0)
})
