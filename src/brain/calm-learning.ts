import type { Baseline } from '../baseline/baseline.js'
import { RotatingBloom } from '../sketch/rotating-bloom.js'
import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'

const HOUR_MS = 3_600_000
const REMEMBERED_MS = 14 * 24 * HOUR_MS
const MOST_FRESH = 16_384

/**
 * What has become normal since the baseline was learned: networks and values that came in an hour without any alarm, as
 * soon as that hour is over. An hour with an alarm teaches nothing. Bounded.
 */
export class CalmLearning {
  readonly #baseline: Baseline
  readonly #networks = new RotatingBloom({ bits: 2 ** 21, hashes: 4, rotateEveryMs: REMEMBERED_MS })
  /** By column, values that the baseline does not know. */
  readonly #values: Set<number>[] = ATTRIBUTES.map(() => new Set())
  readonly #freshNetworks = new Set<number>()
  readonly #freshValues: Set<number>[] = ATTRIBUTES.map(() => new Set())
  #hour = Number.NaN
  #now = 0
  #calm = true

  constructor(baseline: Baseline) {
    this.#baseline = baseline
  }

  isUnseen(column: number, id: number): boolean {
    return this.#baseline.isUnseen(column, id) && !this.#values[column]?.has(id)
  }

  hasNetwork(network: number): boolean {
    return this.#baseline.hasNetwork(network) || this.#networks.has(network, this.#now)
  }

  /** A visit that was served. */
  add(values: Int32Array, network: number, now: number): void {
    this.#turnHour(now)
    if (!this.#baseline.hasNetwork(network) && this.#freshNetworks.size < MOST_FRESH) this.#freshNetworks.add(network)
    for (let column = 0; column < values.length; column++) {
      const id = values[column] ?? UNKNOWN
      const fresh = this.#freshValues[column]
      if (id !== UNKNOWN && this.#baseline.isUnseen(column, id) && fresh && fresh.size < MOST_FRESH) fresh.add(id)
    }
  }

  /** This hour is not calm. */
  disturbed(): void {
    this.#calm = false
  }

  #turnHour(now: number): void {
    this.#now = now
    const hour = Math.floor(now / HOUR_MS)
    if (hour === this.#hour) return
    this.#hour = hour
    if (this.#calm) {
      for (const network of this.#freshNetworks) this.#networks.add(network, now)
      for (const [column, fresh] of this.#freshValues.entries()) this.#learn(column, fresh)
    }
    this.#freshNetworks.clear()
    for (const fresh of this.#freshValues) fresh.clear()
    this.#calm = true
  }

  #learn(column: number, fresh: ReadonlySet<number>): void {
    const values = this.#values[column]
    for (const id of fresh) if (values && values.size < MOST_FRESH) values.add(id)
  }
}
