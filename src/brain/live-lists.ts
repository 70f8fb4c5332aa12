import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { parseCidr } from '../traffic/cidr-set.js'
import type { ListEntry, ListName } from './status.js'

/** More than an operator types in; a bound all the same. */
const MOST_ENTRIES = 10_000
/** How long after a failure it is tried again to save the lists. */
const SAVE_AGAIN_MS = 5_000

const stored = z.array(
  z.strictObject({
    list: z.enum(['allow', 'deny']),
    cidr: z.string(),
    note: z.string().optional(),
    expires: z.iso.datetime().optional(),
  }),
)

/** The operator's allow and deny lists: what the configuration says, and what was added live, kept over restarts. */
export class LiveLists {
  #fromFile: readonly ListEntry[]
  readonly #path: string
  readonly #live = new Map<string, ListEntry>()
  /** Grows with every change, so that the edges are told only when there is something new. */
  version = 1
  /**
   * Why the live entries on disk are not those that hold, in a sentence; null when they are. A full disk must not keep
   * an operator from denying an address in the middle of an attack, so that an entry holds whether it is saved or not.
   */
  unsaved: string | null = null
  #saveAgainAt = 0

  /** @param path where live entries are kept @throws when the file is there but damaged: a lost deny list must be noticed */
  constructor(path: string, allow: readonly string[], deny: readonly string[]) {
    this.#path = path
    this.#fromFile = entriesOf(allow, deny)
    for (const { note, expires, ...entry } of readStored(path)) {
      this.#keep({
        ...entry,
        from: 'live',
        ...(note === undefined ? {} : { note }),
        ...(expires === undefined ? {} : { expires }),
      })
    }
  }

  /** The configuration was read again; what was added live stays. */
  setFromFile(allow: readonly string[], deny: readonly string[]): void {
    this.#fromFile = entriesOf(allow, deny)
    this.version++
  }

  all(): ListEntry[] {
    return [...this.#fromFile, ...this.#live.values()]
  }

  cidrs(list: ListName): string[] {
    return this.all().flatMap((entry) => (entry.list === list ? [entry.cidr] : []))
  }

  add(list: ListName, cidr: string, { note, ttlMs }: { note?: string; ttlMs?: number }, now: number): ListEntry {
    if (this.#live.size >= MOST_ENTRIES)
      throw new RangeError(
        `There are ${MOST_ENTRIES} live entries already. Remove some, or put networks in the configuration.`,
      )
    const entry: ListEntry = {
      list,
      cidr: parseCidr(cidr).canonical,
      from: 'live',
      ...(note === undefined ? {} : { note }),
      ...(ttlMs === undefined ? {} : { expires: new Date(now + ttlMs).toISOString() }),
    }
    this.#keep(entry)
    this.#changed(now)
    return entry
  }

  remove(list: ListName, cidr: string, now: number): boolean {
    const removed = this.#live.delete(keyOf(list, parseCidr(cidr).canonical))
    if (removed) this.#changed(now)
    return removed
  }

  /** Call it often: ends what has had its time, and saves what could not be saved. */
  expire(now: number): void {
    let changed = false
    for (const [key, { expires }] of this.#live) {
      if (expires !== undefined && Date.parse(expires) <= now) changed = this.#live.delete(key) || changed
    }
    if (changed) this.#changed(now)
    else if (this.unsaved !== null && now >= this.#saveAgainAt) this.#save(now)
  }

  #keep(entry: ListEntry): void {
    this.#live.set(keyOf(entry.list, entry.cidr), entry)
  }

  #changed(now: number): void {
    this.version++
    this.#save(now)
  }

  #save(now: number): void {
    const entries = [...this.#live.values()].map(({ from: _, ...entry }) => entry)
    try {
      mkdirSync(dirname(this.#path), { recursive: true })
      writeFileSync(`${this.#path}.new`, JSON.stringify(entries, null, 2), { mode: 0o600 })
      renameSync(`${this.#path}.new`, this.#path)
      this.unsaved = null
    } catch (error) {
      this.#saveAgainAt = now + SAVE_AGAIN_MS
      this.unsaved = `The live allow and deny lists hold but cannot be saved (${(error as Error).message}): they would be lost at a restart. Make room on the disk, or make ${dirname(this.#path)} writable for Holdfast.`
    }
  }
}

function keyOf(list: ListName, cidr: string): string {
  return `${list} ${cidr}`
}

function readStored(path: string): z.infer<typeof stored> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  try {
    return stored.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(
      `The lists in ${path} cannot be read: ${(error as Error).message}. Mend the file, or move it away to start with empty live lists.`,
    )
  }
}

function entriesOf(allow: readonly string[], deny: readonly string[]): ListEntry[] {
  return [
    ...allow.map((cidr): ListEntry => ({ list: 'allow', cidr, from: 'file' })),
    ...deny.map((cidr): ListEntry => ({ list: 'deny', cidr, from: 'file' })),
  ]
}
