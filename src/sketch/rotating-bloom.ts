import { mix, powerOfTwoAtLeast } from './mix.js'

export interface RotatingBloomOptions {
  /** Bits of one generation (there are two); rounded up to a power of two. */
  bits: number
  /** Bits set for each key. */
  hashes: number
  /** A key is remembered for at least this long and at most twice as long after it was last added, in milliseconds. */
  rotateEveryMs: number
}

/**
 * A set of numbers that forgets (two Bloom filters that take turns): never says "no" for a key added within
 * `rotateEveryMs`, sometimes says "yes" for one that never was. Memory is fixed whatever is added.
 */
export class RotatingBloom {
  readonly #mask: number
  readonly #hashes: number
  readonly #rotateEveryMs: number
  #current: Generation
  #previous: Generation
  #startedAt: number | null = null

  /** @throws RangeError when an option is not a positive number. */
  constructor(options: RotatingBloomOptions) {
    for (const [name, value] of Object.entries(options)) {
      if (!(value > 0)) throw new RangeError(`RotatingBloom: ${name} is ${value}; it must be greater than 0.`)
    }
    const bits = Math.max(32, powerOfTwoAtLeast(options.bits))
    this.#mask = bits - 1
    this.#hashes = options.hashes
    this.#rotateEveryMs = options.rotateEveryMs
    this.#current = { words: new Int32Array(bits / 32), set: 0 }
    this.#previous = { words: new Int32Array(bits / 32), set: 0 }
  }

  /** A set with the bits that `words` gave; it forgets nothing. */
  static of(words: Int32Array, hashes: number): RotatingBloom {
    const bloom = new RotatingBloom({ bits: 32 * words.length, hashes, rotateEveryMs: Number.MAX_SAFE_INTEGER })
    bloom.#current.words.set(words)
    return bloom
  }

  /** The bits of both generations together. */
  get words(): Int32Array {
    return this.#current.words.map((word, i) => word | (this.#previous.words[i] ?? 0))
  }

  add(key: number, now: number): void {
    this.#rotate(now)
    const { words } = this.#current
    let position = mix(key, 0)
    const step = mix(key, 1) | 1
    for (let i = 0; i < this.#hashes; i++) {
      const bit = position & this.#mask
      const before = words[bit >>> 5] ?? 0
      const after = before | (1 << (bit & 31))
      if (after !== before) {
        words[bit >>> 5] = after
        this.#current.set++
      }
      position = (position + step) | 0
    }
  }

  has(key: number, now: number): boolean {
    this.#rotate(now)
    return this.#contains(this.#current.words, key) || this.#contains(this.#previous.words, key)
  }

  /** Share (0..1) of the bits set in the fuller generation; the false-positive rate of one is this to the power of `hashes`. */
  get fillShare(): number {
    return Math.max(this.#current.set, this.#previous.set) / (this.#mask + 1)
  }

  #contains(words: Int32Array, key: number): boolean {
    let position = mix(key, 0)
    const step = mix(key, 1) | 1
    for (let i = 0; i < this.#hashes; i++) {
      const bit = position & this.#mask
      if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
      position = (position + step) | 0
    }
    return true
  }

  #rotate(now: number): void {
    if (this.#startedAt === null) this.#startedAt = now
    const turns = Math.floor((now - this.#startedAt) / this.#rotateEveryMs)
    if (turns < 1) return
    this.#startedAt += turns * this.#rotateEveryMs
    const oldest = this.#previous
    this.#previous = this.#current
    this.#current = oldest
    empty(this.#current)
    if (turns > 1) empty(this.#previous)
  }
}

interface Generation {
  words: Int32Array
  /** How many bits are set. */
  set: number
}

function empty(generation: Generation): void {
  generation.words.fill(0)
  generation.set = 0
}
