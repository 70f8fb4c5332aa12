import type { MinedRule } from '../explain/rule.js'
import { COLUMN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'

/** What a rule does with what it matches. */
export type RuleMeasure = 'slow' | 'challenge'

export interface RuleEnd {
  at: number
  why: 'expired' | 'withdrawn'
  /** For people. */
  text: string
}

/** Without being needed a rule lives for so long at most, and at least so long: floods come in pulses. */
const LASTS_MS = 300_000
const LEAST_LIFE_MS = 120_000
/** A rule is needed while it matches more than so many visits a second, and far more than it does on ordinary days. */
const NEEDED_PER_SECOND = 0.2
const NEEDED_FACTOR = 3
/** The rate of hits follows the last seconds by this share each. */
const RATE_STEP = 1 / 15

interface CompiledTest {
  column: number
  /** The value's id; null for `unseen`. */
  id: number | null
}

/** A rule in force: what it matches, what it does, and what it has hit. Times in milliseconds. */
export class LiveRule {
  readonly id: number
  readonly mined: MinedRule
  readonly sentence: string
  readonly measure: RuleMeasure
  readonly created: number
  ended: RuleEnd | null = null
  hits = 0
  #recentHits = 0
  #hitsPerSecond = 0
  #expires: number
  readonly #tests: readonly CompiledTest[]

  constructor(options: {
    id: number
    mined: MinedRule
    sentence: string
    now: number
    dictionaries: readonly Dictionary[]
  }) {
    this.id = options.id
    this.mined = options.mined
    this.sentence = options.sentence
    this.measure = options.mined.admissibleFor === 'slow' ? 'slow' : 'challenge'
    this.created = options.now
    this.#expires = options.now + LASTS_MS
    this.#tests = options.mined.tests.map(({ attribute, op, value }) => {
      const column = COLUMN[attribute]
      // Pinned, so that the dictionary does not give the value another id while the rule lives.
      return { column, id: op === 'unseen' ? null : (options.dictionaries[column]?.pin(value) ?? null) }
    })
  }

  matches(values: Int32Array, isUnseen: (column: number, id: number) => boolean): boolean {
    for (const { column, id } of this.#tests) {
      const value = values[column] ?? 0
      if (id === null ? value === 0 || !isUnseen(column, value) : value !== id) return false
    }
    return true
  }

  hit(): void {
    this.hits++
    this.#recentHits++
  }

  /** It matches visits at present. */
  get active(): boolean {
    return this.#hitsPerSecond > NEEDED_PER_SECOND
  }

  /**
   * Another second has passed: prolongs the rule while it is needed, and ends it when it is not.
   * @param normalPerSecond visits of all kinds a second on ordinary days
   * @returns whether it is needed
   */
  tick(normalPerSecond: number, now: number): boolean {
    this.#hitsPerSecond += RATE_STEP * (this.#recentHits - this.#hitsPerSecond)
    this.#recentHits = 0
    const normal = this.mined.collateral.upper * normalPerSecond
    const needed = this.active && this.#hitsPerSecond > NEEDED_FACTOR * normal
    if (needed) this.#expires = Math.max(this.#expires, now + LEAST_LIFE_MS)
    else if (now >= this.#expires) this.ended = { at: now, why: 'expired', text: 'its time is over' }
    else if (now >= this.created + LEAST_LIFE_MS && this.#expires - now <= LASTS_MS - LEAST_LIFE_MS) {
      this.ended = { at: now, why: 'withdrawn', text: 'what it matches has fallen back to what is normal' }
    }
    return needed
  }
}
