import type { Level } from '../detect/level.js'

export interface LevelEvent {
  at: number
  kind: 'level'
  level: Level
  text: string
}

/** More than the origin can answer keeps the level for so long. */
const STRAINED_MS = 10_000
/** Without a rule, fewer visits a second than this that nobody can explain are no emergency. */
const SEVERE_PER_SECOND = 10
const SEVERE_AFTER_MS = 3_000
const CALM_AFTER_MS = 30_000

/** How grave it is, as visits tell: strained by much, attacked once a rule acts, severe when no rule would do. */
export class AlarmLevel {
  readonly #tell: (event: LevelEvent) => void
  #level: Level = 'calm'
  #overloadedSince: number | null = null
  #strainedUntil = Number.NEGATIVE_INFINITY
  #alarmAt = Number.NEGATIVE_INFINITY
  #unexplainedSince: number | null = null

  /** @param tell called whenever the level changes */
  constructor(tell: (event: LevelEvent) => void) {
    this.#tell = tell
  }

  get level(): Level {
    return this.#level
  }

  /** Something goes on that no rule explains. */
  get unexplained(): boolean {
    return this.#unexplainedSince !== null
  }

  /** For how many milliseconds more has come than the origin can answer; null when it can. */
  overloadedFor(now: number): number | null {
    return this.#overloadedSince === null ? null : now - this.#overloadedSince
  }

  /** Whether more comes than the origin can answer. */
  load(overloaded: boolean, now: number): void {
    if (overloaded) this.#strainedUntil = now + STRAINED_MS
    this.#overloadedSince = overloaded ? (this.#overloadedSince ?? now) : null
  }

  /** A rule is needed. */
  needed(now: number): void {
    this.#alarmAt = now
  }

  /** A rule has been found for what came, or nothing much comes any more. */
  explained(): void {
    this.#unexplainedSince = null
  }

  /**
   * No rule would do. Where that goes on, is a lot, and behaves like no browser, saying so is the answer: severe.
   * @param reason why none would, for people; null while that is not sure
   */
  notExplained(reason: string | null, perSecond: number, now: number, isUnusual: () => boolean): void {
    if (perSecond < SEVERE_PER_SECOND || !isUnusual()) {
      this.#unexplainedSince = null
      return
    }
    this.#unexplainedSince ??= now
    this.#alarmAt = now
    if (reason !== null && now - this.#unexplainedSince >= SEVERE_AFTER_MS) this.#set('severe', now, reason)
  }

  /** @param acting a rule meets visits at present */
  update(acting: boolean, now: number): void {
    const quiet = now - this.#alarmAt > CALM_AFTER_MS
    if (this.#level === 'severe' || this.#level === 'attack') {
      if (quiet) this.#set('calm', now, 'no alarm for 30 s')
    } else if (acting) this.#set('attack', now, 'a rule is in force against visits that behave like no browser')
    else if (now < this.#strainedUntil) this.#set('strained', now, 'more comes than the origin can answer')
    else this.#set('calm', now, 'the origin can answer what comes')
  }

  #set(level: Level, now: number, text: string): void {
    if (level === this.#level) return
    this.#level = level
    this.#tell({ at: now, kind: 'level', level, text })
  }
}
