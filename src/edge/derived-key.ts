import { hkdfSync } from 'node:crypto'

/** A key for one purpose out of the secret that all edges share (RFC 5869), so that no two purposes have the same. */
export function derivedKey(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `holdfast ${purpose}`, 32))
}
