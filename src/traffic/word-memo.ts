import type { Dictionary, Word } from './dictionary.js'
import { ownCopy } from './own-copy.js'
import { TwoGenerations } from './two-generations.js'

/** More of a text than this is not looked at, so that what is kept is bounded in bytes too. */
const LONGEST_TEXT = 512

/** The ids of what texts come down to, worked out once for texts that repeat. Bounded. */
export class WordMemo {
  readonly #dictionary: Dictionary
  readonly #reduce: (text: string) => string
  readonly #words: TwoGenerations<string, Word>
  /** Methods and versions hardly ever change from one visit to the next. */
  #last: { text: string; word: Word } | null = null

  /**
   * @param reduce from a text to the value that is told apart
   * @param most texts that are remembered at least; at most twice as many are
   */
  constructor(dictionary: Dictionary, most: number, reduce: (text: string) => string = (text) => text) {
    this.#dictionary = dictionary
    this.#reduce = reduce
    this.#words = new TwoGenerations(most)
  }

  id(text: string): number {
    if (this.#last?.text === text) return this.#dictionary.idOf(this.#last.word)
    const key = text.length > LONGEST_TEXT ? ownCopy(text, LONGEST_TEXT) : text
    let word = this.#words.get(key)
    if (word === undefined) {
      word = this.#dictionary.word(this.#reduce(key))
      this.#words.set(key, word)
    }
    if (key === text) this.#last = { text, word }
    return this.#dictionary.idOf(word)
  }
}
