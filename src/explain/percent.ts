/**
 * A share in per cent, with two digits that count and never rounded to nothing or to everything: 0.0471 → `4.7 %`,
 * 0.99996 → `more than 99.9 %`, 0.00001 → `less than 0.01 %`.
 */
export function percent(share: number): string {
  const value = 100 * share
  if (value <= 0) return '0 %'
  if (value < 0.01) return 'less than 0.01 %'
  if (value >= 100) return '100 %'
  if (value > 99.9) return 'more than 99.9 %'
  return `${shorten(Math.round(value * scale(value)) / scale(value))} %`
}

/** The same for a bound, which is rounded up so that it stays true. */
export function percentAtMost(bound: number): string {
  const value = Math.min(100, 100 * bound)
  // A hair less, or 0.05 would be taken for a little more than it is.
  return `${shorten(Math.max(0.01, Math.ceil(value * scale(value) - 1e-9) / scale(value)))} %`
}

function scale(value: number): number {
  return value < 1 ? 100 : value < 10 ? 10 : 1
}

function shorten(value: number): string {
  return String(Number(value.toFixed(2)))
}
