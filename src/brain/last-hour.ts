import type { RuleTest } from '../explain/rule.js'
import type { VisitsMessage } from '../link/messages.js'
import { unpackVisits } from '../link/visit-batch.js'
import { RuleTests } from '../mitigate/rule-tests.js'
import { mix } from '../sketch/mix.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'

const COLUMNS = ATTRIBUTES.length
const MINUTE_MS = 60_000
const MINUTES = 60
const ROWS_PER_MINUTE = 300
const MOST_EXAMPLES = 8

interface Minute {
  at: number
  /** Visits there were, and how many of them were offered for the sample. */
  visits: number
  offered: number
  rows: Int32Array[]
  networks: number[]
}

export interface MatchedHour {
  sample: number
  visits: number
  touched: number
  /** Of the touched ones of the sample, the share from networks known from calm times; and how many networks. */
  people: number
  networks: number
  minutes: { at: number; visits: number; touched: number }[]
  examples: { method: string; route: string; program: string; share: number }[]
}

/** A sample of the visits of the last hour that no rule acted upon, to see what a rule would do. Bounded. */
export class LastHour {
  /** Its own: these visits outlive a change of what is normal. */
  readonly #dictionaries = ATTRIBUTES.map(() => new Dictionary())
  readonly #minutes: Minute[] = []
  #random = 1

  take(message: VisitsMessage, now: number): void {
    const sample = unpackVisits(message, this.#dictionaries, now)
    const minute = this.#minuteOf(now)
    minute.visits += message.seen
    for (let row = 0; row < sample.length; row++) {
      this.#random = mix(this.#random, 3) | 0
      // Reservoir sampling (Vitter, 1985).
      const place =
        minute.rows.length < ROWS_PER_MINUTE
          ? minute.rows.length
          : Math.floor(((this.#random >>> 0) / 2 ** 32) * (minute.offered + 1))
      minute.offered++
      if (place >= ROWS_PER_MINUTE) continue
      minute.rows[place] = sample.values.slice(row * COLUMNS, (row + 1) * COLUMNS)
      minute.networks[place] = sample.networks[row] ?? 0
    }
  }

  /** @param isUnseen whether normal visits do not have a value, given by its text */
  match(tests: readonly RuleTest[], isUnseen: (column: number, text: string) => boolean, now: number): MatchedHour {
    const compiled = new RuleTests(tests, this.#dictionaries)
    const unseen = (column: number, id: number) => isUnseen(column, this.#text(column, id) ?? '')
    const networks = new Set<number>()
    const asked = new Map<string, { method: string; route: string; program: string; count: number }>()
    const hour: MatchedHour = { sample: 0, visits: 0, touched: 0, people: 0, networks: 0, minutes: [], examples: [] }
    let hits = 0
    let known = 0
    for (const minute of this.#minutes.filter(({ at }) => at > now - MINUTES * MINUTE_MS)) {
      let here = 0
      for (const [place, values] of minute.rows.entries()) {
        if (!compiled.matches(values, unseen)) continue
        here++
        networks.add(minute.networks[place] ?? 0)
        if (this.#text(COLUMN.network, values[COLUMN.network]) === 'seen') known++
        const [method, route, program] = [COLUMN.method, COLUMN.route, COLUMN.family].map(
          (column) => this.#text(column, values[column]) ?? 'not known',
        ) as [string, string, string]
        const key = `${method} ${route}\0${program}`
        const example = asked.get(key) ?? { method, route, program, count: 0 }
        example.count++
        asked.set(key, example)
      }
      const touched = minute.rows.length === 0 ? 0 : (minute.visits * here) / minute.rows.length
      hour.minutes.push({ at: minute.at, visits: minute.visits, touched })
      hour.sample += minute.rows.length
      hour.visits += minute.visits
      hour.touched += touched
      hits += here
    }
    hour.people = hits === 0 ? 0 : known / hits
    hour.networks = networks.size
    hour.examples = [...asked.values()]
      .sort((a, b) => b.count - a.count)
      .slice(0, MOST_EXAMPLES)
      .map(({ count, ...example }) => ({ ...example, share: count / hits }))
    return hour
  }

  #minuteOf(now: number): Minute {
    const at = Math.floor(now / MINUTE_MS) * MINUTE_MS
    const last = this.#minutes.at(-1)
    if (last && last.at >= at) return last
    const minute: Minute = { at, visits: 0, offered: 0, rows: [], networks: [] }
    this.#minutes.push(minute)
    if (this.#minutes.length > MINUTES) this.#minutes.shift()
    return minute
  }

  #text(column: number, id: number | undefined): string | undefined {
    return this.#dictionaries[column]?.text(id ?? UNKNOWN)
  }
}
