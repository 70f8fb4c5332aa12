import { timingSafeEqual } from 'node:crypto'
import { createTextSigner } from '../sketch/text-signer.js'

export interface PlaceHolder {
  /** Keyed hash of the visitor's network; a place is not worth anything in another one. */
  network: number
  platform: string
}

export type PlaceCheck =
  /** `since` is when the wait began: hand it to `issue` to keep it. `ageMs` is how long ago the token was issued. */
  | { kind: 'valid'; waitedMs: number; since: number; ageMs: number }
  /** There is no token. */
  | { kind: 'none' }
  /** Not made here, changed, or for another platform or network. */
  | { kind: 'forged' }
  | { kind: 'expired' }

export interface Places {
  /**
   * A signed place in the waiting room, at most 80 characters, all of them letters, digits, `-` and `_`.
   * @param since when the wait began; give the one of a valid place to keep it, leave it out for a new place.
   */
  issue(holder: PlaceHolder, now: number, since?: number): string
  check(token: string | undefined, holder: PlaceHolder, now: number): PlaceCheck
}

/** A place is lost when its holder does not come back for this long. */
const LIFETIME_MS = 10 * 60_000
/** However often it is renewed, a wait counts for at most an hour: a hoarded place gains nothing. */
const LONGEST_WAIT_MS = 60 * 60_000

/** When the wait began and when the token was issued (milliseconds in base 36), and the signature over both. */
const TOKEN = /^([0-9a-z]{1,9})-([0-9a-z]{1,9})-([\w-]{43})$/

/**
 * The waiting room keeps no list: everybody carries a signed note of when they began to wait, and who has waited is
 * served first (RainCheck Filter, Kogan et al., ICNP 2015). No flood can fill it.
 * @param options.secret at least 16 bytes, the same on every edge.
 * @throws RangeError when the secret is too short.
 */
export function createPlaces({ secret }: { secret: Uint8Array }): Places {
  if (secret.length < 16) {
    throw new RangeError(`The secret of the waiting room has ${secret.length} bytes; give it at least 16 random bytes.`)
  }

  const signText = createTextSigner(secret)
  // Only the last part can hold a space, so that no two holders make the same text.
  const sign = (times: string, { network, platform }: PlaceHolder): string =>
    signText(`holdfast place ${times} ${network} ${platform}`)

  return {
    issue(holder, now, since = now) {
      const began = Math.floor(Math.min(now, Math.max(since, now - LONGEST_WAIT_MS)))
      const times = `${began.toString(36)}-${Math.floor(now).toString(36)}`
      return `${times}-${sign(times, holder)}`
    },

    check(token, holder, now) {
      if (!token) return { kind: 'none' }
      const parts = TOKEN.exec(token)
      if (!parts) return { kind: 'forged' }
      const [, began = '', issued = '', signature = ''] = parts
      // Compared as text: a second spelling of the same bytes is refused, so that one place cannot pass for many.
      const expected = sign(`${began}-${issued}`, holder)
      if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return { kind: 'forged' }
      const ageMs = now - Number.parseInt(issued, 36)
      if (ageMs >= LIFETIME_MS) return { kind: 'expired' }
      const since = Number.parseInt(began, 36)
      return { kind: 'valid', waitedMs: Math.max(0, now - since), since, ageMs }
    },
  }
}
