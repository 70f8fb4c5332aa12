import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCheckpoint } from './checkpoint.js'
import { type Entry, readEntry } from './entry.js'
import { HASH_BYTES, leafHash, rootHash } from './merkle.js'
import { type NoteVerifier, readVerifierKey } from './note.js'
import { ATTACHMENTS, CHECKPOINT_FILE, StoredLog, subtreeOf, VERIFIER_FILE } from './stored-log.js'
import { TILE_WIDTH, tileLevels, tilePath, tilesOf } from './tiles.js'

/** What was found out about a log. */
export interface LogVerdict {
  /** The log's name; null when its checkpoint cannot be read. */
  origin: string | null
  size: number
  /** Root of the tree, in base64. */
  root: string | null
  /** Whose signature was checked. */
  verifierKey: string | null
  firstAt: string | null
  lastAt: string | null
  /** Sentences for people, first what matters most; none: all is as it was signed. */
  wrong: string[]
}

const MOST_SENTENCES = 50

/**
 * Reads a whole log and recomputes everything: signature, tree, tiles, entries, attachments. Needs nothing but the folder.
 * @param trusted the key that was noted elsewhere; else the one in the folder, which proves less
 * @param onEntry called with each entry that is whole, in order
 */
export function verifyLog(
  folder: string,
  { trusted, onEntry }: { trusted?: string; onEntry?: (entry: Entry) => void } = {},
): LogVerdict {
  const stored = new StoredLog(folder)
  const verdict: LogVerdict = {
    origin: null,
    size: 0,
    root: null,
    verifierKey: null,
    firstAt: null,
    lastAt: null,
    wrong: [],
  }
  const wrong = (sentence: string) => {
    if (verdict.wrong.length < MOST_SENTENCES) verdict.wrong.push(sentence)
  }
  const verifier = verifierOf(stored, trusted, verdict)
  if (!verifier) return verdict
  const checkpoint = checkpointOf(stored, verifier, verdict)
  if (!checkpoint) return verdict
  const { size } = checkpoint

  let time = Number.NEGATIVE_INFINITY
  for (const { index, width } of tilesOf('entries', size)) {
    const entries = stored.entries(index, width)
    if (!entries) {
      wrong(`Entries ${index * TILE_WIDTH} to ${index * TILE_WIDTH + width - 1} are missing or damaged.`)
      continue
    }
    const hashes = Buffer.concat(entries.map(leafHash))
    const tile = stored.tile({ level: 0, index, width })
    for (const [i, bytes] of entries.entries()) {
      const seq = index * TILE_WIDTH + i
      const hash = hashes.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1))
      if (!tile?.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1)).equals(hash))
        wrong(`Entry ${seq} is not what its hash in the tree says.`)
      const read = readEntry(bytes, seq)
      if ('wrong' in read) {
        wrong(`Entry ${seq}: ${read.wrong}.`)
        continue
      }
      const { entry } = read
      verdict.firstAt ??= entry.time
      verdict.lastAt = entry.time
      if (Date.parse(entry.time) < time) wrong(`Entry ${seq} is of ${entry.time}, before the one in front of it.`)
      time = Date.parse(entry.time)
      for (const { sha256 } of entry.attach ?? []) checkAttachment(folder, sha256, seq, wrong)
      onEntry?.(entry)
    }
  }
  checkUpperTiles(stored, size, wrong)
  try {
    if (!rootHash(size, stored.subtrees(size)).equals(checkpoint.root))
      wrong('The tree does not have the root that was signed.')
  } catch (error) {
    wrong(`The root cannot be computed: ${(error as Error).message}.`)
  }
  return verdict
}

function verifierOf(stored: StoredLog, trusted: string | undefined, verdict: LogVerdict): NoteVerifier | null {
  let text = trusted
  try {
    text ??= stored.text(VERIFIER_FILE)
  } catch (error) {
    verdict.wrong.push(`There is no evidence log in ${stored.folder}: ${(error as Error).message}.`)
    return null
  }
  const verifier = readVerifierKey(text)
  if (!verifier) verdict.wrong.push('The key to verify by is not one: it looks like name+1a2b3c4d+AbCd….')
  else verdict.verifierKey = text.trim()
  return verifier
}

function checkpointOf(stored: StoredLog, verifier: NoteVerifier, verdict: LogVerdict) {
  let note: string
  try {
    note = stored.text(CHECKPOINT_FILE)
  } catch (error) {
    verdict.wrong.push(`The checkpoint cannot be read: ${(error as Error).message}.`)
    return null
  }
  const checkpoint = openCheckpoint(note, verifier)
  if (!checkpoint) {
    verdict.wrong.push(`The checkpoint is not signed by ${verifier.name} with the key ${verifier.id.toString('hex')}.`)
    return null
  }
  verdict.origin = checkpoint.origin
  verdict.size = checkpoint.size
  verdict.root = checkpoint.root.toString('base64')
  if (checkpoint.origin !== verifier.name)
    verdict.wrong.push(`The checkpoint is that of another log, ${checkpoint.origin}.`)
  return checkpoint
}

function checkAttachment(folder: string, sha256: string, seq: number, wrong: (sentence: string) => void): void {
  const path = join(folder, ATTACHMENTS, sha256)
  if (!existsSync(path)) wrong(`The file ${sha256} that belongs to entry ${seq} is missing.`)
  else if (createHash('sha256').update(readFileSync(path)).digest('hex') !== sha256)
    wrong(`The file ${sha256} that belongs to entry ${seq} has been changed.`)
}

/** Whether each tile above the lowest holds the roots of those below it. */
function checkUpperTiles(stored: StoredLog, size: number, wrong: (sentence: string) => void): void {
  for (let level = 1; level < tileLevels(size); level++) {
    for (const name of tilesOf(level, size)) {
      const tile = stored.tile(name)
      if (!tile || tile.length < HASH_BYTES * name.width) {
        wrong(`${tilePath(name)} is missing or cut off.`)
        continue
      }
      for (let i = 0; i < name.width; i++) {
        const below = stored.tile({ level: level - 1, index: name.index * TILE_WIDTH + i, width: TILE_WIDTH })
        if (!below || !subtreeOf(below).equals(tile.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1))))
          wrong(`${tilePath(name)} does not agree with what is below it.`)
      }
    }
  }
}
