import type { ClientHello } from '../../traffic/ja4.js'

/** What stands at the beginning of a connection that should speak TLS. `bytes`: so many must be there for another look. */
export type ReadHello =
  | { kind: 'incomplete'; bytes: number }
  | { kind: 'hello'; hello: ClientHello }
  | { kind: 'unreadable' }

/** Larger than any real one, with all keys of post-quantum cryptography and a ticket that holds a certificate chain. */
export const LONGEST_HELLO_BYTES = 32_768
/** A hello may be spread over records; some programs do so to get past censors. */
const MOST_RECORDS = 64
/** Ciphers, extensions and signature algorithms; what knows every cipher that there is offers fewer than 200. */
const MOST_LISTED = 512

const RECORD_HEADER_BYTES = 5
const MESSAGE_HEADER_BYTES = 4
const LONGEST_RECORD_BYTES = 16_384
const HANDSHAKE = 22
const CLIENT_HELLO = 1
const RANDOM_BYTES = 32

const SIGNATURE_ALGORITHMS = 0x000d
const ALPN = 0x0010
const SUPPORTED_VERSIONS = 0x002b

const UNREADABLE: ReadHello = { kind: 'unreadable' }

/**
 * Reads a ClientHello (RFC 8446, 4.1.2 and 5.1) as far as a fingerprint needs it. Says `unreadable` as soon as nothing that
 * follows can make it one, and never asks for more than LONGEST_HELLO_BYTES.
 * @param bytes all that has come so far
 */
export function readClientHello(bytes: Buffer): ReadHello {
  const parts: Buffer[] = []
  let gathered = 0
  let at = 0
  for (let records = 0; records < MOST_RECORDS; records++) {
    if (at < bytes.length && bytes[at] !== HANDSHAKE) return UNREADABLE
    const begin = at + RECORD_HEADER_BYTES
    if (bytes.length < begin) return wanting(begin)
    const length = bytes.readUInt16BE(at + 3)
    if (bytes[at + 1] !== 3 || length === 0 || length > LONGEST_RECORD_BYTES) return UNREADABLE
    at = begin + length
    const part = bytes.subarray(begin, at)
    parts.push(part)
    gathered += part.length
    const message = parts.length === 1 ? part : Buffer.concat(parts)
    if (message.length > 0 && message[0] !== CLIENT_HELLO) return UNREADABLE
    const end = message.length < MESSAGE_HEADER_BYTES ? null : MESSAGE_HEADER_BYTES + message.readUIntBE(1, 3)
    if (end !== null && end > LONGEST_HELLO_BYTES) return UNREADABLE
    if (end !== null && gathered >= end) return helloOf(new Fields(message.subarray(MESSAGE_HEADER_BYTES, end)))
    // A record may go on after the message.
    const missing = (end ?? MESSAGE_HEADER_BYTES) - gathered
    if (bytes.length < at) return wanting(Math.min(at, bytes.length + missing))
  }
  return UNREADABLE
}

function wanting(bytes: number): ReadHello {
  return bytes > LONGEST_HELLO_BYTES ? UNREADABLE : { kind: 'incomplete', bytes }
}

function helloOf(fields: Fields): ReadHello {
  const legacyVersion = fields.number(2)
  fields.take(RANDOM_BYTES)
  fields.take(fields.number(1))
  const ciphers = fields.list(2)
  fields.take(fields.number(1))
  const hello: ClientHello = {
    legacyVersion,
    versions: null,
    ciphers: ciphers.pairs(),
    extensions: [],
    signatureAlgorithms: [],
    firstProtocol: null,
  }
  // A hello may end here, as those of SSL did.
  const all = fields.left === 0 ? new Fields(Buffer.alloc(0)) : fields.list(2)
  const extensions: number[] = []
  while (all.left > 0 && extensions.length < MOST_LISTED) {
    const type = all.number(2)
    const content = all.list(2)
    extensions.push(type)
    if (type === SUPPORTED_VERSIONS) hello.versions = content.list(1).pairs()
    else if (type === SIGNATURE_ALGORITHMS) hello.signatureAlgorithms = content.list(2).pairs()
    else if (type === ALPN) {
      const protocols = content.list(2)
      hello.firstProtocol = protocols.take(protocols.number(1))
    }
  }
  hello.extensions = extensions
  const sound = [fields, ciphers, all].every(({ isShort, left }) => !isShort && left === 0)
  const lists = [hello.ciphers, hello.extensions, hello.signatureAlgorithms, hello.versions ?? []]
  return sound && lists.every(({ length }) => length <= MOST_LISTED) ? { kind: 'hello', hello } : UNREADABLE
}

/** Fields one after the other. What is asked for beyond the end is 0 or empty, and `isShort` says so. */
class Fields {
  readonly #bytes: Buffer
  #at = 0
  isShort = false

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  number(bytes: 1 | 2): number {
    const taken = this.take(bytes)
    return this.isShort ? 0 : taken.readUIntBE(0, bytes)
  }

  take(bytes: number): Buffer {
    if (bytes > this.left) {
      this.isShort = true
      this.#at = this.#bytes.length
    }
    const taken = this.#bytes.subarray(this.#at, this.#at + bytes)
    this.#at += taken.length
    return taken
  }

  /** What a length stands before. */
  list(lengthBytes: 1 | 2): Fields {
    const fields = new Fields(this.take(this.number(lengthBytes)))
    fields.isShort = this.isShort
    return fields
  }

  /** All that is left as numbers of two bytes, at most one more than is allowed; an odd byte stays. */
  pairs(): number[] {
    const numbers: number[] = []
    while (this.left > 1 && numbers.length <= MOST_LISTED) numbers.push(this.number(2))
    return numbers
  }
}
