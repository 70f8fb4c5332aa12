/**
 * Tails of the binomial distribution through the regularised incomplete beta function I_x(a, b), in log space, since the
 * probabilities that tell a fleet from a flood are far below what a double can hold (DLMF 8.17; the continued fraction is
 * 8.17.22, evaluated with the modified Lentz method; the logarithm of gamma is Lanczos' approximation, g = 7).
 */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
const TINY = 1e-300
const MOST_STEPS = 10_000

/** Natural logarithm of P[X >= count], X binomial: `draws` draws, each a hit with probability `p`. */
export function logUpperTail(count: number, draws: number, p: number): number {
  if (count <= 0 || p >= 1) return 0
  if (count > draws || p <= 0) return Number.NEGATIVE_INFINITY
  return logIncompleteBeta(count, draws - count + 1, p)
}

/**
 * One-sided upper bound of a share of which `hits` of `draws` were seen: it is true with probability `confidence`
 * whatever the share is (Clopper & Pearson 1934). Fractions of hits and draws are fine. Without draws it is 1.
 */
export function upperBound(hits: number, draws: number, confidence = 0.95): number {
  if (hits >= draws) return 1
  let low = hits / draws
  let high = 1
  const target = Math.log(1 - confidence)
  // P[X <= hits] = I_{1-p}(draws - hits, hits + 1) falls as p grows.
  for (let i = 0; i < 60 && high - low > 1e-7 * high; i++) {
    const middle = (low + high) / 2
    if (logIncompleteBeta(draws - hits, hits + 1, 1 - middle) > target) low = middle
    else high = middle
  }
  return high
}

/**
 * Nearly the same bound from a formula, for where thousands are compared (Wilson 1927, one-sided 95 %).
 */
export function quickUpperBound(hits: number, draws: number): number {
  if (hits >= draws) return 1
  const z2 = 2.7055
  const share = hits / draws
  const centre = share + z2 / (2 * draws)
  return (centre + Math.sqrt(z2 * ((share * (1 - share)) / draws + z2 / (4 * draws * draws)))) / (1 + z2 / draws)
}

function logIncompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return Number.NEGATIVE_INFINITY
  if (x >= 1) return 0
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  if (x < (a + 1) / (a + b + 2)) return Math.min(0, front + Math.log(betaFraction(a, b, x) / a))
  const other = Math.exp(front) * (betaFraction(b, a, 1 - x) / b)
  return Math.log1p(-Math.min(1, other))
}

function betaFraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < 1e-12) break
  }
  return fraction
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

function logGamma(z: number): number {
  const x = z - 1
  let sum = LANCZOS[0] ?? 0
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] ?? 0) / (x + i)
  const t = x + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum)
}
