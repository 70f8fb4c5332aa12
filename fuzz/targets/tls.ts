import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import fc from 'fast-check'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { bystand } from '../listener/bystand.js'
import { nextTurn } from '../listener/come.js'
import { BYSTANDER, FuzzedEdge, HOST, VISITOR } from '../listener/fuzzed-edge.js'
import { KeptEdge } from '../listener/kept-edge.js'
import { meddledConnection } from '../listener/meddled-connection.js'
import { NaiveOrigin } from '../listener/naive-origin.js'
import { visit } from '../listener/visit.js'

const REQUEST = `GET /secured HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`
/** A handshake and a request have about so many bytes from the visitor. */
const MEDDLED_WITHIN = 1_024
const HANDSHAKE_TURNS = 200
const RENEGOTIATIONS = 5

/** A ClientHello of TLS 1.2 with two suites and the name of the host, as far as a fuzzer needs one (RFC 8446, 4.1.2). */
const HELLO = (() => {
  const name = Buffer.from(HOST)
  const size = (value: number, bytes: number) => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeUIntBE(value, 0, bytes)
    return buffer
  }
  const sni = Buffer.concat([
    size(0, 2),
    size(name.length + 5, 2),
    size(name.length + 3, 2),
    size(0, 1),
    size(name.length, 2),
    name,
  ])
  const body = Buffer.concat([
    Buffer.of(3, 3),
    Buffer.alloc(32, 7),
    Buffer.of(0),
    size(4, 2),
    Buffer.of(0xc0, 0x2b, 0x13, 0x01),
    Buffer.of(1, 0),
    size(sni.length, 2),
    sni,
  ])
  const handshake = Buffer.concat([Buffer.of(1), size(body.length, 3), body])
  return Buffer.concat([Buffer.of(22, 3, 1), size(handshake.length, 2), handshake]).toString('latin1')
})()

/** The first byte says in which way the others are used. */
const WAYS = ['bytes', 'bytes', 'meddled', 'meddled', 'renegotiated'] as const

const kept = new KeptEdge(() => FuzzedEdge.start(new NaiveOrigin()))

/**
 * What comes before and around a TLS handshake: any bytes; a true handshake in which others are put; and handshakes asked
 * for again and again. The edge closes, keeps nothing, and answers somebody else.
 */
export const tls: Target = {
  name: 'tls',
  about: 'bytes in place of a TLS handshake, inside one, and renegotiation',
  weight: 2,
  words: [
    '\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03', '\x15\x03\x03\x00\x02\x02\x28', '\x14\x03\x03\x00\x01\x01', '\x17\x03\x03\x00\x10', '\x16\x03\x01\xff\xff',
    '\x80\x2e\x01\x00\x02', '\x00\x10\x00\x05\x00\x03\x02h2', '\x00\x00\x00\x00', '\xff\xff', HELLO, REQUEST, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'PROXY TCP4 ',
  ], // biome-ignore format: a list of words
  generate: fromArbitrary(
    fc
      .tuple(
        fc.nat(WAYS.length - 1),
        fc.constantFrom(HELLO, HELLO.slice(0, 60), REQUEST, ''),
        fc.uint8Array({ maxLength: 60 }),
      )
      .map(
        ([way, known, bytes]) =>
          String.fromCharCode(way) + (way < 2 ? known : '') + Buffer.from(bytes).toString('latin1'),
      ),
  ),
  mostBytes: 40_000,
  mostMs: null,
  prepare: () => kept.prepare(),
  attempt: (input) =>
    kept.attempt(
      async (fuzzed) => {
        fuzzed.origin.take()
        const raw = await fuzzed.connect(VISITOR, 'https')
        const bystander = await fuzzed.connectSecurely(BYSTANDER)
        await Promise.all([
          WAY[WAYS[(input[0] ?? 0) % WAYS.length] ?? 'bytes'](raw, input.subarray(1), fuzzed),
          bystand(bystander),
        ])
      },
      (_, { origin }) => {
        const bad = origin.take().find(({ rest }) => rest === 'malformed')
        mustHold(bad === undefined, 'the origin is sent well-formed requests only')
      },
    ),
}

const WAY: Record<(typeof WAYS)[number], (raw: Socket, bytes: Uint8Array, fuzzed: FuzzedEdge) => Promise<unknown>> = {
  bytes: (raw, bytes, fuzzed) => visit(raw, bytes, fuzzed),
  async meddled(raw, bytes, fuzzed) {
    const [high = 0, low = 0, removed = 0] = bytes
    const at = (high * 256 + low) % MEDDLED_WITHIN
    const inserted = bytes.subarray(3)
    const secure = handshake(meddledConnection(raw, { at, removed: removed % 32, inserted }))
    await someTurns(() => secure.getProtocol() !== null && secure.getFinished() !== undefined)
    await visit(secure, Buffer.from(REQUEST), fuzzed, { closesAtEnd: false })
  },
  async renegotiated(raw, bytes, fuzzed) {
    const secure = handshake(raw, 'TLSv1.2')
    let done = false
    secure.once('secureConnect', () => {
      done = true
    })
    await someTurns(() => done)
    for (let i = 0; i < RENEGOTIATIONS && !secure.destroyed; i++) {
      secure.renegotiate({}, () => {})
      await nextTurn()
    }
    await visit(secure, bytes, fuzzed, { closesAtEnd: false })
  },
}

function handshake(socket: Duplex, maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): TLSSocket {
  const secure = connectTls({ socket, servername: HOST, rejectUnauthorized: false, maxVersion })
  secure.on('error', () => secure.destroy())
  return secure
}

async function someTurns(until: () => boolean): Promise<void> {
  for (let turn = 0; turn < HANDSHAKE_TURNS && !until(); turn++) await nextTurn()
}
