import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HASH_BYTES, nodeHash, type Subtrees } from './merkle.js'
import { TILE_LEVELS, TILE_WIDTH, type TileName, tilePath, unpackEntries } from './tiles.js'

export const CHECKPOINT_FILE = 'checkpoint'
export const VERIFIER_FILE = 'verifier-key'
export const ATTACHMENTS = 'attachments'

/** Tiles that are kept in memory while a proof is made. */
const KEPT_TILES = 64

/** The files of a log, for reading: a folder of static files that may as well be a copy on another machine. */
export class StoredLog {
  readonly folder: string
  readonly #tiles = new Map<string, Buffer>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** A file's text. @throws Error of the file system when it cannot be read */
  text(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8')
  }

  /** Bytes of a tile, or of the whole one that a partial one has become; null when it is missing or too short. */
  tile(name: TileName): Buffer | null {
    const path = tilePath(name)
    const known = this.#tiles.get(path)
    if (known) return known
    const bytes = this.#read(path) ?? this.#read(tilePath({ ...name, width: TILE_WIDTH }))
    if (!bytes) return null
    if (this.#tiles.size >= KEPT_TILES) this.#tiles.clear()
    this.#tiles.set(path, bytes)
    return bytes
  }

  /** Entries of a tile; null when it is missing or damaged. */
  entries(index: number, width: number): Buffer[] | null {
    const tile = this.tile({ level: 'entries', index, width })
    const entries = tile && unpackEntries(tile)
    return entries && entries.length >= width ? entries.slice(0, width) : null
  }

  /** One entry; null when it is missing or damaged. @param size entries in the log */
  entry(seq: number, size: number): Buffer | null {
    const index = Math.floor(seq / TILE_WIDTH)
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    return this.entries(index, width)?.[seq % TILE_WIDTH] ?? null
  }

  /** Hashes of whole subtrees of a log of so many entries. They throw an Error that names the tile that is missing. */
  subtrees(size: number): Subtrees {
    return (level, index) => {
      const tileLevel = Math.floor(level / TILE_LEVELS)
      const span = 2 ** (level % TILE_LEVELS)
      const first = index * span
      const tileIndex = Math.floor(first / TILE_WIDTH)
      const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** tileLevel) - tileIndex * TILE_WIDTH)
      const name = { level: tileLevel, index: tileIndex, width }
      const tile = this.tile(name)
      const begin = (first % TILE_WIDTH) * HASH_BYTES
      const end = begin + span * HASH_BYTES
      if (!tile || tile.length < end) throw new Error(`${tilePath(name)} is missing or cut off`)
      return subtreeOf(tile.subarray(begin, end))
    }
  }

  #read(path: string): Buffer | null {
    try {
      return readFileSync(join(this.folder, path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
}

/** Root over hashes that stand one after the other; a power of two of them. */
export function subtreeOf(hashes: Buffer): Buffer {
  if (hashes.length <= HASH_BYTES) return hashes
  const middle = hashes.length / 2
  return nodeHash(subtreeOf(hashes.subarray(0, middle)), subtreeOf(hashes.subarray(middle)))
}
