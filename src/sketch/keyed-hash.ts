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
const CHUNK_WORDS = 32

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

  const state = new Int32Array(4)
  const words = new Int32Array(CHUNK_WORDS)

  const begin = () => {
    state[0] = k0
    state[1] = k1 ^ 0xee
    state[2] = 0x6c796765 ^ k0
    state[3] = 0x74656462 ^ k1
  }

  /** Takes the first `count` words into the state, each with so many rounds. In local variables, which is twice as fast. */
  const absorb = (count: number, rounds: number) => {
    let v0 = state[0] ?? 0
    let v1 = state[1] ?? 0
    let v2 = state[2] ?? 0
    let v3 = state[3] ?? 0
    for (let i = 0; i < count; i++) {
      const word = words[i] ?? 0
      v3 ^= word
      for (let round = 0; round < rounds; round++) {
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
      v0 ^= word
    }
    state[0] = v0
    state[1] = v1
    state[2] = v2
    state[3] = v3
  }

  const output = (): number => ((state[1] ?? 0) ^ (state[3] ?? 0)) >>> 0

  /** Absorbs what is left, the last word among it, and gives the hash. */
  const finish = (count: number): number => {
    absorb(count, 2)
    words[0] = 0
    state[2] = (state[2] ?? 0) ^ 0xee
    absorb(1, 4)
    const low = output()
    state[1] = (state[1] ?? 0) ^ 0xdd
    absorb(1, 4)
    return (output() & HIGH_BITS) * TWO_32 + low
  }

  return {
    string(text) {
      begin()
      const length = text.length
      let count = 0
      for (let i = 0; i + 1 < length; i += 2) {
        words[count++] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)
        if (count === CHUNK_WORDS) {
          absorb(count, 2)
          count = 0
        }
      }
      words[count++] = ((length * 2) << 24) | (length & 1 ? text.charCodeAt(length - 1) : 0)
      return finish(count)
    },

    bytes(data) {
      begin()
      const whole = data.length & ~3
      let count = 0
      for (let i = 0; i < whole; i += 4) {
        words[count++] = wordAt(data, i, 4)
        if (count === CHUNK_WORDS) {
          absorb(count, 2)
          count = 0
        }
      }
      words[count++] = (data.length << 24) | wordAt(data, whole, data.length - whole)
      return finish(count)
    },

    fold(a, b) {
      begin()
      words[0] = a | 0
      words[1] = (a / TWO_32) | 0
      words[2] = b | 0
      words[3] = (b / TWO_32) | 0
      words[4] = 16 << 24
      return finish(5)
    },
  }
}

/** Up to four bytes from `start`, little-endian. */
function wordAt(data: Uint8Array, start: number, count: number): number {
  let word = 0
  for (let i = 0; i < count; i++) word |= (data[start + i] ?? 0) << (8 * i)
  return word
}
