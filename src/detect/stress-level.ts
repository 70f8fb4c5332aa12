import type { Level } from './level.js'

export interface StressLevelOptions {
  /** Distress of at least this for `risesAfterMs` makes the level strained. */
  risesAt?: number
  risesAfterMs?: number
  /** Distress of at least this makes it strained at once. */
  risesAtOnceAt?: number
  /** Distress of less than this for `fallsAfterMs` makes it calm again. */
  fallsBelow?: number
  fallsAfterMs?: number
}

export interface StressState {
  level: Level
  /** When the level became what it is, in the milliseconds that `update` was given. */
  since: number
}

/**
 * The stress level of a platform from its distress, with hysteresis so that it does not flap: quick to rise, slow to
 * fall. It decides between calm and strained; attack and severe come from the detection of attacks.
 */
export class StressLevel {
  readonly #risesAt: number
  readonly #risesAfterMs: number
  readonly #risesAtOnceAt: number
  readonly #fallsBelow: number
  readonly #fallsAfterMs: number
  #state: StressState
  /** Since when every update has spoken for the other level; null when the last one did not. */
  #turningSince: number | null = null

  constructor(now: number, options: StressLevelOptions = {}) {
    this.#risesAt = options.risesAt ?? 0.5
    this.#risesAfterMs = options.risesAfterMs ?? 500
    this.#risesAtOnceAt = options.risesAtOnceAt ?? 0.9
    this.#fallsBelow = options.fallsBelow ?? 0.2
    this.#fallsAfterMs = options.fallsAfterMs ?? 10_000
    this.#state = { level: 'calm', since: now }
  }

  get state(): StressState {
    return this.#state
  }

  /** Takes the newest distress (0..1) and returns the state, a new object only when the level has changed. */
  update(distress: number, now: number): StressState {
    const calm = this.#state.level === 'calm'
    const speaksForOther = calm ? distress >= this.#risesAt : distress < this.#fallsBelow
    if (!speaksForOther) {
      this.#turningSince = null
      return this.#state
    }
    this.#turningSince ??= now
    const held = now - this.#turningSince
    if (held >= (calm ? this.#risesAfterMs : this.#fallsAfterMs) || (calm && distress >= this.#risesAtOnceAt)) {
      this.#state = { level: calm ? 'strained' : 'calm', since: now }
      this.#turningSince = null
    }
    return this.#state
  }
}
