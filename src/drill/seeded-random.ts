/**
 * Repeatable chance: the same seed gives the same drill. sfc32 (Chris Doty-Humphrey, PractRand), 32 bits at a time;
 * good enough for traffic, never for secrets.
 */
export class SeededRandom {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number) {
    this.#a = seed >>> 0
    this.#b = Math.floor(seed / 2 ** 32) >>> 0
    this.#c = 0x9e3779b9
    for (let i = 0; i < 15; i++) this.next()
  }

  /** 0 <= x < 1 */
  next(): number {
    const mixed = (((this.#a + this.#b) >>> 0) + this.#counter) >>> 0
    this.#counter = (this.#counter + 1) >>> 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) >>> 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) >>> 0
    return mixed / 2 ** 32
  }

  /** An integer, 0 <= x < below. */
  integer(below: number): number {
    return Math.floor(this.next() * below)
  }

  /** Throws a RangeError for an empty list: the caller must know that there is something to choose from. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from')
    return list[this.integer(list.length)] as T
  }

  /** Picks by `weight`; items of weight 0 are never picked unless all are. */
  weighted<T extends { weight: number }>(list: readonly T[]): T {
    const total = list.reduce((sum, item) => sum + item.weight, 0)
    let left = this.next() * total
    for (const item of list) {
      left -= item.weight
      if (left < 0) return item
    }
    return this.pick(list)
  }

  /** A pronounceable word of `syllables` syllables that is in no index: `velotari`. */
  word(syllables = 4): string {
    let word = ''
    for (let i = 0; i < syllables; i++) word += CONSONANTS[this.integer(16)] + (VOWELS[this.integer(5)] ?? '')
    return word
  }
}

const CONSONANTS = 'bcdfghjklmnprstv'
const VOWELS = 'aeiou'
