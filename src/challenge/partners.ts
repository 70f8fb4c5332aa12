import { createHmac, timingSafeEqual } from 'node:crypto'

/** A server of somebody else that is let through: it signs its requests with a key that both know. */
export interface Partner {
  name: string
  key: string
}

/** A signature may not last longer. */
const LONGEST_S = 24 * 3_600
const HEADER = /^([\w.-]{1,64}?)\.(\d{1,12})\.([\w-]{43})$/

/**
 * What a partner sends as `Holdfast-Partner`: its name, until when in seconds since the epoch, and the HMAC-SHA256 of
 * `name.until` with its key, in base64url.
 */
export function partnerHeader({ name, key }: Partner, untilSeconds: number): string {
  const signed = `${name}.${untilSeconds}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

/** Whose header it is; null when it is nobody's, has run out, or lasts too long. */
export function partnerOf(header: string, partners: ReadonlyMap<string, Partner>, now: number): string | null {
  const [, name = '', until = ''] = HEADER.exec(header) ?? []
  const partner = partners.get(name)
  if (!partner) return null
  const leftS = Number(until) - now / 1000
  if (leftS <= 0 || leftS > LONGEST_S) return null
  const expected = Buffer.from(partnerHeader(partner, Number(until)))
  const given = Buffer.from(header)
  return given.length === expected.length && timingSafeEqual(given, expected) ? name : null
}
