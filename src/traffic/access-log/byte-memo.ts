/**
 * What is made of a range of bytes, remembered for ranges with the same bytes: the texts in a log repeat, and looking one
 * up costs a fraction of making it. Of fixed size: each place holds one range, and the next one with the same place takes
 * it. Whoever sends texts that share a place makes them cost what they would cost without a memo.
 */
export class ByteMemo<T> {
  readonly #mask: number
  readonly #longestBytes: number
  readonly #make: (bytes: Buffer, start: number, end: number) => T
  readonly #keys: Uint8Array
  readonly #lengths: Uint16Array
  readonly #hashes: Int32Array
  readonly #values: T[]

  /**
   * @param places a power of two
   * @param longestBytes longer ranges are made anew each time; at most 65,535
   */
  constructor(places: number, longestBytes: number, make: (bytes: Buffer, start: number, end: number) => T) {
    this.#mask = places - 1
    this.#longestBytes = longestBytes
    this.#make = make
    this.#keys = new Uint8Array(places * longestBytes)
    this.#lengths = new Uint16Array(places)
    this.#hashes = new Int32Array(places)
    this.#values = new Array<T>(places)
  }

  get(bytes: Buffer, start: number, end: number): T {
    const length = end - start
    if (length === 0 || length > this.#longestBytes) return this.#make(bytes, start, end)
    const hash = hashOf(bytes, start, end)
    const place = (hash ^ (hash >>> 15)) & this.#mask
    if (this.#hashes[place] === hash && this.#lengths[place] === length && this.#holds(place, bytes, start, length)) {
      return this.#values[place] as T
    }
    const value = this.#make(bytes, start, end)
    this.#hashes[place] = hash
    this.#lengths[place] = length
    this.#values[place] = value
    const from = place * this.#longestBytes
    for (let i = 0; i < length; i++) this.#keys[from + i] = bytes[start + i] ?? 0
    return value
  }

  #holds(place: number, bytes: Buffer, start: number, length: number): boolean {
    const keys = this.#keys
    const from = place * this.#longestBytes
    for (let i = 0; i < length; i++) if (keys[from + i] !== bytes[start + i]) return false
    return true
  }
}

/** Four bytes at a step: this loop is most of what reading a line costs. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) {
    const four =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
    hash = Math.imul(hash ^ four, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  for (; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
