import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type NewEntry, readEntry } from '../record/log/entry.js'
import { EvidenceDamaged, EvidenceLog, type Opened } from '../record/log/evidence-log.js'
import type { NoteSigner } from '../record/log/note.js'
import { StoredLog } from '../record/log/stored-log.js'
import { evidenceKey } from './evidence-key.js'
import { ALIVE_EVERY_MS, EvidenceWatch, type Seen } from './evidence-watch.js'

export const EVIDENCE_FOLDER = 'evidence'
/** Two times of being alive may be so far apart without anything missing between. */
const GAP_MS = ALIVE_EVERY_MS + 60_000

/** Keeps the evidence log of a running Holdfast. What cannot be written is told as trouble, and never stops the defence. */
export class EvidenceKeeper {
  /** Null when it could not be opened. */
  readonly #log: EvidenceLog | null
  readonly #watch = new EvidenceWatch()
  #lastAt = 0
  #trouble: string | null = null
  /** What could not be written, until something can. */
  #missed: { from: number; entries: number } | null = null
  readonly #standing: readonly string[]

  /** @param standing sentences for people, of what was found at the start */
  private constructor(log: EvidenceLog | null, standing: readonly string[]) {
    this.#log = log
    this.#standing = standing
  }

  /**
   * Opens the log of a data folder. One that is damaged is kept beside it under another name, and a new one begun. Never
   * rejects: without a log the defence goes on, and says so.
   * @param host of the sites, for the name of a new log
   */
  static async open(dataDir: string, host: string, version: string, now: number): Promise<EvidenceKeeper> {
    const folder = join(dataDir, EVIDENCE_FOLDER)
    try {
      const { opened, replaced } = await openOrReplace(folder, evidenceKey(dataDir, host), now)
      const { log, size, tornFiles } = opened
      const standing = replaced === null ? [] : [replacedWords(replaced)]
      const keeper = new EvidenceKeeper(log, standing)
      const lastAt = lastEntryAt(folder, size)
      keeper.#lastAt = lastAt ?? 0
      keeper.#put({
        at: now,
        source: 'brain',
        kind: 'record-begins',
        data: { version, entries: size, tornFiles, replaced },
      })
      if (lastAt !== null && now - lastAt > GAP_MS) {
        const data = { from: new Date(lastAt).toISOString(), to: new Date(now).toISOString() }
        keeper.#put({ at: now, source: 'brain', kind: 'not-recorded', data })
      }
      return keeper
    } catch (error) {
      return new EvidenceKeeper(null, [
        `Nothing is put on record: the evidence log in ${folder} cannot be opened: ${(error as Error).message}`,
      ])
    }
  }

  /** Once a second. */
  see(seen: Seen, at: number): void {
    for (const entry of this.#watch.see(seen, at)) this.#put(entry)
  }

  /** Holdfast is stopped by somebody. Resolves when all is written that can be. */
  async end(at: number): Promise<void> {
    this.#put({ at, source: 'brain', kind: 'record-ends', data: {} })
    await this.#log?.settled()
    // That something was missed is only known, and put on record, when writing works again.
    await this.#log?.settled()
  }

  /** Sentences for people: what is not kept, and what to do. */
  get troubles(): string[] {
    return this.#trouble === null ? [...this.#standing] : [...this.#standing, this.#trouble]
  }

  #put(entry: NewEntry): void {
    const log = this.#log
    if (!log) return
    // The log has one direction; a clock that is set back does not turn it.
    const at = Math.max(entry.at, this.#lastAt)
    this.#lastAt = at
    log.append({ ...entry, at }).then(
      () => {
        this.#trouble = null
        const missed = this.#missed
        this.#missed = null
        if (missed) {
          const data = {
            from: new Date(missed.from).toISOString(),
            to: new Date(at).toISOString(),
            entries: missed.entries,
          }
          this.#put({ at, source: 'brain', kind: 'not-recorded', data })
        }
      },
      (error: Error) => {
        this.#missed ??= { from: at, entries: 0 }
        this.#missed.entries++
        this.#trouble = `The evidence log in ${log.folder} cannot be written, so that what happens now is not on record: ${error.message}. Make room on the disk, or mend the folder.`
      },
    )
  }
}

function replacedWords(folder: string): string {
  return `The evidence log was damaged and is kept as ${folder}; a new one was begun. See what is left of it: holdfast evidence verify ${folder}`
}

async function openOrReplace(
  folder: string,
  signer: NoteSigner,
  now: number,
): Promise<{ opened: Opened; replaced: string | null }> {
  try {
    return { opened: await EvidenceLog.open(folder, signer), replaced: null }
  } catch (error) {
    if (!(error instanceof EvidenceDamaged)) throw error
    const replaced = freeName(`${folder}.damaged-${new Date(now).toISOString().slice(0, 10)}`)
    renameSync(folder, replaced)
    return { opened: await EvidenceLog.open(folder, signer), replaced }
  }
}

function freeName(path: string): string {
  let name = path
  for (let n = 2; existsSync(name); n++) name = `${path}-${n}`
  return name
}

function lastEntryAt(folder: string, size: number): number | null {
  if (size === 0) return null
  const bytes = new StoredLog(folder).entry(size - 1, size)
  const read = bytes && readEntry(bytes, size - 1)
  return read && 'entry' in read ? Date.parse(read.entry.time) : null
}
