import { Decay } from './decay.js'
import { mix, powerOfTwoAtLeast } from './mix.js'

export interface CountMinOptions {
  /** Cells in a row, rounded up to a power of two. An estimate is too high by at most about e/width of the total. */
  width: number
  /** Rows; the chance that an estimate is worse than that is e^-depth. */
  depth: number
  /** Amounts lose half their weight in this time, in milliseconds. */
  halfLifeMs: number
}

/**
 * Decaying count-min sketch with conservative update (Cormode and Muthukrishnan 2005; Estan and Varghese 2002):
 * how much was added for a key, never too little, in fixed memory.
 */
export class CountMin {
  readonly #cells: Float64Array
  readonly #mask: number
  readonly #depth: number
  readonly #width: number
  readonly #decay: Decay
  /** Where the key's cell in each row is; kept to allocate nothing. */
  readonly #at: Int32Array
  #total = 0

  /** @throws RangeError when width, depth or half-life is not positive. */
  constructor({ width, depth, halfLifeMs }: CountMinOptions) {
    if (!(width >= 1) || !(depth >= 1)) {
      throw new RangeError(`CountMin: width ${width} and depth ${depth} must be at least 1.`)
    }
    this.#width = powerOfTwoAtLeast(width)
    this.#mask = this.#width - 1
    this.#depth = Math.floor(depth)
    this.#cells = new Float64Array(this.#width * this.#depth)
    this.#at = new Int32Array(this.#depth)
    this.#decay = new Decay(halfLifeMs)
  }

  add(key: number, amount: number, now: number): void {
    this.#rescale(now)
    const scaled = amount * this.#decay.scale(now)
    this.#total += scaled
    const raised = this.#lowest(key) + scaled
    for (let row = 0; row < this.#depth; row++) {
      const at = this.#at[row] ?? 0
      if ((this.#cells[at] ?? 0) < raised) this.#cells[at] = raised
    }
  }

  /** At least what was added for the key, decayed to now. */
  estimate(key: number, now: number): number {
    return this.#lowest(key) / this.#decay.scale(now)
  }

  /** Everything added, decayed to now. */
  total(now: number): number {
    return this.#total / this.#decay.scale(now)
  }

  #lowest(key: number): number {
    let lowest = Number.POSITIVE_INFINITY
    for (let row = 0; row < this.#depth; row++) {
      const at = row * this.#width + (mix(key, row) & this.#mask)
      this.#at[row] = at
      const cell = this.#cells[at] ?? 0
      if (cell < lowest) lowest = cell
    }
    return lowest
  }

  #rescale(now: number): void {
    const factor = this.#decay.rescale(now)
    if (factor === null) return
    this.#total *= factor
    for (let i = 0; i < this.#cells.length; i++) this.#cells[i] = (this.#cells[i] ?? 0) * factor
  }
}
