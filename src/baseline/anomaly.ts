import { RATIOS, type Ratio } from './ratios.js'

export interface RatioNorms {
  median: number[]
  deviation: number[]
  /** Score that 99.5 % of calm stretches stay below. */
  calmScore: number
}

export interface AnomalyScore {
  /** Root mean square of the robust z scores over what calm stretches reach; above 1 is unusual. */
  value: number
  /** The ratios that are furthest from normal, furthest first. */
  reasons: { ratio: Ratio; now: number; normal: number; z: number }[]
}

/** A median absolute deviation is this much of a standard deviation for normally distributed values. */
const MAD_TO_SIGMA = 1.4826
/** No ratio is steadier than this, so that one that never moved does not cry at the first change. */
const LEAST_DEVIATION = 0.02
const MOST_Z = 20
const CALM_QUANTILE = 0.995
const LEAST_CALM_SCORE = 2

/** How far a stretch of traffic is from normal, by ratios that do not depend on how much traffic there is. */
export class Anomaly {
  readonly #norms: RatioNorms

  constructor(norms: RatioNorms) {
    this.#norms = norms
  }

  static learn(stretches: readonly Float64Array[]): RatioNorms {
    const columns = RATIOS.map((_, i) => Float64Array.from(stretches, (shares) => shares[i] ?? 0).sort())
    const median = columns.map((column) => quantile(column, 0.5))
    const deviation = columns.map((column, i) => {
      const apart = column.map((share) => Math.abs(share - (median[i] ?? 0))).sort()
      return Math.max(LEAST_DEVIATION, MAD_TO_SIGMA * quantile(apart, 0.5))
    })
    const norms = { median, deviation, calmScore: 1 }
    const scores = Float64Array.from(stretches, (shares) => distance(shares, norms)).sort()
    return { ...norms, calmScore: Math.max(LEAST_CALM_SCORE, quantile(scores, CALM_QUANTILE)) }
  }

  score(shares: Float64Array): AnomalyScore {
    const { median, deviation, calmScore } = this.#norms
    const reasons = RATIOS.map((ratio, i) => {
      const now = shares[i] ?? 0
      const normal = median[i] ?? 0
      return { ratio, now, normal, z: (now - normal) / (deviation[i] ?? 1) }
    })
    reasons.sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
    return { value: distance(shares, this.#norms) / calmScore, reasons }
  }
}

function distance(shares: Float64Array, { median, deviation }: RatioNorms): number {
  let sum = 0
  for (let i = 0; i < RATIOS.length; i++) {
    const z = ((shares[i] ?? 0) - (median[i] ?? 0)) / (deviation[i] ?? 1)
    sum += Math.min(MOST_Z, Math.abs(z)) ** 2
  }
  return Math.sqrt(sum / RATIOS.length)
}

function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
}
