import { createHmac, timingSafeEqual } from 'node:crypto'
import { createChallenge, randomInt } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { TICKET_LASTS_MS } from './tickets.js'

/** A challenge as the ALTCHA widget, version 3, takes it. */
export type WorkChallenge = Awaited<ReturnType<typeof createChallenge>>

export interface Work {
  /**
   * A piece of work for one ticket, null when more are asked for than can be made at the time: making one costs a key
   * derivation, two tenths of a millisecond.
   */
  issue(ticketId: string, now: number): Promise<WorkChallenge> | null
  /** Whether it is the solution for that ticket. @param payload what the widget posts: base64 of JSON */
  check(payload: string, ticketId: string, now: number): boolean
}

const ALGORITHM = 'PBKDF2/SHA-256'
/** Iterations of one derivation, and how many derivations find the answer: a tenth of a second for a laptop. */
const COST = 1_000
const COUNTER = { least: 300, most: 500 }
/** Pieces of work that are made a second at the most, and how many at once after a pause. */
const MOST_PER_SECOND = 300
const MOST_AT_ONCE = 300
const LONGEST_PAYLOAD = 4_096

const HEX_KEY = /^[0-9a-f]{64}$/

/**
 * Proof of work by ALTCHA, version 2 of its protocol: the effort is the same for everybody, since the answer is chosen
 * by who asks, and verifying is two signatures and no derivation.
 *
 * Solutions are verified here and not by altcha-lib, which asks WebCrypto for each signature and takes several times as
 * long; a test holds the two together.
 * @param options.secret at least 16 bytes, the same on every edge
 */
export function createWork({ secret }: { secret: Uint8Array }): Work {
  const keyFor = (purpose: string) => createHmac('sha256', secret).update(`holdfast work ${purpose}`).digest('hex')
  const [ofChallenge, ofKey] = [keyFor('challenge'), keyFor('key')]
  const sign = (key: string, data: string | Buffer) => createHmac('sha256', key).update(data).digest('hex')
  let left = MOST_AT_ONCE
  let leftAt = 0

  return {
    issue(ticketId, now) {
      left = Math.min(MOST_AT_ONCE, left + (Math.max(0, now - leftAt) / 1000) * MOST_PER_SECOND)
      leftAt = now
      if (left < 1) return null
      left--
      return createChallenge({
        algorithm: ALGORITHM,
        cost: COST,
        counter: randomInt(COUNTER.most, COUNTER.least),
        deriveKey,
        data: { ticket: ticketId },
        expiresAt: Math.ceil((now + TICKET_LASTS_MS) / 1000),
        hmacSignatureSecret: ofChallenge,
        hmacKeySignatureSecret: ofKey,
      })
    },

    check(payload, ticketId, now) {
      const { parameters, signature, derivedKey } = readPayload(payload) ?? {}
      if (!parameters || signature === undefined || derivedKey === undefined) return false
      const { data, expiresAt, keySignature } = parameters
      if (typeof expiresAt !== 'number' || expiresAt * 1000 <= now || data?.ticket !== ticketId) return false
      // ALTCHA signs the JSON of the parameters with their keys in order.
      if (!isSame(signature, sign(ofChallenge, canonicalJson(parameters)))) return false
      return isSame(keySignature, sign(ofKey, Buffer.from(derivedKey, 'hex')))
    },
  }
}

interface Payload {
  parameters: Record<string, unknown> & { data?: { ticket?: unknown } }
  signature: string
  derivedKey: string
}

/** Null when it is not what a widget posts. */
function readPayload(payload: string): Payload | null {
  if (payload.length > LONGEST_PAYLOAD) return null
  let read: { challenge?: { parameters?: unknown; signature?: unknown }; solution?: { derivedKey?: unknown } } | null
  try {
    read = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))
  } catch {
    return null
  }
  const parameters = read?.challenge?.parameters
  const signature = read?.challenge?.signature
  const derivedKey = read?.solution?.derivedKey
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return null
  if (typeof signature !== 'string' || typeof derivedKey !== 'string' || !HEX_KEY.test(derivedKey)) return null
  return { parameters: parameters as Payload['parameters'], signature, derivedKey }
}

/** What was signed has no objects in it but `data`, and that has one key. */
function canonicalJson(parameters: Record<string, unknown>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))))
}

function isSame(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || given.length !== expected.length) return false
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected))
}
