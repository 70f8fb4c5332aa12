import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Checkpoint, checkpointText, readCheckpoint } from './checkpoint.js'
import { writeDurably } from './durable-file.js'
import { type Attachment, type NewEntry, writeEntry } from './entry.js'
import { HASH_BYTES, leafHash, rootHash } from './merkle.js'
import { type NoteSigner, openNote, readVerifierKey } from './note.js'
import { ATTACHMENTS, CHECKPOINT_FILE, StoredLog, subtreeOf, VERIFIER_FILE } from './stored-log.js'
import { packEntries, TILE_LEVELS, TILE_WIDTH, tileLevels, tilePath } from './tiles.js'

/** Entries that wait to be written; more come only while the disk is stuck, and the oldest stay. */
const MOST_WAITING = 10_000

/** What was found when a log was opened. */
export interface Opened {
  log: EvidenceLog
  /** Entries in it. */
  size: number
  /** Files of entries that were begun and not acknowledged before the end came; they were removed. */
  tornFiles: number
}

interface Waiting {
  entry: NewEntry
  done: (seq: number) => void
  failed: (error: Error) => void
}

/**
 * The evidence log: append-only, tamper-evident (C2SP tlog-tiles with signed checkpoints, RFC 6962 hashes). What `append`
 * has acknowledged is on the disk and under a signed checkpoint. A folder of static files that anybody can copy and check.
 */
export class EvidenceLog {
  readonly folder: string
  readonly #signer: NoteSigner
  #size: number
  /** Of each level of tiles, the hashes of the tile that is not full yet. */
  readonly #open: Buffer[]
  /** Entries of the tile that is not full yet. */
  #entries: Buffer[]
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null
  /** Entries that could not be kept because too many waited. */
  lost = 0

  private constructor(folder: string, signer: NoteSigner, size: number, open: Buffer[], entries: Buffer[]) {
    this.folder = folder
    this.#signer = signer
    this.#size = size
    this.#open = open
    this.#entries = entries
  }

  /**
   * Opens the log in a folder, or begins one there. What was written and not acknowledged when the end came is removed.
   * @throws EvidenceDamaged when what was acknowledged is not there whole, or is signed by another key
   */
  static async open(folder: string, signer: NoteSigner): Promise<Opened> {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!existsSync(join(folder, CHECKPOINT_FILE))) {
      const tornFiles = removeTorn(folder, 0)
      const log = new EvidenceLog(folder, signer, 0, [], [])
      await writeDurably(join(folder, VERIFIER_FILE), `${signer.verifierKey}\n`, 0o644)
      await log.#publish()
      return { log, size: 0, tornFiles }
    }
    const { size, open, entries } = readOpenTiles(folder, signer)
    const tornFiles = removeTorn(folder, size)
    return { log: new EvidenceLog(folder, signer, size, open, entries), size, tornFiles }
  }

  get size(): number {
    return this.#size
  }

  /**
   * Puts something on record. @returns its number in the log, once it is on the disk and under a signed checkpoint
   * @throws Error when it cannot be written; entries after it are tried all the same
   */
  append(entry: NewEntry): Promise<number> {
    if (this.#waiting.length >= MOST_WAITING) {
      this.lost++
      return Promise.reject(new Error('too many entries wait to be written to the evidence log'))
    }
    const written = new Promise<number>((done, failed) => this.#waiting.push({ entry, done, failed }))
    this.#writing ??= this.#writeAll()
    return written
  }

  /** Keeps a file that belongs to an entry. @returns how the entry names it */
  async keep(bytes: Uint8Array, type: string): Promise<Attachment> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const path = join(this.folder, ATTACHMENTS, sha256)
    if (!existsSync(path)) await writeDurably(path, bytes)
    return { sha256, size: bytes.length, type }
  }

  /** Resolves when all that was appended is written, or cannot be. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    // All that comes in one turn of the event loop goes under one checkpoint.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      const first = this.#size
      const before = { open: [...this.#open], entries: [...this.#entries] }
      try {
        await this.#write(batch.map(({ entry }, i) => writeEntry(first + i, entry)))
        for (const [i, { done }] of batch.entries()) done(first + i)
      } catch (error) {
        this.#size = first
        this.#open.splice(0, this.#open.length, ...before.open)
        this.#entries = before.entries
        for (const { failed } of batch) failed(error as Error)
      }
    }
    this.#writing = null
  }

  async #write(entries: readonly Buffer[]): Promise<void> {
    const touched = new Map<string, Buffer>()
    for (const entry of entries) {
      this.#entries.push(entry)
      const index = Math.floor(this.#size / TILE_WIDTH)
      this.#addHash(0, leafHash(entry), touched)
      this.#size++
      if (this.#entries.length === TILE_WIDTH) {
        touched.set(tilePath({ level: 'entries', index, width: TILE_WIDTH }), packEntries(this.#entries))
        this.#entries = []
      }
    }
    const index = Math.floor(this.#size / TILE_WIDTH)
    const width = this.#entries.length
    if (width > 0) touched.set(tilePath({ level: 'entries', index, width }), packEntries(this.#entries))
    for (const [level, hashes] of this.#open.entries()) {
      if (hashes.length === 0) continue
      const tile = Math.floor(this.#size / TILE_WIDTH ** (level + 1))
      touched.set(tilePath({ level, index: tile, width: hashes.length / HASH_BYTES }), hashes)
    }
    for (const [path, bytes] of touched) await writeDurably(join(this.folder, path), bytes, 0o644)
    await this.#publish()
    removeTorn(this.folder, this.#size)
  }

  #addHash(level: number, hash: Buffer, touched: Map<string, Buffer>): void {
    const hashes = Buffer.concat([this.#open[level] ?? Buffer.alloc(0), hash])
    if (hashes.length < TILE_WIDTH * HASH_BYTES) {
      this.#open[level] = hashes
      return
    }
    const index = Math.floor(this.#size / TILE_WIDTH ** (level + 1))
    touched.set(tilePath({ level, index, width: TILE_WIDTH }), hashes)
    this.#open[level] = Buffer.alloc(0)
    this.#addHash(level + 1, subtreeOf(hashes), touched)
  }

  async #publish(): Promise<void> {
    const root = rootHash(this.#size, (level, index) => this.#subtree(level, index))
    const note = this.#signer.sign(checkpointText({ origin: this.#signer.name, size: this.#size, root }))
    await writeDurably(join(this.folder, CHECKPOINT_FILE), note, 0o644)
  }

  /** Of what the root is made: hashes of the tiles that are not full yet. */
  #subtree(level: number, index: number): Buffer {
    const tileLevel = Math.floor(level / TILE_LEVELS)
    const span = 2 ** (level % TILE_LEVELS)
    const first = (index * span) % TILE_WIDTH
    const hashes = this.#open[tileLevel] ?? Buffer.alloc(0)
    return subtreeOf(hashes.subarray(first * HASH_BYTES, (first + span) * HASH_BYTES))
  }
}

/** What was acknowledged is not there, or is not what was signed. The message is for people. */
export class EvidenceDamaged extends Error {}

function readOpenTiles(folder: string, signer: NoteSigner): { size: number; open: Buffer[]; entries: Buffer[] } {
  const stored = new StoredLog(folder)
  const checkpoint = ownCheckpoint(stored, signer)
  const { size } = checkpoint
  const subtrees = stored.subtrees(size)
  let root: Buffer
  try {
    root = rootHash(size, subtrees)
  } catch (error) {
    throw new EvidenceDamaged((error as Error).message)
  }
  if (!root.equals(checkpoint.root)) throw new EvidenceDamaged('the tree does not have the root that was signed')
  const open = Array.from({ length: tileLevels(size) }, (_, level) => {
    const hashes = Math.floor(size / TILE_WIDTH ** level)
    const width = hashes % TILE_WIDTH
    const tile = width > 0 ? stored.tile({ level, index: Math.floor(hashes / TILE_WIDTH), width }) : null
    return Buffer.from(tile?.subarray(0, width * HASH_BYTES) ?? [])
  })
  const width = size % TILE_WIDTH
  const entries = width === 0 ? [] : stored.entries(Math.floor(size / TILE_WIDTH), width)
  if (!entries) throw new EvidenceDamaged(`the last ${width} entries are missing or damaged`)
  return { size, open, entries: entries.map((entry) => Buffer.from(entry)) }
}

function ownCheckpoint(stored: StoredLog, signer: NoteSigner): Checkpoint {
  const verifier = readVerifierKey(signer.verifierKey)
  const text = verifier && openNote(stored.text(CHECKPOINT_FILE), verifier)
  if (!text) throw new EvidenceDamaged('its checkpoint is not signed by the key of this Holdfast')
  const checkpoint = readCheckpoint(text)
  if (!checkpoint) throw new EvidenceDamaged('its checkpoint cannot be read')
  return checkpoint
}

/**
 * Removes what no checkpoint speaks of: tiles beyond the end, and partial ones of another width than the present.
 * @returns how many there were that held entries beyond the end
 */
function removeTorn(folder: string, size: number): number {
  let torn = 0
  const levels = ['entries' as const, ...Array.from({ length: tileLevels(size) + 1 }, (_, level) => level)]
  for (const level of levels) {
    const hashes = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level)
    const index = Math.floor(hashes / TILE_WIDTH)
    const width = hashes % TILE_WIDTH
    const whole = join(folder, tilePath({ level, index, width: TILE_WIDTH }))
    if (existsSync(whole)) {
      rmSync(whole)
      if (level === 'entries') torn++
    }
    const partial = `${whole}.p`
    for (const name of existsSync(partial) ? readdirSync(partial) : []) {
      if (Number(name) === width) continue
      rmSync(join(partial, name))
      if (level === 'entries' && !(Number(name) < width)) torn++
    }
    if (width === 0) rmSync(partial, { recursive: true, force: true })
    const before = index > 0 ? join(folder, `${tilePath({ level, index: index - 1, width: TILE_WIDTH })}.p`) : null
    if (before) rmSync(before, { recursive: true, force: true })
  }
  return torn
}
