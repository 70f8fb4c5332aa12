import { UNKNOWN } from './attributes.js'
import type { Dictionary } from './dictionary.js'

/** Values that are remembered; then they are worked out anew. */
const MOST_REMEMBERED = 4_096

/** Which values of one attribute normal visits have, for who does not have the baseline itself: hashes of them. */
export class KnownValues {
  readonly #hashes: ReadonlySet<number>
  readonly #dictionary: Dictionary
  /** What has been worked out, by id. */
  #known = new Map<number, boolean>()

  constructor(hashes: Int32Array, dictionary: Dictionary) {
    this.#hashes = new Set(hashes)
    this.#dictionary = dictionary
  }

  /** Whether normal visits have the value with this id of the dictionary. */
  has(id: number): boolean {
    const worked = this.#known.get(id)
    if (worked !== undefined) return worked
    const text = id === UNKNOWN ? undefined : this.#dictionary.text(id)
    const known = text !== undefined && this.#hashes.has(valueHash(text))
    if (this.#known.size >= MOST_REMEMBERED) this.#known = new Map()
    this.#known.set(id, known)
    return known
  }
}

/**
 * 32-bit FNV-1a over the UTF-16 code units (Fowler, Noll and Vo). Not secret: whoever finds a value that collides with a
 * normal one only passes for something that is not new, and may as well send the normal value itself.
 */
export function valueHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}
