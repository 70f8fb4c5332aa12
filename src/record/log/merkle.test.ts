import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inclusionProof, leafHash, nodeHash, rootHash, rootOfProof, type Subtrees } from './merkle.js'

/** Straight from RFC 6962, 2.1, over all leaves. */
function plainRoot(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves
  if (leaves.length === 1 && first) return first
  let k = 1
  while (2 * k < leaves.length) k *= 2
  return nodeHash(plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)))
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`entry ${i}`)))
const subtreesOf =
  (leaves: readonly Buffer[]): Subtrees =>
  (level, index) =>
    plainRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))

describe('the tree', () => {
  test('has the roots of the published test vectors', () => {
    // From the reference implementation of RFC 6962: leaves "", 00, 10, 2021, 3031, 40414243, …
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const leaves = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex')))
    const rootOf = (size: number) => rootHash(size, subtreesOf(leaves.slice(0, size))).toString('hex')
    expect(rootOf(0)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(rootOf(1)).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    expect(rootOf(2)).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125')
    expect(rootOf(8)).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
  })

  test('of any size has the root of the definition, and every entry a proof that leads to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (size, n) => {
        const leaves = leavesOf(size)
        const index = n % size
        const root = rootHash(size, subtreesOf(leaves))
        expect(root).toEqual(plainRoot(leaves))
        const proof = inclusionProof(index, size, subtreesOf(leaves))
        expect(rootOfProof(leaves[index] as Buffer, index, size, proof)).toEqual(root)
      }),
    )
  })

  test('a proof is none for another entry, place or length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100 }), fc.nat(), fc.nat(), (size, n, m) => {
        const leaves = leavesOf(size)
        const [index, other] = [n % size, m % size]
        fc.pre(index !== other)
        const root = rootHash(size, subtreesOf(leaves))
        const proof = inclusionProof(index, size, subtreesOf(leaves))
        const leadsTo = (leaf: Buffer | undefined, at: number, hashes: readonly Buffer[]) =>
          leaf && rootOfProof(leaf, at, size, hashes)
        expect(leadsTo(leaves[other], index, proof)).not.toEqual(root)
        expect(leadsTo(leaves[index], other, proof)).not.toEqual(root)
        expect(leadsTo(leaves[index], index, proof.slice(1))).not.toEqual(root)
        expect(leadsTo(leaves[index], index, [...proof, root])).toBeNull()
        expect(leadsTo(leaves[index], size, proof)).toBeNull()
      }),
    )
  })

  test('there is no proof of an entry that is not there', () => {
    expect(() => inclusionProof(3, 3, subtreesOf(leavesOf(3)))).toThrow(RangeError)
  })
})
