import type { Ground } from './ground.js'
import { REHEARSED_ORIGIN } from './rehearsed-site.js'
import { RehearsedVisitors } from './rehearsed-visitors.js'
import { siteFacts } from './site-facts.js'

const FROM_MS = Date.UTC(2026, 8, 8, 20)
const PER_SECOND = 10

/** Like the rehearsed ground of the measurement, made in a moment. */
export function smallGround(): Ground {
  const visitors = new RehearsedVisitors(5)
  return {
    name: 'small',
    facts: siteFacts(REHEARSED_ORIGIN, visitors.visits(0, FROM_MS, 5 * 60_000, PER_SECOND), 1),
    fromMs: FROM_MS,
    calmPerSecond: PER_SECOND,
    calm: (forMs, seed) => visitors.visits(100 + seed, FROM_MS, forMs, PER_SECOND),
    search: (random) => `/search?q=${random.word(4)}`,
    forms: ['/login', '/donate'],
  }
}
