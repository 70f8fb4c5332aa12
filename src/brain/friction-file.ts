import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type FrictionEntry, frictionEntry } from '../mitigate/friction.js'

const stored = z.array(frictionEntry)
/** Counts change every second while something is in force; a disk need not hear of each. */
const SAVE_EVERY_MS = 5_000

/** The friction ledger on the disk, so that it survives a restart. It holds no address and nothing that stands for one. */
export class FrictionFile {
  readonly #path: string
  #saved = 0
  #nextAt = Number.NEGATIVE_INFINITY
  /** What was there at the start. */
  readonly kept: readonly FrictionEntry[]
  #unsaved: string | null = null
  #damaged: string | null = null

  constructor(path: string) {
    this.#path = path
    this.kept = this.#read()
  }

  /** That the ledger is not on the disk, or began anew, in sentences for people. */
  get troubles(): string[] {
    return [this.#unsaved, this.#damaged].filter((trouble) => trouble !== null)
  }

  /** Writes what has changed, now and then. @param version tells whether anything has */
  save(entries: readonly FrictionEntry[], version: number, now: number): void {
    if (version === this.#saved || now < this.#nextAt) return
    this.#nextAt = now + SAVE_EVERY_MS
    try {
      mkdirSync(dirname(this.#path), { recursive: true })
      writeFileSync(`${this.#path}.new`, JSON.stringify(entries), { mode: 0o600 })
      renameSync(`${this.#path}.new`, this.#path)
      this.#saved = version
      this.#unsaved = null
    } catch (error) {
      this.#unsaved = `Who was slowed is remembered but cannot be saved (${(error as Error).message}): it would be lost at a restart. Make room on the disk, or make ${dirname(this.#path)} writable for Holdfast.`
    }
  }

  /** A damaged file must not keep Holdfast from starting: nothing is protected by it. It is set aside, and that is said. */
  #read(): FrictionEntry[] {
    try {
      return stored.parse(JSON.parse(readFileSync(this.#path, 'utf8')))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      const aside = `${this.#path}.damaged`
      try {
        renameSync(this.#path, aside)
      } catch {
        // It stays where it is until the next save takes its place.
      }
      this.#damaged = `The record of who was slowed could not be read and began anew. What was there is in ${aside}: keep it if you have to report on earlier days.`
      return []
    }
  }
}
