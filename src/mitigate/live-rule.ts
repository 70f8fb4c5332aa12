import type { MinedRule } from '../explain/rule.js'
import { COLUMN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'

/** What is done with a visit, mildest first. */
export const LADDER = ['watch', 'slow', 'challenge', 'refuse', 'drop'] as const
export type LadderAction = (typeof LADDER)[number]

export type RuleEnd = 'expired' | 'withdrawn' | 'lifted'

interface CompiledTest {
  column: number
  /** The value's id; null for `unseen`. */
  id: number | null
}

/** A rule in force: what it matches, what it does, until when, and what it has hit. Times in milliseconds. */
export class LiveRule {
  readonly id: number
  readonly mined: MinedRule
  readonly sentence: string
  readonly created: number
  /** The hardest step it may go to. */
  readonly atMost: LadderAction
  action: LadderAction = 'watch'
  actionSince: number
  expires: number
  ended: { at: number; why: RuleEnd; text: string } | null = null
  hits = 0
  /** Hits since the last look, and per second over the last half minute or so. */
  recentHits = 0
  hitRate = 0
  readonly #tests: readonly CompiledTest[]

  constructor(options: {
    id: number
    mined: MinedRule
    sentence: string
    atMost: LadderAction
    now: number
    lastsMs: number
    dictionaries: readonly Dictionary[]
  }) {
    this.id = options.id
    this.mined = options.mined
    this.sentence = options.sentence
    this.atMost = options.atMost
    this.created = options.now
    this.actionSince = options.now
    this.expires = options.now + options.lastsMs
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

  /** Goes on to another step of the ladder. */
  become(action: LadderAction, now: number): void {
    this.action = action
    this.actionSince = now
  }
}
