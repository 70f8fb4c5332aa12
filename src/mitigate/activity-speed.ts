import type { Tier } from '../traffic/tier.js'
import type { ActivityEvent } from './measure-events.js'

/** Answers that take longer than so many times what they take in calm, and longer by this, are late. */
const LATE = { factor: 1.5, byMs: 20 }
/** One slow answer is none: an activity is late, and at full speed again, when it has been so for this long. */
const HOLDS_MS = 2_000
/** Fewer answers do not make an activity late that was not. */
const LEAST_ANSWERS = 5
const MANY_ANSWERS = 20

/** How an activity fares now. */
export interface ActivityNow {
  /** A measure makes it wait. */
  slowed: boolean
  /** The platform is not calm: else nobody asks whether it is late. */
  troubled: boolean
  /** What nearly all answers of the last two seconds or so took (see `nearlyAll`); null when nothing was answered. */
  takesMs: number | null
  /** 95th percentile of the time to answer in calm. */
  calmP95Ms: number | null
  /** Answers that this is of. */
  answers: number
}

/**
 * Which quantile says how long answers take at present. In calm, too, one in twenty takes longer than the 95th percentile:
 * of the few answers of two seconds, the slowest alone says nothing.
 */
export function nearlyAll(answers: number): number {
  return answers >= MANY_ANSWERS ? 0.9 : 0.75
}

/**
 * Whether an activity is at full speed, and since when it is again. Full speed is measured: no measure holds it back, and
 * its answers take as long as in calm. Owns no clock: call `update` about four times a second.
 */
export class ActivitySpeed {
  readonly #name: string
  readonly tier: Tier
  #state: 'full' | 'slowed' | 'late' = 'full'
  #since: number
  #backSince: number | null = null
  #slowSince = 0
  /** Since when it has been fine, or late, without a break. */
  #fineSince: number
  #lateSince: number | null = null

  constructor(name: string, tier: Tier, now: number) {
    this.#name = name
    this.tier = tier
    this.#since = now
    this.#fineSince = now
  }

  get state(): 'full' | 'slowed' | 'late' {
    return this.#state
  }

  /** When the present state began. */
  get since(): number {
    return this.#since
  }

  /** When it was back at full speed after it had been slower; null when it was never slower, or is. */
  get backSince(): number | null {
    return this.#backSince
  }

  /** @returns what has changed, if anything has */
  update(current: ActivityNow, now: number): ActivityEvent | null {
    const { slowed, troubled, answers } = current
    const late = isLate(current)
    if (late || slowed) this.#fineSince = now
    this.#lateSince = late && answers >= LEAST_ANSWERS ? (this.#lateSince ?? now) : null
    if (slowed) return this.#state === 'slowed' ? null : this.#slower('slowed', now)
    if (this.#state === 'full') {
      const held = this.#lateSince === null ? 0 : now - this.#lateSince
      return troubled && held >= HOLDS_MS ? this.#slower('late', now) : null
    }
    if (now - this.#fineSince >= HOLDS_MS) return this.#back()
    return this.#state === 'late' ? null : this.#slower('late', now)
  }

  #slower(state: 'slowed' | 'late', at: number): ActivityEvent {
    if (this.#state === 'full') this.#slowSince = at
    const wasSlowed = this.#state === 'slowed'
    this.#become(state, at, null)
    return { at, kind: 'activity', activity: this.#name, tier: this.tier, state, text: this.#words(wasSlowed) }
  }

  #words(wasSlowed: boolean): string {
    if (this.#state === 'slowed') return `${this.#name} waits, so that what matters more does not`
    if (wasSlowed) return `${this.#name} does not wait any more; whether it is at full speed will show`
    return `${this.#name} is answered later than in calm`
  }

  #back(): ActivityEvent {
    const at = this.#fineSince
    this.#become('full', at, at)
    const seconds = Math.max(1, Math.round((at - this.#slowSince) / 1000))
    return {
      at,
      kind: 'back-to-full-speed',
      activity: this.#name,
      tier: this.tier,
      slowSince: this.#slowSince,
      text: `${this.#name} is back at full speed after ${seconds} s`,
    }
  }

  #become(state: 'full' | 'slowed' | 'late', since: number, backSince: number | null): void {
    this.#state = state
    this.#since = since
    this.#backSince = backSince
  }
}

function isLate({ takesMs, calmP95Ms }: ActivityNow): boolean {
  if (takesMs === null || calmP95Ms === null) return false
  return takesMs > LATE.factor * calmP95Ms && takesMs > calmP95Ms + LATE.byMs
}
