import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'

/** Signs notes (C2SP signed-note), by Ed25519. */
export interface NoteSigner {
  name: string
  /** What others verify by: `name+key id+key`. */
  verifierKey: string
  sign(text: string): string
}

const ED25519 = 0x01
const KEY_ID_BYTES = 4
const NAME = /^[^\s+]+$/u
/** DER before the 32 bytes of a key (RFC 8410). */
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex')

/** A new secret of 32 bytes to sign with. */
export function newSigningSeed(): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PRIVATE_DER.length)
}

/**
 * @param name of the log, as an address without scheme; no spaces and no plus
 * @param seed 32 secret bytes
 * @throws RangeError for another name or seed
 */
export function createNoteSigner(name: string, seed: Uint8Array): NoteSigner {
  if (!NAME.test(name)) throw new RangeError(`"${name}" cannot be the name of a log: no spaces and no + may be in it`)
  if (seed.length !== 32) throw new RangeError(`a signing key has 32 bytes, not ${seed.length}`)
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_DER, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const named = Buffer.concat([Buffer.from([ED25519]), spki.subarray(PUBLIC_DER.length)])
  const id = keyId(name, named)
  return {
    name,
    verifierKey: `${name}+${id.toString('hex')}+${named.toString('base64')}`,
    sign(text) {
      const signature = Buffer.concat([id, sign(null, Buffer.from(text), key)])
      return `${text}\n— ${name} ${signature.toString('base64')}\n`
    },
  }
}

/** Somebody whose signatures are believed. */
export interface NoteVerifier {
  name: string
  id: Buffer
  key: KeyObject
}

/** @returns null when it is not the key of a verifier */
export function readVerifierKey(text: string): NoteVerifier | null {
  const [, name = '', id = '', base64 = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(text.trim()) ?? []
  const named = Buffer.from(base64, 'base64')
  if (named.length !== 33 || named[0] !== ED25519 || keyId(name, named).toString('hex') !== id) return null
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_DER, named.subarray(1)]), format: 'der', type: 'spki' })
  return { name, id: Buffer.from(id, 'hex'), key }
}

/** The text of a note that the verifier has signed; null when it has not. */
export function openNote(note: string, { name, id, key }: NoteVerifier): string | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, end + 1)
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, of, base64 = ''] = /^— (\S+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? []
    const signature = Buffer.from(base64, 'base64')
    if (of !== name || !signature.subarray(0, KEY_ID_BYTES).equals(id)) continue
    if (verify(null, Buffer.from(text), key, signature.subarray(KEY_ID_BYTES))) return text
  }
  return null
}

function keyId(name: string, named: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(named).digest().subarray(0, KEY_ID_BYTES)
}
