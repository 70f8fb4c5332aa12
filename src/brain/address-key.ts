import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readSecretFile, writeSecretFile } from '../config/secret-file.js'

const FILE = 'address-key'
const KEY_BYTES = 16
/** A key that is older is replaced when Holdfast starts: what was hashed with it is forgotten with it. */
const LASTS_MS = 28 * 24 * 3_600_000

/** The key of all hashes of addresses, in hex. It stands in a file of its own, apart from the hashes. */
export interface AddressKey {
  key: string
  /** Tells with which key something was hashed, and nothing of the key. */
  id: string
}

/** The key of a data folder; a new one where there is none, it cannot be read, or it has become too old. */
export function addressKey(folder: string, now: number): AddressKey {
  const kept = readKey(folder)
  if (kept && now - kept.since < LASTS_MS) return named(kept.key)
  const fresh = randomAddressKey()
  writeSecretFile(join(folder, FILE), `${fresh.key} ${new Date(now).toISOString()}\n`)
  return fresh
}

/** A key that is kept nowhere. */
export function randomAddressKey(): AddressKey {
  return named(randomBytes(KEY_BYTES).toString('hex'))
}

/** The key of a data folder, however old; null when there is none. */
export function existingAddressKey(folder: string): AddressKey | null {
  const kept = readKey(folder)
  return kept ? named(kept.key) : null
}

function readKey(folder: string): { key: string; since: number } | null {
  const [, key, since] = /^([0-9a-f]{32}) (\S+)\n$/.exec(readSecretFile(join(folder, FILE)) ?? '') ?? []
  return key && since && Number.isFinite(Date.parse(since)) ? { key, since: Date.parse(since) } : null
}

function named(key: string): AddressKey {
  return { key, id: createHash('sha256').update(`holdfast address key ${key}`).digest('hex').slice(0, 16) }
}
