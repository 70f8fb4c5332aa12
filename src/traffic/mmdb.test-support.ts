import { parseCidr } from './cidr-set.js'

/** What a record may hold; a number becomes an unsigned number of 32 bits. */
export type Value = string | number | { [name: string]: Value }

const RECORD_BYTES = 3
const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')

/** A file in the MaxMind DB format, version 2 (maxmind.github.io/MaxMind-DB): records of 24 bits, IPv4 below ::/96. */
export function mmdb(networks: Readonly<Record<string, Value>>, type = 'Test'): Buffer {
  const data: Buffer[] = []
  let dataBytes = 0
  /** A node's two sides: another node, the place of a record in the data, or nothing. */
  type Side = { node: number } | { record: number } | null
  const nodes: [Side, Side][] = [[null, null]]
  for (const [cidr, value] of Object.entries(networks)) {
    const { address, bits } = parseCidr(cidr)
    const bytes = address.family === 4 ? [...Array(12).fill(0), ...address.bytes] : address.bytes
    const length = address.family === 4 ? bits + 96 : bits
    let at = 0
    for (let depth = 0; depth < length; depth++) {
      const side = (((bytes[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1) as 0 | 1
      const node = nodes[at] as [Side, Side]
      if (depth === length - 1) {
        node[side] = { record: dataBytes }
        const encoded = encode(value)
        data.push(encoded)
        dataBytes += encoded.length
      } else {
        const next = node[side]
        if (next && 'node' in next) at = next.node
        else {
          node[side] = { node: nodes.length }
          at = nodes.length
          nodes.push([null, null])
        }
      }
    }
  }
  const tree = Buffer.alloc(nodes.length * 2 * RECORD_BYTES)
  for (const [i, side] of nodes.flat().entries()) {
    const empty = nodes.length
    const pointer = side === null ? empty : 'node' in side ? side.node : empty + 16 + side.record
    tree.writeUIntBE(pointer, i * RECORD_BYTES, RECORD_BYTES)
  }
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_790_000_000,
    database_type: type,
    ip_version: 6,
    node_count: nodes.length,
    record_size: RECORD_BYTES * 8,
  })
  return Buffer.concat([tree, Buffer.alloc(16), ...data, MARKER, metadata])
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(6, 4), bytes])
  }
  const entries = Object.entries(value)
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([name, of]) => [encode(name), encode(of)])])
}

/** Type and size; sizes from 29 on take a byte more. */
function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.of((type << 5) | size) : Buffer.of((type << 5) | 29, size - 29)
}
