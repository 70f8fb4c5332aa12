import type { SeededRandom } from '../../src/drill/seeded-random.js'
import type { SiteFacts } from './site-facts.js'
import type { LabelledVisit } from './visit.js'

/** What a trace is composed on: calm traffic, and what is known of the site. */
export interface Ground {
  name: string
  facts: SiteFacts
  /** When a trace on it begins. */
  fromMs: number
  /** Visits a second in calm time. */
  calmPerSecond: number
  /** Calm traffic from `fromMs` on. The same for the same seed; another seed may give other visits. */
  calm(forMs: number, seed: number): Iterable<LabelledVisit>
  /** A search that costs the site much, never the same one twice. */
  search(random: SeededRandom): string
  /** Where people sign in and give: what a flood of forms is sent to. */
  forms: readonly string[]
}
