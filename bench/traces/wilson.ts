export interface Interval {
  share: number
  lower: number
  upper: number
}

/** 97.5 % point of the normal distribution: two-sided 95 %. */
const Z = 1.959964

/**
 * A share with its 95 % interval by the score method (Wilson 1927, "Probable inference, the law of succession, and
 * statistical inference"), which holds for shares near 0 as well.
 */
export function wilson(hits: number, of: number): Interval {
  if (of === 0) return { share: 0, lower: 0, upper: 1 }
  const share = hits / of
  const centre = share + Z ** 2 / (2 * of)
  const reach = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))
  const scale = 1 + Z ** 2 / of
  return {
    share,
    lower: hits === 0 ? 0 : Math.max(0, (centre - reach) / scale),
    upper: hits === of ? 1 : Math.min(1, (centre + reach) / scale),
  }
}
