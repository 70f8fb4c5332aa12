const TWO_32 = 2 ** 32

/**
 * Spreads a safe integer over 32 bits, differently for each seed (the finaliser of MurmurHash3). It is fast and not
 * secret: keys that visitors can choose are hashed with a keyed hash before they come here.
 */
export function mix(key: number, seed: number): number {
  let x = (key | 0) ^ Math.imul((key / TWO_32) | 0, 0x9e3779b1) ^ Math.imul(seed + 1, 0x7feb352d)
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

/** The smallest power of two that is at least `n`. */
export function powerOfTwoAtLeast(n: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, n)))
}
