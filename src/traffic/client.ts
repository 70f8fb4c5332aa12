import { type IpAddress, prefixKey } from './address.js'

/** Who is counted. Keys are keyed hashes, so that nothing that leaves the process tells an address. */
export interface Client {
  address: IpAddress
  /** Hash of the address clamped to /32 (IPv4) or /64 (IPv6). */
  key: number
  /** Hash of its network: /24 or /48. */
  network: number
}

/** @param hash a keyed hash of a string to a safe integer; see src/sketch/keyed-hash.ts */
export function clientOf(address: IpAddress, hash: (text: string) => number): Client {
  const v4 = address.family === 4
  return {
    address,
    key: hash(prefixKey(address, v4 ? 32 : 64)),
    network: hash(`n${prefixKey(address, v4 ? 24 : 48)}`),
  }
}
