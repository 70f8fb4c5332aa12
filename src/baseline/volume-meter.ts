import { LogHistogram } from '../sketch/log-histogram.js'
import type { Volume } from './baseline.js'

/** How many visits come within stretches of some seconds, one stretch after the other. Times may go back a little. */
export class VolumeMeter {
  readonly #seconds: number
  readonly #counts = new LogHistogram()
  #stretch = Number.NaN
  #visits = 0
  #most = 0

  constructor(seconds: number) {
    this.#seconds = seconds
  }

  add(time: number): void {
    const stretch = Math.floor(time / (1000 * this.#seconds))
    if (stretch > this.#stretch || Number.isNaN(this.#stretch)) {
      this.#record()
      this.#stretch = stretch
    }
    this.#visits++
  }

  volume(): Volume {
    this.#record()
    const quantile = (q: number) => this.#counts.quantile(q) ?? 0
    return { seconds: this.#seconds, median: quantile(0.5), p999: quantile(0.999), most: this.#most }
  }

  #record(): void {
    if (this.#visits > 0) this.#counts.record(this.#visits)
    this.#most = Math.max(this.#most, this.#visits)
    this.#visits = 0
  }
}
