import type { Pulse } from './attack.js'
import { type AttackReport, addReports, emptyReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import type { Attacking } from './attacking.js'

/** Attacks in turn, with a pause after each in which nothing is sent and no connection is open. */
export class PulsingAttack implements Attacking {
  readonly #pulse: Pick<Pulse, 'onMs' | 'offMs'>
  readonly #starts: readonly ((now: number) => Attacking)[]
  readonly #startedAt: number
  /** Number of the burst that goes on now or went on last. */
  #burst = -1
  #current: Attacking | null = null
  /** Of those that are over. */
  #past: AttackReport = emptyReport()
  #pastMoments: AttackMoment[] = []

  constructor(pulse: Pick<Pulse, 'onMs' | 'offMs'>, starts: readonly ((now: number) => Attacking)[], now: number) {
    if (!(pulse.onMs > 0 && pulse.offMs >= 0)) throw new RangeError('a pulse needs a time in which it beats')
    this.#pulse = pulse
    this.#starts = starts
    this.#startedAt = now
  }

  tick(now: number): void {
    const { onMs, offMs } = this.#pulse
    const since = now - this.#startedAt
    const burst = Math.floor(since / (onMs + offMs))
    const on = since % (onMs + offMs) < onMs
    if (this.#current !== null && (!on || burst !== this.#burst)) this.#endBurst(this.#current)
    if (on && this.#current === null) {
      this.#burst = burst
      this.#current = this.#starts[burst % this.#starts.length]?.(now) ?? null
    }
    this.#current?.tick(now)
  }

  eachSecond(now: number): void {
    this.#current?.eachSecond(now)
  }

  takeReport(): AttackReport {
    const past = this.#past
    this.#past = emptyReport()
    return this.#current === null ? past : addReports(past, this.#current.takeReport())
  }

  takeMoments(): AttackMoment[] {
    const past = this.#pastMoments
    this.#pastMoments = []
    return [...past, ...(this.#current?.takeMoments() ?? [])]
  }

  stop(): void {
    if (this.#current !== null) this.#endBurst(this.#current)
  }

  #endBurst(burst: Attacking): void {
    burst.stop()
    this.#past = addReports(this.#past, burst.takeReport())
    this.#pastMoments.push(...burst.takeMoments())
    this.#current = null
  }
}
