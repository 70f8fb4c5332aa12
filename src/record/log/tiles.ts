/** Hashes or entries in a whole tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256
/** Levels of the tree that one tile spans. */
export const TILE_LEVELS = 8

/** @param width less than a whole tile's for one that is not full yet */
export interface TileName {
  level: number | 'entries'
  index: number
  width: number
}

/** Where a tile stands, under the log's folder or address: `tile/0/x001/234.p/7`. */
export function tilePath({ level, index, width }: TileName): string {
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/\d{3}/g) ?? []
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`
}

/** The tiles of one level of a log of so many entries; the last may be partial. */
export function tilesOf(level: TileName['level'], size: number): TileName[] {
  const hashes = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level)
  return Array.from({ length: Math.ceil(hashes / TILE_WIDTH) }, (_, index) => ({
    level,
    index,
    width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH),
  }))
}

/** Levels of tiles that a log of so many entries has. */
export function tileLevels(size: number): number {
  let levels = 0
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) levels++
  return levels
}

const LONGEST_ENTRY = 65_535

/** Entries as a tile has them, each with its length before it in two bytes. @throws RangeError for one that is too long */
export function packEntries(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > LONGEST_ENTRY) {
        throw new RangeError(
          `An entry has ${entry.length} bytes; at most ${LONGEST_ENTRY} are possible: attach what is longer.`,
        )
      }
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}

/** The entries of a tile; null when it is damaged. */
export function unpackEntries(tile: Buffer): Buffer[] | null {
  const entries: Buffer[] = []
  for (let at = 0; at < tile.length; ) {
    if (at + 2 > tile.length) return null
    const end = at + 2 + tile.readUInt16BE(at)
    if (end > tile.length) return null
    entries.push(tile.subarray(at + 2, end))
    at = end
  }
  return entries
}
