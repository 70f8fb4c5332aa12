import { clientKey, isLoopbackAddress } from './loopback.js'

const WINDOW_MS = 60_000
const TRIES_PER_CLIENT = 5
const TRIES_IN_ALL = 30

export type SignInTry = { kind: 'allowed' } | { kind: 'limited'; retryAfterSeconds: number }

export interface SignInLimit {
  /** Counts one try. A try that is limited is not counted, so waiting always helps. */
  take(clientAddress: string, nowMs: number): SignInTry
  /** Tries remembered now; never more than `TRIES_IN_ALL + TRIES_PER_CLIENT`. */
  readonly size: number
}

/**
 * Limits password guessing to 5 tries a minute per client (IPv4 address, IPv6 /64) and 30 in all. The limit in all is
 * also what bounds the table. Tries from this machine are outside of it, so that strangers who use it up cannot keep the
 * operator from signing in over an SSH tunnel.
 */
export function createSignInLimit(): SignInLimit {
  let tries: { client: string; at: number; local: boolean }[] = []
  return {
    take(clientAddress, nowMs) {
      tries = tries.filter((entry) => nowMs - entry.at < WINDOW_MS)
      const client = clientKey(clientAddress)
      const local = isLoopbackAddress(clientAddress)
      const ofClient = tries.filter((entry) => entry.client === client)
      const ofStrangers = tries.filter((entry) => !entry.local)
      const full =
        ofClient.length >= TRIES_PER_CLIENT
          ? ofClient
          : !local && ofStrangers.length >= TRIES_IN_ALL
            ? ofStrangers
            : null
      if (full) {
        const oldest = full[0]?.at ?? nowMs
        return { kind: 'limited', retryAfterSeconds: Math.max(1, Math.ceil((oldest + WINDOW_MS - nowMs) / 1000)) }
      }
      tries.push({ client, at: nowMs, local })
      return { kind: 'allowed' }
    },
    get size() {
      return tries.length
    },
  }
}
