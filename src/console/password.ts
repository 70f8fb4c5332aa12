import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/**
 * Cost of a new hash: 32 MiB and about a tenth of a second. One of the equivalent settings of the OWASP Password
 * Storage Cheat Sheet (N = 2^15, r = 8, p = 3); RFC 7914 defines the parameters.
 */
const NEW_HASH = { N: 2 ** 15, r: 8, p: 3 } as const
const SALT_BYTES = 16
const HASH_BYTES = 32
const SHORTEST_PASSWORD = 10
/** A hash that asks for more than this is a mistake or a trap: refused before any memory is taken. */
const LARGEST_MEMORY_BYTES = 256 * 1024 * 1024
const LARGEST_P = 16
/** Sign-in must not be a way to exhaust the machine: this many hashes are computed at a time, others are told to wait. */
const VERIFICATIONS_AT_A_TIME = 2

interface ScryptHash {
  N: number
  r: number
  p: number
  salt: Buffer
  hash: Buffer
}

/**
 * Makes the line for `console.password` in the configuration: `scrypt$N$r$p$salt$hash`, salt and hash in base64url.
 * @throws {RangeError} with a sentence for people when the password is too short.
 */
export async function hashPassword(password: string): Promise<string> {
  if ([...password].length < SHORTEST_PASSWORD) {
    throw new RangeError(`The password needs at least ${SHORTEST_PASSWORD} characters; several words make a good one.`)
  }
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, { ...NEW_HASH, salt, hash: Buffer.alloc(HASH_BYTES) })
  return ['scrypt', NEW_HASH.N, NEW_HASH.r, NEW_HASH.p, salt.toString('base64url'), hash.toString('base64url')].join(
    '$',
  )
}

/** null when the text is not a hash that `hashPassword` could have made, or one that would cost too much to check. */
export function parsePasswordHash(text: string): ScryptHash | null {
  const match = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,2})\$([\w-]{16,128})\$([\w-]{22,128})$/.exec(text)
  if (!match) return null
  const [N, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const isPowerOfTwo = N > 1 && (N & (N - 1)) === 0
  if (!isPowerOfTwo || r < 1 || p < 1 || p > LARGEST_P || 128 * N * r > LARGEST_MEMORY_BYTES) return null
  return { N, r, p, salt: Buffer.from(match[4] ?? '', 'base64url'), hash: Buffer.from(match[5] ?? '', 'base64url') }
}

export type PasswordVerdict = 'right' | 'wrong' | 'busy'

/**
 * A checker for one configured hash. At most two checks run at a time; one more answers `busy` at once.
 * @throws {RangeError} when the configured text is no scrypt hash.
 */
export function passwordCheck(configured: string): (password: string) => Promise<PasswordVerdict> {
  const expected = parsePasswordHash(configured)
  if (!expected) {
    throw new RangeError(
      'console.password is not a password hash. Expected scrypt$N$r$p$salt$hash, as printed by `holdfast password`.',
    )
  }
  let running = 0
  return async (password) => {
    if (running >= VERIFICATIONS_AT_A_TIME) return 'busy'
    running += 1
    try {
      return timingSafeEqual(await derive(password, expected), expected.hash) ? 'right' : 'wrong'
    } finally {
      running -= 1
    }
  }
}

function derive(password: string, { N, r, p, salt, hash }: ScryptHash): Promise<Buffer> {
  // scrypt needs 128·N·r bytes and a little more; Node's own default limit (32 MiB) is just too small.
  const options: ScryptOptions = { N, r, p, maxmem: 128 * N * r + 128 * r * p + 1024 * 1024 }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, hash.length, options, (error, derived) =>
      error ? reject(error) : resolve(derived),
    )
  })
}
