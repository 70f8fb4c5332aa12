const SHORTEST_MS = 0.1
const LONGEST_MS = 120_000
/** Each bucket is a tenth wider than the one before, so a quantile is right to about 5 %. */
const GROWTH = Math.log(1.1)
const BUCKETS = Math.ceil(Math.log(LONGEST_MS / SHORTEST_MS) / GROWTH) + 1

/** Bucket numbers and counts in turn: `[bucket, count, bucket, count, …]`. */
export type LogHistogramJson = number[]

/** Times in milliseconds, from 0.1 ms to 120 s, in buckets that grow by a tenth. Fixed size; can be added up across edges. */
export class LogHistogram {
  readonly #counts = new Float64Array(BUCKETS)
  #count = 0

  /** @throws RangeError when the JSON is not what `toJSON` gives. */
  static fromJSON(json: LogHistogramJson): LogHistogram {
    const histogram = new LogHistogram()
    for (let i = 0; i < json.length; i += 2) {
      const bucket = json[i]
      const count = json[i + 1]
      const wellFormed = bucket !== undefined && Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS
      if (!wellFormed || count === undefined || !(count >= 0) || !Number.isFinite(count)) {
        throw new RangeError(
          `A histogram has bucket ${bucket} with count ${count}; expected 0..${BUCKETS - 1} and a count.`,
        )
      }
      histogram.#counts[bucket] = (histogram.#counts[bucket] ?? 0) + count
      histogram.#count += count
    }
    return histogram
  }

  get count(): number {
    return this.#count
  }

  /** Times outside the range count in the first or the last bucket; NaN is not counted. */
  record(ms: number): void {
    if (Number.isNaN(ms)) return
    const bucket = ms <= SHORTEST_MS ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log(ms / SHORTEST_MS) / GROWTH))
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count++
  }

  /**
   * The time that the share `q` (0..1) of what was recorded is not slower than, in milliseconds, within about 5 %;
   * null when nothing was recorded. 0.1 means "0.1 ms or less".
   */
  quantile(q: number): number | null {
    if (this.#count === 0) return null
    const rank = Math.max(0, Math.min(1, q)) * this.#count
    let below = 0
    let bucket = 0
    for (; bucket < BUCKETS - 1; bucket++) {
      below += this.#counts[bucket] ?? 0
      if (below >= rank && below > 0) break
    }
    return bucket === 0 ? SHORTEST_MS : SHORTEST_MS * Math.exp((bucket + 0.5) * GROWTH)
  }

  merge(other: LogHistogram): void {
    for (let i = 0; i < BUCKETS; i++) this.#counts[i] = (this.#counts[i] ?? 0) + (other.#counts[i] ?? 0)
    this.#count += other.#count
  }

  reset(): void {
    this.#counts.fill(0)
    this.#count = 0
  }

  toJSON(): LogHistogramJson {
    const json: number[] = []
    for (let i = 0; i < BUCKETS; i++) {
      const count = this.#counts[i] ?? 0
      if (count > 0) json.push(i, count)
    }
    return json
  }
}
