import { type Checkpoint, openCheckpoint } from './checkpoint.js'
import { rootOfProof } from './merkle.js'
import type { NoteVerifier } from './note.js'

const HEADER = 'c2sp.org/tlog-proof@v1'

/** That an entry is in a log: anybody can check it with the entry, this and the log's key (C2SP tlog-proof). */
export function proofFile(index: number, proof: readonly Buffer[], checkpointNote: string): string {
  const hashes = proof.map((hash) => `${hash.toString('base64')}\n`).join('')
  return `${HEADER}\nindex ${index}\n${hashes}\n${checkpointNote}`
}

/**
 * Whether a proof shows that an entry is in the log of the verifier.
 * @param leaf hash of the entry as a leaf
 * @returns the checkpoint that it leads to; null when it does not
 */
export function checkProofFile(text: string, leaf: Buffer, verifier: NoteVerifier): Checkpoint | null {
  const [, index = '', hashes = '', note = ''] =
    /^c2sp\.org\/tlog-proof@v1\n(?:extra [^\n]*\n)?index (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n([\s\S]*)$/.exec(
      text,
    ) ?? []
  const checkpoint = openCheckpoint(note, verifier)
  if (!checkpoint || checkpoint.origin !== verifier.name) return null
  const proof = hashes
    .split('\n')
    .slice(0, -1)
    .map((hash) => Buffer.from(hash, 'base64'))
  const root = rootOfProof(leaf, Number(index), checkpoint.size, proof)
  return root?.equals(checkpoint.root) ? checkpoint : null
}
