/**
 * HalfSipHash-2-4 with 64 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, and the
 * authors' reference `halfsiphash.c`), cut to 53 bits so that a hash is an exact JavaScript number.
 *
 * Everything Holdfast counts by what a visitor sent is keyed by this hash: without the secret nobody can choose
 * addresses or query strings that fall into one bucket.
 */
export interface KeyedHash {
  /** Hash of the UTF-16 code units, equal to `bytes` of the same text in UTF-16LE. Allocates nothing. */
  string(text: string): number
  bytes(data: Uint8Array): number
  /** Combines two hashes (or other safe integers) into one; the order matters. */
  fold(a: number, b: number): number
}

const TWO_32 = 2 ** 32
/** 21 high bits and 32 low bits make the 53 that a number holds exactly. */
const HIGH_BITS = 0x1fffff

/**
 * @param secret at least 8 bytes; the first 8 are the key.
 * @throws RangeError when the secret is too short.
 */
export function createKeyedHash(secret: Uint8Array): KeyedHash {
  if (secret.length < 8) {
    throw new RangeError(`The secret of a keyed hash has ${secret.length} bytes; give it at least 8 random bytes.`)
  }
  const view = new DataView(secret.buffer, secret.byteOffset, 8)
  const k0 = view.getInt32(0, true)
  const k1 = view.getInt32(4, true)

  let v0 = 0
  let v1 = 0
  let v2 = 0
  let v3 = 0

  const begin = () => {
    v0 = k0
    v1 = k1 ^ 0xee
    v2 = 0x6c796765 ^ k0
    v3 = 0x74656462 ^ k1
  }

  const round = () => {
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
  }

  const absorb = (word: number) => {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  const finish = (): number => {
    v2 ^= 0xee
    round()
    round()
    round()
    round()
    const low = (v1 ^ v3) >>> 0
    v1 ^= 0xdd
    round()
    round()
    round()
    round()
    return ((v1 ^ v3) & HIGH_BITS) * TWO_32 + low
  }

  return {
    string(text) {
      begin()
      const length = text.length
      const even = length & ~1
      for (let i = 0; i < even; i += 2) absorb(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16))
      const rest = length & 1 ? text.charCodeAt(length - 1) : 0
      absorb(((length * 2) << 24) | rest)
      return finish()
    },

    bytes(data) {
      begin()
      const length = data.length
      const whole = length & ~3
      for (let i = 0; i < whole; i += 4) absorb(wordAt(data, i, 4))
      absorb((length << 24) | wordAt(data, whole, length - whole))
      return finish()
    },

    fold(a, b) {
      begin()
      absorb(a | 0)
      absorb((a / TWO_32) | 0)
      absorb(b | 0)
      absorb((b / TWO_32) | 0)
      absorb(16 << 24)
      return finish()
    },
  }
}

/** Up to four bytes from `start`, little-endian. */
function wordAt(data: Uint8Array, start: number, count: number): number {
  let word = 0
  for (let i = 0; i < count; i++) word |= (data[start + i] ?? 0) << (8 * i)
  return word
}
