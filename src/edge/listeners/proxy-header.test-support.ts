import { isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** A PROXY header of version 1, as HAProxy sends it. */
export function v1Header(source: string): Buffer {
  const v4 = isIPv4(source)
  return Buffer.from(`PROXY ${v4 ? 'TCP4' : 'TCP6'} ${source} ${v4 ? '192.0.2.254' : '2001:db8::254'} 56324 443\r\n`)
}

export interface V2Parts {
  /** Version and command. */
  command?: number
  source?: string
  /** Instead of `source`: family and transport, and the bytes of the address block. */
  family?: number
  addresses?: Buffer
  extensions?: Buffer
}

/** A PROXY header of version 2. */
export function v2Header({ command = 0x21, source, family, addresses, extensions = Buffer.alloc(0) }: V2Parts): Buffer {
  const ip = source === undefined ? [] : ipaddr.parse(source).toByteArray()
  const block = addresses ?? Buffer.from([...ip, ...ip, 0xdc, 0x04, 0x01, 0xbb])
  const fixed = Buffer.from('\r\n\r\n\0\r\nQUIT\n....', 'latin1')
  fixed.writeUInt8(command, 12)
  fixed.writeUInt8(family ?? (ip.length === 4 ? 0x11 : 0x21), 13)
  fixed.writeUInt16BE(block.length + extensions.length, 14)
  return Buffer.concat([fixed, block, extensions])
}
