import { UNKNOWN } from './attributes.js'

/** A value with the id that it had when it was last asked for. */
export interface Word {
  readonly value: string
  id: number
  /** When that was, in turns of the dictionary. */
  turn: number
}

/** Values in each of the two generations. */
const MOST_YOUNG = 16_384

/**
 * Small integers for the values of one attribute. An id is never given to another value, so that records of minutes ago
 * stay true. Bounded: of the values that are not pinned at most `2 x young` are remembered, those not seen for longest
 * are forgotten first, and a forgotten value that comes back gets a new id.
 */
export class Dictionary {
  readonly #mostYoung: number
  readonly #pinned = new Map<string, number>()
  #young = new Map<string, number>()
  #old = new Map<string, number>()
  readonly #texts = new Map<number, string>()
  #next = UNKNOWN + 1
  #turns = 0

  constructor(mostYoung = MOST_YOUNG) {
    this.#mostYoung = mostYoung
  }

  /** The id of a value, a new one if need be. */
  id(value: string): number {
    const known = this.#pinned.get(value) ?? this.#young.get(value)
    if (known !== undefined) return known
    const old = this.#old.get(value)
    const id = old ?? this.#next++
    if (old === undefined) this.#texts.set(id, value)
    else this.#old.delete(value)
    if (this.#young.size >= this.#mostYoung) this.#turn()
    this.#young.set(value, id)
    return id
  }

  /** A word for a value, to be asked for with `idOf`. */
  word(value: string): Word {
    const id = this.id(value)
    return { value, id, turn: this.#turns }
  }

  /** The id of a word: as `id` of its value, for the price of a comparison while the word is in use. */
  idOf(word: Word): number {
    if (word.turn !== this.#turns) {
      word.id = this.id(word.value)
      word.turn = this.#turns
    }
    return word.id
  }

  /** The id of a value that is remembered; `UNKNOWN` otherwise. */
  find(value: string): number {
    return this.#pinned.get(value) ?? this.#young.get(value) ?? this.#old.get(value) ?? UNKNOWN
  }

  /** Never forgets the value: it is part of a baseline or of a rule. Whoever pins bounds how many. */
  pin(value: string): number {
    const id = this.id(value)
    this.#young.delete(value)
    this.#pinned.set(value, id)
    return id
  }

  /** The value of an id; undefined when it has been forgotten. */
  text(id: number): string | undefined {
    return this.#texts.get(id)
  }

  get size(): number {
    return this.#texts.size
  }

  #turn(): void {
    for (const id of this.#old.values()) this.#texts.delete(id)
    this.#old = this.#young
    this.#young = new Map()
    this.#turns++
  }
}
