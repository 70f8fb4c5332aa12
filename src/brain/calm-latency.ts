/** Answers that a 95th percentile needs before it is learned from. */
const LEAST_ANSWERS = 20
/** Share of the way to a new value that one look goes; looks are a second apart, so a minute or so settles it. */
const SMOOTHING = 0.05

/** What the 95th percentile of the time to answer is in calm times. Learned in calm only. */
export class CalmLatency {
  #p95Ms: number | null = null

  get p95Ms(): number | null {
    return this.#p95Ms
  }

  learn(p95Ms: number | null, answers: number): void {
    if (p95Ms === null || answers < LEAST_ANSWERS) return
    this.#p95Ms = this.#p95Ms === null ? p95Ms : this.#p95Ms + SMOOTHING * (p95Ms - this.#p95Ms)
  }
}
