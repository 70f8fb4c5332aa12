/** An hour-old second counts for about a third of a new one. */
const REMEMBERED_S = 3_600
/** Of fewer seconds nothing is concluded. */
const LEAST_S = 60

/** Visits a second in calm times, of the last hour or so. Learned in calm only. */
export class CalmRate {
  #visits = 0
  #seconds = 0

  /** null while too little of calm has been seen. */
  get perSecond(): number | null {
    return this.#seconds < LEAST_S ? null : this.#visits / this.#seconds
  }

  learn(visits: number, seconds: number): void {
    const kept = Math.exp(-seconds / REMEMBERED_S)
    this.#visits = this.#visits * kept + visits
    this.#seconds = this.#seconds * kept + seconds
  }
}
