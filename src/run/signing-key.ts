import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readSecretFile, writeSecretFile } from '../config/secret-file.js'

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
  const [, hex] = /^([0-9a-f]{64})\n$/.exec(readSecretFile(path) ?? '') ?? []
  if (hex !== undefined) return Buffer.from(hex, 'hex')
  const fresh = randomBytes(KEY_BYTES)
  writeSecretFile(path, `${fresh.toString('hex')}\n`)
  return fresh
}
