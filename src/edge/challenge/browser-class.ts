import { ownCopy } from '../../traffic/own-copy.js'
import { TwoGenerations } from '../../traffic/two-generations.js'
import { userAgentFamily } from '../../traffic/user-agent-family.js'

const REMEMBERED = 1_024
const LONGEST = 512

/** What a browser says it is, without versions: it updates itself, and its clearance stays good. Bounded. */
export class BrowserClass {
  readonly #hash: (text: string) => number
  readonly #known = new TwoGenerations<string, number>(REMEMBERED)

  /** @param hash a keyed hash of a text */
  constructor(hash: (text: string) => number) {
    this.#hash = hash
  }

  /** Hash of the class of a User-Agent field: 32 bits, unsigned. */
  of(userAgent: string | undefined): number {
    const text = (userAgent ?? '').slice(0, LONGEST)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const browser = this.#hash(userAgentFamily(text).family.replaceAll(/\d+/g, '')) >>> 0
    this.#known.set(ownCopy(text, LONGEST), browser)
    return browser
  }
}
