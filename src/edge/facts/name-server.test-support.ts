import { createSocket, type Socket } from 'node:dgram'
import { onTestFinished } from 'vitest'
import { parseAddress } from '../../traffic/address.js'

const TYPES = { A: 1, PTR: 12, AAAA: 28 } as const
const NO_ERROR = 0
const SERVER_FAILURE = 2
const NO_SUCH_NAME = 3

/** What a zone says of a name: records by type, that it fails, or that it never answers. */
export type Zone = Record<string, Partial<Record<keyof typeof TYPES, string[]>> | 'fails' | 'silent'>

/** A name server on loopback that knows what a test tells it, and keeps what it was asked. */
export interface NameServer {
  /** As `crawlers.resolver` takes it. */
  address: string
  zone: Zone
  /** `PTR 1.66.249.66.in-addr.arpa` */
  asked: string[]
  /** Questions are answered when this is false; the others wait. */
  holdsBack: boolean
  letGo(): void
}

/** Closed after the test. */
export async function startNameServer(zone: Zone = {}): Promise<NameServer> {
  const socket = createSocket('udp4')
  const waiting: (() => void)[] = []
  const server: NameServer = {
    address: '',
    zone,
    asked: [],
    holdsBack: false,
    letGo() {
      server.holdsBack = false
      for (const answer of waiting.splice(0)) answer()
    },
  }
  socket.on('message', (question, { port }) => {
    const { name, type, end } = questionOf(question)
    server.asked.push(`${typeName(type)} ${name}`)
    const answer = () => reply(socket, port, question.subarray(0, end), server.zone[name], type)
    if (server.holdsBack) waiting.push(answer)
    else answer()
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void socket.close())
  server.address = `127.0.0.1:${socket.address().port}`
  return server
}

/** The name under which an address's own name is asked for. */
export function reverseOf(text: string): string {
  const address = parseAddress(text)
  if (!address) throw new Error(`${text} is no address`)
  if (address.family === 4) return `${text.split('.').reverse().join('.')}.in-addr.arpa`
  const hex = Buffer.from(address.bytes).toString('hex')
  return `${[...hex].reverse().join('.')}.ip6.arpa`
}

/** An address whose name leads back to it, as crawlers have it. */
export function crawlerAt(address: string, name: string): Zone {
  const type = address.includes(':') ? 'AAAA' : 'A'
  return { [reverseOf(address)]: { PTR: [name] }, [name]: { [type]: [address] } }
}

function typeName(type: number): string {
  return Object.entries(TYPES).find(([, number]) => number === type)?.[0] ?? String(type)
}

/** RFC 1035, 4.1.2. */
function questionOf(packet: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 }
}

function reply(socket: Socket, port: number, question: Buffer, entry: Zone[string] | undefined, type: number): void {
  if (entry === 'silent') return
  const texts = typeof entry === 'object' ? (entry[typeName(type) as keyof typeof TYPES] ?? []) : []
  const code = entry === 'fails' ? SERVER_FAILURE : entry === undefined ? NO_SUCH_NAME : NO_ERROR
  const records = texts.map((text) => {
    const data = type === TYPES.PTR ? encodedName(text) : Buffer.from(parseAddress(text)?.bytes ?? [])
    const head = Buffer.alloc(12)
    // A pointer to the name in the question, type, class IN, a minute to live, length.
    head.writeUInt16BE(0xc00c, 0)
    head.writeUInt16BE(type, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt32BE(60, 6)
    head.writeUInt16BE(data.length, 10)
    return Buffer.concat([head, data])
  })
  const packet = Buffer.concat([question, ...records])
  packet.writeUInt16BE(0x8180 | code, 2)
  packet.writeUInt16BE(texts.length, 6)
  packet.writeUInt32BE(0, 8)
  socket.send(packet, port, '127.0.0.1')
}

function encodedName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')]))
  return Buffer.concat([...labels, Buffer.of(0)])
}
