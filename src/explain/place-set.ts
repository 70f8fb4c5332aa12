const WORD_BITS = 32

/** A set of places of one population, a bit each: what several tests cover together is counted 32 places at a time. */
export class PlaceSet {
  readonly #words: Int32Array

  private constructor(words: Int32Array) {
    this.#words = words
  }

  /** Those from 0 to `size - 1`. */
  static all(size: number): PlaceSet {
    const words = new Int32Array(Math.ceil(size / WORD_BITS)).fill(-1)
    if (size % WORD_BITS > 0) words[words.length - 1] = 2 ** (size % WORD_BITS) - 1
    return new PlaceSet(words)
  }

  /** None, of places from 0 to `size - 1`. */
  static none(size: number): PlaceSet {
    return new PlaceSet(new Int32Array(Math.ceil(size / WORD_BITS)))
  }

  /** @param size places from 0 to `size - 1` can be in it */
  static of(places: Int32Array, size: number): PlaceSet {
    const set = PlaceSet.none(size)
    const words = set.#words
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number
      words[place >>> 5] = (words[place >>> 5] as number) | (1 << (place & 31))
    }
    return set
  }

  /** How many words there are: what it costs to count. */
  get words(): number {
    return this.#words.length
  }

  get size(): number {
    return this.sizeWith(this)
  }

  /** Those that are in both. */
  with(other: PlaceSet): PlaceSet {
    const words = this.#words.slice()
    for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) & (other.#words[i] as number)
    return new PlaceSet(words)
  }

  without(other: PlaceSet): PlaceSet {
    const words = this.#words.slice()
    for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) & ~(other.#words[i] as number)
    return new PlaceSet(words)
  }

  /** Those that are in either. */
  and(other: PlaceSet): PlaceSet {
    const words = this.#words.slice()
    for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) | (other.#words[i] as number)
    return new PlaceSet(words)
  }

  /** Ascending. */
  places(): Int32Array {
    const places = new Int32Array(this.size)
    let count = 0
    for (let i = 0; i < this.#words.length; i++) {
      for (let bits = this.#words[i] as number; bits !== 0; bits &= bits - 1) {
        places[count++] = WORD_BITS * i + 31 - Math.clz32(bits & -bits)
      }
    }
    return places
  }

  /** How many places both have. */
  sizeWith(other: PlaceSet): number {
    const words = this.#words
    const others = other.#words
    let size = 0
    for (let i = 0; i < words.length; i++) {
      // Counting bits in parallel (Warren, "Hacker's Delight", 5-1).
      let bits = (words[i] as number) & (others[i] as number)
      if (bits === 0) continue
      bits -= (bits >>> 1) & 0x55555555
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
      size += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
    }
    return size
  }
}
