/** Four bytes each: ranges are hashed, compared and kept by the word. */
const WORD_BYTES = 4
/** Before the words of a range: its hash and its length. */
const HEADER_WORDS = 2

/**
 * What is made of a range of bytes, remembered for ranges with the same bytes: the texts in a log repeat, and looking one
 * up costs a fraction of making it. Of fixed size: each place holds one range, and the next one with the same place takes
 * it. Whoever sends texts that share a place makes them cost what they would cost without a memo.
 */
export class ByteMemo<T> {
  readonly #mask: number
  readonly #longestBytes: number
  readonly #make: (bytes: Buffer, start: number, end: number) => T
  /** The range that is looked up, filled up with zeros. */
  readonly #sought: Int32Array
  readonly #placeWords: number
  /** By place, header and words of the range that it holds, beside each other for the processor's caches. */
  readonly #held: Int32Array
  readonly #values: T[]

  /**
   * @param places a power of two
   * @param longestBytes longer ranges are made anew each time
   */
  constructor(places: number, longestBytes: number, make: (bytes: Buffer, start: number, end: number) => T) {
    this.#mask = places - 1
    this.#longestBytes = longestBytes
    this.#make = make
    this.#sought = new Int32Array(Math.ceil(longestBytes / WORD_BYTES))
    this.#placeWords = HEADER_WORDS + this.#sought.length
    this.#held = new Int32Array(places * this.#placeWords)
    this.#values = new Array<T>(places)
  }

  get(bytes: Buffer, start: number, end: number): T {
    const length = end - start
    if (length <= 0 || length > this.#longestBytes) return this.#make(bytes, start, end)
    const hash = readWords(bytes, start, end, this.#sought)
    const place = (hash ^ (hash >>> 15)) & this.#mask
    const at = place * this.#placeWords
    if (this.#held[at] === hash && this.#held[at + 1] === length && this.#holds(at + HEADER_WORDS, length)) {
      return this.#values[place] as T
    }
    const value = this.#make(bytes, start, end)
    this.#values[place] = value
    this.#held[at] = hash
    this.#held[at + 1] = length
    for (let i = 0; i * WORD_BYTES < length; i++) this.#held[at + HEADER_WORDS + i] = this.#sought[i] ?? 0
    return value
  }

  #holds(at: number, length: number): boolean {
    for (let i = 0; i * WORD_BYTES < length; i++) if (this.#held[at + i] !== this.#sought[i]) return false
    return true
  }
}

/** @returns a hash of the range. It need not be a secret one: who finds ranges of one hash gains nothing by it. */
function readWords(bytes: Buffer, start: number, end: number, words: Int32Array): number {
  let hash = end - start
  let at = start
  let i = 0
  for (; at + WORD_BYTES <= end; at += WORD_BYTES, i++) {
    const word =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
    words[i] = word
    hash = Math.imul(hash ^ word, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  if (at < end) {
    let word = 0
    for (let shift = 0; at < end; at++, shift += 8) word |= (bytes[at] ?? 0) << shift
    words[i] = word
    hash = Math.imul(hash ^ word, 0x85ebca6b)
  }
  return hash ^ (hash >>> 13)
}
