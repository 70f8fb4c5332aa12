import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type MinedRule, RULE_ACTIONS, type RuleTest } from '../explain/rule.js'
import { sameTests } from '../mitigate/rules-in-force.js'
import { ATTRIBUTES } from '../traffic/attributes.js'

const MOST_FORBIDDEN = 500
const MOST_PINNED = 50

const test = z.object({ attribute: z.enum(ATTRIBUTES), op: z.enum(['is', 'unseen']), value: z.string() })
const forbidden = z.object({
  id: z.number(),
  platform: z.string(),
  text: z.string(),
  tests: z.array(test),
  since: z.number(),
})
const mined = z.object({
  tests: z.array(test.extend({ normal: z.number() })),
  mostly: z.object({ method: z.string().exactOptional(), route: z.string().exactOptional() }),
  explains: z.number(),
  collateral: z.object({ share: z.number(), upper: z.number() }),
  visits: z.number(),
  networks: z.number(),
  clients: z.number(),
  fewNetworks: z.boolean(),
  logP: z.number(),
  admissibleFor: z.enum(RULE_ACTIONS),
}) satisfies z.ZodType<MinedRule>
const pinned = z.object({ id: z.number(), platform: z.string(), sentence: z.string(), created: z.number(), mined })
const stored = z.object({ lastId: z.int().nonnegative(), forbidden: z.array(forbidden), pinned: z.array(pinned) })

export type Forbidden = z.infer<typeof forbidden>
export type Pinned = z.infer<typeof pinned>

/** What of rules outlives a restart: the numbers that were given, what an operator has pinned, and what is forbidden. */
export class RuleBook {
  readonly #path: string
  #lastId: number
  #forbidden: Forbidden[]
  #pinned: Pinned[]
  #changed = false
  /** Why this is not on the disk, in a sentence; null when it is. */
  unsaved: string | null = null

  /** @throws when the file is there but damaged: what an operator has forbidden must not come back unnoticed */
  constructor(path: string) {
    this.#path = path
    const { lastId, forbidden, pinned } = readStored(path)
    this.#lastId = lastId
    this.#forbidden = forbidden
    this.#pinned = pinned
  }

  get forbidden(): readonly Forbidden[] {
    return this.#forbidden
  }

  newId(): number {
    this.#changed = true
    return ++this.#lastId
  }

  isForbidden(platform: string, tests: readonly RuleTest[]): boolean {
    return this.#forbidden.some((entry) => entry.platform === platform && sameTests(entry.tests, tests))
  }

  /** @throws RangeError with a message for people when there are too many */
  forbid(entry: Forbidden): void {
    if (this.#forbidden.length >= MOST_FORBIDDEN)
      throw new RangeError(`${MOST_FORBIDDEN} rules are forbidden already. Permit some of them again first.`)
    this.#forbidden.push(entry)
    this.#changed = true
  }

  permit(id: number): boolean {
    const before = this.#forbidden.length
    this.#forbidden = this.#forbidden.filter((entry) => entry.id !== id)
    this.#changed ||= this.#forbidden.length < before
    return this.#forbidden.length < before
  }

  pinnedOf(platform: string): readonly Pinned[] {
    return this.#pinned.filter((entry) => entry.platform === platform)
  }

  /** @throws RangeError with a message for people when there are too many */
  pin(entry: Pinned): void {
    if (this.#pinned.length >= MOST_PINNED)
      throw new RangeError(`${MOST_PINNED} rules are pinned already. Unpin or lift some of them first.`)
    this.#pinned.push(entry)
    this.#changed = true
  }

  unpin(id: number): void {
    this.#pinned = this.#pinned.filter((entry) => entry.id !== id)
    this.#changed = true
  }

  /** Writes what has changed; call it once a second. */
  save(): void {
    if (!this.#changed) return
    const book = { lastId: this.#lastId, forbidden: this.#forbidden, pinned: this.#pinned }
    try {
      mkdirSync(dirname(this.#path), { recursive: true })
      writeFileSync(`${this.#path}.new`, JSON.stringify(book, null, 2), { mode: 0o600 })
      renameSync(`${this.#path}.new`, this.#path)
      this.#changed = false
      this.unsaved = null
    } catch (error) {
      this.unsaved = `Pinned and forbidden rules hold but cannot be saved (${(error as Error).message}): they would be lost at a restart. Make room on the disk, or make ${dirname(this.#path)} writable for Holdfast.`
    }
  }
}

function readStored(path: string): z.infer<typeof stored> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lastId: 0, forbidden: [], pinned: [] }
    throw error
  }
  try {
    return stored.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(
      `The rules in ${path} cannot be read: ${(error as Error).message}. Mend the file, or move it away to start without pinned and forbidden rules.`,
    )
  }
}
