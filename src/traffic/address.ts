import ipaddr from 'ipaddr.js'

/** An IP address in its shortest honest form: IPv4-mapped IPv6 becomes IPv4. `bytes` has 4 or 16 elements. */
export interface IpAddress {
  family: 4 | 6
  bytes: number[]
  text: string
}

/** Reads an address as it stands in a socket or a header; a port and brackets are taken off. null when it is none. */
export function parseAddress(text: string): IpAddress | null {
  let bare = text.trim()
  if (bare.startsWith('[')) {
    const end = bare.indexOf(']')
    if (end < 0) return null
    bare = bare.slice(1, end)
  } else if (bare.indexOf('.') > 0 && bare.indexOf(':') === bare.lastIndexOf(':') && bare.includes(':')) {
    bare = bare.slice(0, bare.indexOf(':'))
  }
  const zone = bare.indexOf('%')
  if (zone > 0) bare = bare.slice(0, zone)
  const four = fourParts(bare)
  if (four !== null) return { family: 4, bytes: four, text: bare }
  if (bare.length > 45 || !ipaddr.IPv6.isValid(bare)) return null
  const parsed = ipaddr.process(bare)
  return { family: parsed.kind() === 'ipv4' ? 4 : 6, bytes: parsed.toByteArray(), text: parsed.toString() }
}

/** The bytes of `192.0.2.7`, each part without leading zeros; null for anything else. Read for every request behind a proxy. */
function fourParts(text: string): number[] | null {
  if (text.length > 15) return null
  const parts: number[] = []
  let part = 0
  let digits = 0
  for (let i = 0; i <= text.length; i++) {
    const digit = i < text.length ? text.charCodeAt(i) - 48 : -2
    if (digit >= 0 && digit <= 9 && !(digits > 0 && part === 0)) {
      part = part * 10 + digit
      digits++
    } else if (digit === -2 && digits > 0 && part <= 255) {
      parts.push(part)
      part = 0
      digits = 0
    } else return null
  }
  return parts.length === 4 ? parts : null
}

/** The leading `bits` of an address as a short string: equal for all addresses of one network, and for no other. */
export function prefixKey(address: IpAddress, bits: number): string {
  const whole = bits >> 3
  let key = address.family === 4 ? '4' : '6'
  for (let i = 0; i < whole; i++) key += String.fromCharCode(address.bytes[i] ?? 0)
  const rest = bits & 7
  if (rest > 0) key += String.fromCharCode((address.bytes[whole] ?? 0) & (0xff << (8 - rest)))
  return key
}
