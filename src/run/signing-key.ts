import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'signing-key'
const KEY_BYTES = 32

/**
 * What clearances, tickets and places in the waiting room are signed with, by keys made from it. It is kept, so that a
 * restart in the middle of an attack does not send everybody through a challenge again; without the file there is a new
 * one, and what was signed before is worth nothing. A new one, too, when it cannot be read as a key.
 * @throws Error of the file system when the folder cannot be written
 */
export function signingKey(folder: string): Buffer {
  const path = join(folder, FILE)
  const kept = readKey(path)
  if (kept) return kept
  const fresh = randomBytes(KEY_BYTES)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, `${fresh.toString('hex')}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return fresh
}

function readKey(path: string): Buffer | null {
  try {
    const [, hex] = /^([0-9a-f]{64})\n$/.exec(readFileSync(path, 'latin1')) ?? []
    return hex === undefined ? null : Buffer.from(hex, 'hex')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
