import { createHmac, timingSafeEqual } from 'node:crypto'

export interface PlaceHolder {
  /** The visitor's network; a place is not worth anything in another one. */
  network: number | string
  platform: string
}

export type PlaceCheck =
  /** `since` is when the wait began: hand it to `issue` to keep it. */
  | { kind: 'valid'; waitedMs: number; since: number }
  /** There is no token. */
  | { kind: 'none' }
  /** Not made here, changed, or for another platform. */
  | { kind: 'forged' }
  | { kind: 'expired' }
  | { kind: 'other-network' }

export interface Places {
  /**
   * A signed place in the waiting room, at most 80 characters of base64url.
   * @param since when the wait began; give the one of a valid place to keep it, leave it out for a new place.
   */
  issue(holder: PlaceHolder, now: number, since?: number): string
  check(token: string | undefined, holder: PlaceHolder, now: number): PlaceCheck
}

/** A place is lost when its holder does not come back for this long. */
const LIFETIME_MS = 10 * 60_000
/** However often it is renewed, a wait counts for at most an hour: a hoarded place gains nothing. */
const LONGEST_WAIT_MS = 60 * 60_000

const VERSION = 1
/** version (1) | since (6) | issued (6) | network tag (4) | signature (16), big-endian */
const SIGNED_BYTES = 17
const SIGNATURE_BYTES = 16
const TOKEN_LENGTH = Math.ceil(((SIGNED_BYTES + SIGNATURE_BYTES) * 8) / 6)

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

  const mac = (purpose: string, ...parts: (string | Uint8Array)[]): Buffer => {
    const hmac = createHmac('sha256', secret).update(`holdfast place ${purpose}\0`)
    for (const part of parts) hmac.update(`${part.length}:`).update(part)
    return hmac.digest()
  }
  const networkTag = (network: number | string) => mac('network', `${typeof network}:${network}`).subarray(0, 4)
  const sign = (fields: Uint8Array, platform: string) => mac('token', platform, fields).subarray(0, SIGNATURE_BYTES)

  return {
    issue({ network, platform }, now, since = now) {
      const fields = Buffer.alloc(SIGNED_BYTES)
      fields.writeUInt8(VERSION, 0)
      fields.writeUIntBE(Math.floor(Math.min(now, Math.max(since, now - LONGEST_WAIT_MS))), 1, 6)
      fields.writeUIntBE(Math.floor(now), 7, 6)
      networkTag(network).copy(fields, 13)
      return Buffer.concat([fields, sign(fields, platform)]).toString('base64url')
    },

    check(token, { network, platform }, now) {
      if (!token) return { kind: 'none' }
      if (token.length !== TOKEN_LENGTH) return { kind: 'forged' }
      const bytes = Buffer.from(token, 'base64url')
      const fields = bytes.subarray(0, SIGNED_BYTES)
      const signature = bytes.subarray(SIGNED_BYTES)
      const genuine = signature.length === SIGNATURE_BYTES && timingSafeEqual(signature, sign(fields, platform))
      // A second spelling of the same bytes is refused too, so that one place cannot pass for many.
      if (!genuine || fields.readUInt8(0) !== VERSION || bytes.toString('base64url') !== token)
        return { kind: 'forged' }
      const since = fields.readUIntBE(1, 6)
      const issued = fields.readUIntBE(7, 6)
      if (now - issued >= LIFETIME_MS) return { kind: 'expired' }
      if (!timingSafeEqual(fields.subarray(13, 17), networkTag(network))) return { kind: 'other-network' }
      return { kind: 'valid', waitedMs: Math.max(0, now - since), since }
    },
  }
}
