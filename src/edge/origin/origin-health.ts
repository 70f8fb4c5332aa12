import type { HealthConfig } from '../../config/config.js'
import type { OriginState } from '../../traffic/origin-state.js'

/** The first pause of an origin that has failed, and the longest; each in a row is twice the one before. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** Pauses vary by so much up and down, so that several edges do not all try at once. */
const JITTER = 0.2
/** An origin that stays up for so long has its pauses forgotten. */
const FORGIVEN_AFTER_MS = 30_000
/** A visit that must not be repeated tries an origin only when nobody else has come to do so for this long. */
const TRIAL_BY_ANY_MS = 5_000

/**
 * Whether one origin is up: a circuit breaker with a half-open state (Nygard, "Release It!") over what visits show, and
 * beside it the verdict of health checks. Owns no clock: times are milliseconds, given by the caller.
 */
export class OriginHealth {
  readonly #config: HealthConfig
  readonly #random: () => number
  #failures = 0
  /** End of the pause while down by what visits show; null while up. */
  #downUntil: number | null = null
  #pauses = 0
  #upSince = 0
  #trial = false
  #goodChecks = 0
  #badChecks = 0
  #checksFail = false

  /** @param random 0..1, spreads the pauses */
  constructor(config: HealthConfig, random: () => number) {
    this.#config = config
    this.#random = random
  }

  get state(): OriginState {
    if (this.#checksFail) return 'down'
    if (this.#downUntil === null) return 'up'
    return this.#trial ? 'probing' : 'down'
  }

  /** The lower, the sooner there is hope: when its pause ends; endless while health checks fail. */
  get hopelessness(): number {
    return this.#checksFail ? Number.POSITIVE_INFINITY : (this.#downUntil ?? 0)
  }

  /** True when it is time that one visit tries this origin. @param repeatable the visit may go elsewhere when it fails */
  isTrialDue(repeatable: boolean, now: number): boolean {
    if (this.#checksFail || this.#trial || this.#downUntil === null) return false
    return now >= this.#downUntil + (repeatable ? 0 : TRIAL_BY_ANY_MS)
  }

  beginTrial(): void {
    this.#trial = true
  }

  /** Whatever has ended it. */
  endTrial(): void {
    this.#trial = false
  }

  /** A visit has got an answer. @param whileDown it was sent when the origin was down already */
  succeeded(whileDown: boolean, now: number): void {
    if (this.#downUntil === null) this.#failures = 0
    // An answer to what was asked before the origin failed says nothing about now.
    else if (whileDown) this.#backUp(now)
  }

  /** A visit got none, or one that says that the origin is overloaded. @param trial it was the one that tried */
  failed(trial: boolean, now: number): void {
    if (trial || (this.#downUntil === null && ++this.#failures >= this.#config.unhealthyAfter)) this.#takeOut(now)
  }

  /** The result of a health check. */
  checked(fine: boolean, now: number): void {
    this.#goodChecks = fine ? this.#goodChecks + 1 : 0
    this.#badChecks = fine ? 0 : this.#badChecks + 1
    if (this.#badChecks >= this.#config.unhealthyAfter) this.#checksFail = true
    else if (this.#checksFail && this.#goodChecks >= this.#config.healthyAfter) {
      this.#checksFail = false
      this.#backUp(now)
    }
  }

  #takeOut(now: number): void {
    if (this.#downUntil === null && now - this.#upSince >= FORGIVEN_AFTER_MS) this.#pauses = 0
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#pauses, LONGEST_PAUSE_MS)
    if (pauseMs < LONGEST_PAUSE_MS) this.#pauses++
    this.#downUntil = now + pauseMs * (1 - JITTER + 2 * JITTER * this.#random())
    this.#failures = 0
  }

  #backUp(now: number): void {
    this.#downUntil = null
    this.#failures = 0
    this.#upSince = now
  }
}
