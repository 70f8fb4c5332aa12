import { connect } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { FRAME, HEAD_BYTES, PREFACE } from '../../src/edge/listeners/http2-frame.test-support.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { FRAME_WORDS, frameStream } from '../http2/frame-generator.js'
import { PROBE } from '../listener/bystand.js'
import { come } from '../listener/come.js'
import { FuzzedEdge, HOST } from '../listener/fuzzed-edge.js'
import { KeptEdge } from '../listener/kept-edge.js'
import { NaiveOrigin } from '../listener/naive-origin.js'
import type { StrictRequest } from '../listener/strict-http.js'
import { visit } from '../listener/visit.js'

const VISITOR = '127.0.0.2'
const BYSTANDER = '127.0.0.3'

const kept = new KeptEdge(() => FuzzedEdge.start(new NaiveOrigin()))

/**
 * Raw frames on a connection that has chosen `h2`. The origin gets well-formed requests only, no more than heads were
 * sent, each with the visitor's address and the platform's name; nothing is left open; another visitor is answered.
 */
export const http2: Target = {
  name: 'http2',
  about: 'raw HTTP/2 frames over TLS at a listening edge',
  weight: 3,
  words: FRAME_WORDS,
  generate: fromArbitrary(frameStream),
  mostBytes: 110_000,
  mostMs: null,
  prepare: () => kept.prepare(),
  attempt: (input) =>
    kept.attempt(
      async (fuzzed) => {
        fuzzed.origin.take()
        const alpn = { ALPNProtocols: ['h2'] }
        const visitor = await fuzzed.connectSecurely(VISITOR, alpn)
        const bystander = await fuzzed.connectSecurely(BYSTANDER, alpn)
        // Node does not hear the end of a connection on which nghttp2 has given up (see SECURITY.md).
        const visiting = visit(visitor, input, fuzzed, { closesAtEnd: false })
        await Promise.all([visiting, bystandInHttp2(bystander)])
      },
      (_, { origin }) => {
        const streams = origin.take()
        for (const { rest, begun } of streams) {
          mustHold(rest !== 'malformed', () => `the origin is sent well-formed requests only: ${JSON.stringify(begun)}`)
        }
        const seen = streams.flatMap(({ requests, begun }) => (begun ? [...requests, begun] : requests))
        const ofVisitor = seen.filter(({ target }) => !target.startsWith(PROBE))
        const heads = headsIn(input)
        mustHold(ofVisitor.length <= heads, () => `${ofVisitor.length} requests of ${heads} heads`)
        for (const request of ofVisitor) checkFields(request)
      },
    ),
}

/** What an origin believes without asking is said once and is true. */
function checkFields(request: StrictRequest): void {
  const valuesOf = (wanted: string) => request.fields.filter(([name]) => name === wanted).map(([, value]) => value)
  const shown = () => JSON.stringify(request)
  const [host = '', ...furtherHosts] = valuesOf('host')
  mustHold(
    furtherHosts.length === 0 && host.toLowerCase().replace(/:\d*$/, '') === HOST,
    () => `one host, and of the platform: ${shown()}`,
  )
  mustHold(valuesOf('x-forwarded-for').join() === VISITOR, () => `the visitor's address: ${shown()}`)
  mustHold(valuesOf('holdfast-level').length === 1, () => `one level: ${shown()}`)
}

/** Frames that open a stream, as far as the bytes are frames. */
function headsIn(input: Uint8Array): number {
  const bytes = Buffer.from(input)
  let heads = 0
  for (let at = PREFACE.length; at + HEAD_BYTES <= bytes.length; at += HEAD_BYTES + bytes.readUIntBE(at, 3)) {
    if (bytes[at + 3] === FRAME.headers) heads++
  }
  return heads
}

/** Somebody else at the same time, who speaks HTTP/2 as a browser does. */
async function bystandInHttp2(socket: TLSSocket): Promise<void> {
  const session = connect(`https://${HOST}`, { createConnection: () => socket })
  session.on('error', () => {})
  let status = 0
  let text = ''
  const stream = session.request({ ':path': `${PROBE}h2` })
  stream.on('response', (fields) => {
    status = Number(fields[':status'])
  })
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  stream.on('error', () => {})
  try {
    await come(() => stream.closed || stream.destroyed || text === 'ok', 'a bystander is answered')
    mustHold(status === 200 && text === 'ok', () => `a bystander is served: ${status} ${JSON.stringify(text)}`)
  } finally {
    session.destroy()
  }
}
