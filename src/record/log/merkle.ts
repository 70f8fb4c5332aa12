import { createHash } from 'node:crypto'

/** Bytes of every hash here. */
export const HASH_BYTES = 32

/** Hash of an entry as a leaf of the tree (RFC 6962, 2.1). */
export function leafHash(entry: Uint8Array): Buffer {
  return createHash('sha256').update('\0').update(entry).digest()
}

/** Hash of two neighbours together (RFC 6962, 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update('\x01').update(left).update(right).digest()
}

/** Root of a tree with no entry. */
export const EMPTY_ROOT = createHash('sha256').digest()

/** Hashes of whole subtrees: that of `level` and `index` covers the entries from `index * 2^level` on, `2^level` of them. */
export type Subtrees = (level: number, index: number) => Buffer

/** Root of the first `size` entries. */
export function rootHash(size: number, subtrees: Subtrees): Buffer {
  return size === 0 ? EMPTY_ROOT : rangeHash(0, size, subtrees)
}

/**
 * Hashes with which an entry leads to the root, from the leaf up (RFC 6962, 2.1.1).
 * @throws RangeError when there is no such entry
 */
export function inclusionProof(index: number, size: number, subtrees: Subtrees): Buffer[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`there is no entry ${index} among ${size}`)
  const path = (begin: number, end: number): Buffer[] => {
    if (end - begin === 1) return []
    const middle = begin + largestPowerBelow(end - begin)
    return index < middle
      ? [...path(begin, middle), rangeHash(middle, end, subtrees)]
      : [...path(middle, end), rangeHash(begin, middle, subtrees)]
  }
  return path(0, size)
}

/** The root that an entry and its proof lead to; null when the proof has not the right length (RFC 9162, 2.1.3.2). */
export function rootOfProof(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | null {
  if (!(index >= 0 && index < size)) return null
  let node = index
  let last = size - 1
  let hash = leaf
  for (const other of proof) {
    if (last === 0) return null
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(other, hash)
      while (node % 2 === 0 && node !== 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else hash = nodeHash(hash, other)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? hash : null
}

/** Hash of the entries from `begin` to before `end`, of which there is one at least. */
function rangeHash(begin: number, end: number, subtrees: Subtrees): Buffer {
  const size = end - begin
  const level = Math.log2(size)
  if (Number.isInteger(level) && begin % size === 0) return subtrees(level, begin / size)
  const middle = begin + largestPowerBelow(size)
  return nodeHash(rangeHash(begin, middle, subtrees), rangeHash(middle, end, subtrees))
}

/** The largest power of two that is less than `size`, which is 2 or more. */
function largestPowerBelow(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1))
}
