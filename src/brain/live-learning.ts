import type { BaselineData } from '../baseline/baseline.js'
import { BaselineLearner } from '../baseline/learner.js'
import { mergeBaselines } from '../baseline/merge-baselines.js'
import type { VisitsMessage } from '../link/messages.js'
import { unpackVisits } from '../link/visit-batch.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Kind } from '../traffic/kind.js'
import { VisitDescriber } from '../traffic/visit-describer.js'

const COLUMNS = ATTRIBUTES.length
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** What floods a site a moment later was seen in calm a moment ago: visits are learned from only if it stays calm. */
const CALM_FOR_MS = 10_000
const MOST_WAITING = 400
/**
 * Of fewer visits nothing can be told: a quarter of them is held back to check rules, and even one that touches none of
 * these must be known to touch less than 1 % (rule of three; Hanley and Lippman-Hand, JAMA 1983).
 */
const LEAST_VISITS = 1_500
/** Which visits of an hour are kept; the same everywhere. */
const SEED = 1

interface Waiting {
  message: VisitsMessage
  at: number
}

/**
 * Learns from the visits of calm times what is normal, while they come. As long as less than a day is known, what is
 * known so far is given every time it has doubled, and every hour; then once for each day of calm times. Bounded.
 */
export class LiveLearning {
  readonly #hosts: readonly string[]
  readonly #keyId: string
  #base: BaselineData | null
  #describer: VisitDescriber
  #learner: BaselineLearner
  #waiting: Waiting[] = []
  #nextVisits: number
  #givenAt: number

  /** @param stored what was known before */
  constructor(options: { hosts: readonly string[]; keyId: string; stored: BaselineData | null; now: number }) {
    this.#hosts = options.hosts
    this.#keyId = options.keyId
    this.#base = options.stored
    this.#describer = new VisitDescriber(new Set(options.hosts))
    this.#learner = this.#begin()
    this.#nextVisits = Math.max(LEAST_VISITS, options.stored?.visits ?? 0)
    this.#givenAt = options.now
  }

  /** Visits that are known of, those of before among them. */
  get visits(): number {
    return this.#learner.visits + (this.#base?.visits ?? 0)
  }

  /** Visits have come; whether they are learned from is decided a little later. */
  take(message: VisitsMessage, now: number): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ message, at: now })
  }

  /** Once a second. @returns what is normal from now on, when that has changed */
  tick(now: number, calm: boolean): BaselineData | null {
    if (!calm) {
      this.#waiting = []
      return null
    }
    const young = this.#waiting.findIndex(({ at }) => now - at < CALM_FOR_MS)
    for (const waiting of this.#waiting.splice(0, young < 0 ? this.#waiting.length : young)) this.#learn(waiting)
    return this.#due(now) ? this.#give(now) : null
  }

  #begin(): BaselineLearner {
    this.#describer = new VisitDescriber(new Set(this.#hosts))
    return new BaselineLearner(this.#describer, SEED, this.#base ?? undefined)
  }

  #learn({ message, at }: Waiting): void {
    const sample = unpackVisits(message, this.#describer.dictionaries, at)
    const { length, values, networks, clients, times } = sample
    const kindOf = (row: number) =>
      this.#describer.text(COLUMN.kind, values[row * COLUMNS + COLUMN.kind] ?? UNKNOWN) as Kind | undefined
    for (let row = 0; row < length; row++) {
      const kind = kindOf(row) ?? 'page'
      this.#learner.add({
        values: values.subarray(row * COLUMNS, (row + 1) * COLUMNS),
        kind,
        network: networks[row] ?? 0,
        client: clients[row] ?? 0,
        time: times[row] ?? at,
        failed: false,
        opened: kind === 'page',
        weight: message.seen / length,
      })
    }
  }

  #due(now: number): boolean {
    const { visits, from, to } = this.#learner
    if (visits < LEAST_VISITS) return false
    const base = this.#base
    if (base && base.learnedTo - base.learnedFrom >= DAY_MS) return to - from >= DAY_MS
    return visits >= this.#nextVisits || now - this.#givenAt >= HOUR_MS
  }

  #give(now: number): BaselineData {
    const fresh = this.#learner.finish({ ownHosts: this.#hosts, keyId: this.#keyId })
    const together = this.#base ? mergeBaselines(this.#base, fresh) : fresh
    this.#nextVisits = 2 * this.#learner.visits
    this.#givenAt = now
    if (fresh.learnedTo - fresh.learnedFrom >= DAY_MS) {
      this.#base = together
      this.#learner = this.#begin()
    }
    return together
  }
}
