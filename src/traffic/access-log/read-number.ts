const DOT = 0x2e

/** A decimal number that may have a fraction; `-`, nothing and everything else that is no such number are NaN. */
export function readNumber(bytes: Buffer, start: number, end: number): number {
  let value = 0
  let at = start
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (at === end) return at > start ? value : Number.NaN
  return at > start && bytes[at] === DOT && end - start <= 32
    ? Number(bytes.toString('latin1', start, end))
    : Number.NaN
}
