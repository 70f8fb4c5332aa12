import { connect } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { FRAME, HEAD_BYTES, PREFACE } from '../../src/edge/listeners/http2-frame.test-support.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { FRAME_WORDS, frameStream } from '../http2/frame-generator.js'
import { PROBE } from '../listener/bystand.js'
import { come } from '../listener/come.js'
import { HOST, VISITOR } from '../listener/fuzzed-edge.js'
import { NaiveEdge } from '../listener/naive-edge.js'
import type { StrictRequest } from '../listener/strict-http.js'
import { visit } from '../listener/visit.js'

const edge = new NaiveEdge()

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
  prepare: () => edge.prepare(),
  attempt: (input) =>
    edge.attempt<TLSSocket>(
      {
        connect: (fuzzed, from) => fuzzed.connectSecurely(from, { ALPNProtocols: ['h2'] }),
        // Node does not hear the end of a connection on which nghttp2 has given up (see SECURITY.md).
        visit: (visitor, fuzzed) => visit(visitor, input, fuzzed, { closesAtEnd: false }),
        bystand: bystandInHttp2,
      },
      (_heard, { requests, begun }) => {
        const seen = [...requests, ...begun]
        const heads = headsIn(input)
        mustHold(seen.length <= heads, () => `${seen.length} requests of ${heads} heads`)
        for (const request of seen) checkFields(request)
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
