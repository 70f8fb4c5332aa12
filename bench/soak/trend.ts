import { medianOf } from '../edge/row.js'

export interface Trend {
  /** From the first to the last, in the unit of the values; negative when they fell. */
  rise: number
  /** Of all pairs, how many have the greater value later: 0.5 where there is no direction, 1 where every step goes up. */
  risingShare: number
}

/**
 * How values rise from round to round. The rise is the median of the slopes between all pairs (Theil and Sen; Sen,
 * "Estimates of the regression coefficient based on Kendall's tau", JASA 1968): a quarter of the rounds may be odd without
 * moving it, the last one too.
 * @param rounds one value for each round, at least two
 */
export function trendOf(rounds: readonly number[]): Trend {
  const slopes: number[] = []
  for (const [i, from] of rounds.entries()) {
    for (const [distance, to] of rounds.slice(i + 1).entries()) slopes.push((to - from) / (distance + 1))
  }
  const rising = slopes.filter((slope) => slope > 0).length
  return { rise: medianOf(slopes) * (rounds.length - 1), risingShare: rising / slopes.length }
}
