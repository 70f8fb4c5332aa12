/**
 * Exponential decay without touching what decays (forward decay, Cormode et al., ICDE 2009): instead of shrinking
 * every old amount, new amounts are multiplied by a scale that grows, and everything is divided by it when read.
 */
export class Decay {
  readonly #halfLifeMs: number
  #epoch: number | null = null

  constructor(halfLifeMs: number) {
    if (!(halfLifeMs > 0)) throw new RangeError(`The half-life is ${halfLifeMs} ms; it must be greater than 0.`)
    this.#halfLifeMs = halfLifeMs
  }

  /** What an amount of now is multiplied by to be stored, and a stored amount divided by to be read. Time never runs back. */
  scale(now: number): number {
    this.#epoch ??= now
    return 2 ** (Math.max(0, now - this.#epoch) / this.#halfLifeMs)
  }

  /** Null most of the time; else the factor that everything stored has to be multiplied with, before the scale overflows. */
  rescale(now: number): number | null {
    const scale = this.scale(now)
    if (scale < SCALE_LIMIT) return null
    this.#epoch = now
    return 1 / scale
  }
}

/** Far from the end of a double (2^1024), and rare enough that rescaling costs nothing: every 40 half-lives. */
const SCALE_LIMIT = 2 ** 40
