import type { Socket } from 'node:net'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { FuzzedEdge, HOST } from '../listener/fuzzed-edge.js'
import { HTTP_WORDS, requestStream } from '../listener/http-generator.js'
import { type StrictRequest, type StrictRequests, strictRequests, strictResponses } from '../listener/strict-http.js'

const VISITOR = '127.0.0.2'
const BYSTANDER = '127.0.0.3'
const PROBE = '/well-formed-request-of-a-bystander-'
/** Loopback is fast; what takes longer than this does not come. */
const PATIENCE_MS = 4_000
/** How long a visitor who says no more is left alone before time is made to pass. */
const QUIET_MS = 100
/** Then a minute goes by this often: longer than most limits on silence, and the pace of a body is looked at several times. */
const MINUTE_EVERY_MS = 20

let fuzzed: FuzzedEdge | null = null
let attempts = 0

/** Raw bytes at a listening edge. What the origin gets is compared with what a strict reader finds in the bytes. */
export const listener: Target = {
  name: 'listener',
  about: 'raw bytes at a listening edge, in front of a naive origin',
  weight: 5,
  words: HTTP_WORDS,
  generate: fromArbitrary(requestStream),
  mostBytes: 110_000,
  mostMs: null,
  async prepare() {
    fuzzed = await FuzzedEdge.start()
    return async () => {
      await fuzzed?.stop()
      fuzzed = null
    }
  },
  async attempt(input) {
    // After a finding the edge may be in any state; the next input deserves a fresh one.
    fuzzed ??= await FuzzedEdge.start()
    fuzzed.origin.take()
    fuzzed.errors.length = 0
    const visitor = await fuzzed.connect(VISITOR)
    try {
      const [heard] = await Promise.all([visit(visitor, input, fuzzed), bystand(fuzzed)])
      const { edge, errors } = fuzzed
      await come(() => edge.underWay === 0 && edge.connections.open === 0, 'every visit and connection ends')
      const sent = strictRequests(Buffer.from(input).toString('latin1'))
      checkOrigin(fuzzed.origin.take(), sent)
      checkAnswers(heard, sent)
      mustHold(errors.length === 0, () => `the edge logs no error: ${errors[0]}`)
    } catch (error) {
      void fuzzed.stop()
      fuzzed = null
      throw error
    } finally {
      visitor.destroy()
    }
  },
}

/** Sends the bytes and waits until the edge has closed the connection. @returns what it answered, latin1 */
async function visit(socket: Socket, input: Uint8Array, fuzzedEdge: FuzzedEdge): Promise<string> {
  let heard = ''
  let closed = false
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
  socket
    .on('end', () => socket.end())
    .once('close', () => {
      closed = true
    })
  for (const piece of piecesOf(input)) {
    if (!socket.writable) break
    socket.write(piece)
    await nextTurn()
  }
  const quietAt = performance.now() + QUIET_MS
  let calmTurns = 0
  while (!closed && calmTurns < 5 && performance.now() < quietAt) {
    await nextTurn()
    calmTurns = fuzzedEdge.edge.underWay === 0 && socket.writableLength === 0 ? calmTurns + 1 : 0
  }
  // A visitor may hang up its own side, or say nothing more.
  const silent = input.length % 2 === 1
  if (!silent) socket.end()
  const passing = setInterval(() => silent && fuzzedEdge.pass(60_000), MINUTE_EVERY_MS)
  try {
    await come(() => closed, 'the edge answers or closes')
  } finally {
    clearInterval(passing)
  }
  return heard
}

/** Somebody else, at the same time. */
async function bystand(edge: FuzzedEdge): Promise<void> {
  const socket = await edge.connect(BYSTANDER)
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
  socket.write(`GET ${PROBE}${attempts++} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`)
  await come(() => socket.readableEnded || socket.destroyed || heard.endsWith('\r\n\r\nok'), 'a bystander is answered')
  socket.destroy()
  mustHold(
    heard.startsWith('HTTP/1.1 200 ') && heard.endsWith('ok'),
    () => `a bystander is served: ${JSON.stringify(heard)}`,
  )
}

/** Every request that the origin saw is one that the visitor made, whole and in order. */
function checkOrigin(streams: StrictRequests[], sent: StrictRequests): void {
  const seen: StrictRequest[] = []
  for (const { requests, begun, rest } of streams) {
    mustHold(rest !== 'malformed', () => `the origin is sent well-formed requests only: ${JSON.stringify(begun)}`)
    seen.push(...requests.filter(({ target }) => !target.startsWith(PROBE)))
    if (begun && !begun.target.startsWith(PROBE)) {
      const made = [...sent.requests, ...(sent.begun ? [sent.begun] : [])]
      mustHold(
        made.some((request) => sameHead(request, begun)),
        () => `the visitor began no ${begun.method} ${begun.target}`,
      )
    }
  }
  const left = [...sent.requests]
  for (const request of seen) {
    const at = left.findIndex((made) => sameHead(made, request) && made.body === request.body)
    mustHold(at >= 0, () => `the visitor made no such request: ${JSON.stringify(request)}`)
    left.splice(at, 1)
  }
}

function sameHead(made: StrictRequest, seen: StrictRequest): boolean {
  return made.method === seen.method && pathOf(made.target) === seen.target
}

/** What an origin is asked for: a target without its scheme, authority and fragment, and without an empty query. */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]+/i, '').replace(/#.*$/s, '')
  const whole = path.startsWith('/') ? path : `/${path}`
  return whole.replace(/\?$/, '')
}

/** A visitor hears whole answers, and no more than one for each request. */
function checkAnswers(heard: string, sent: StrictRequests): void {
  const { statuses, rest } = strictResponses(
    heard,
    sent.requests.map(({ method }) => method),
  )
  const most = sent.requests.length + (sent.rest === 'nothing' ? 0 : 1)
  mustHold(sent.rest === 'malformed' || rest !== 'malformed', () => `answers are well formed: ${JSON.stringify(heard)}`)
  mustHold(sent.rest === 'malformed' || statuses.length <= most, () => `${statuses.length} answers to ${most} requests`)
  mustHold(!statuses.includes(500), () => `nothing is an error of the edge: ${JSON.stringify(heard)}`)
}

/** In one piece, or in two or three. */
function piecesOf(input: Uint8Array): Uint8Array[] {
  const count = 1 + (input.length % 3)
  const size = Math.ceil(input.length / count)
  return Array.from({ length: count }, (_, i) => input.subarray(i * size, (i + 1) * size))
}

async function come(condition: () => boolean, what: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (!condition()) {
    mustHold(performance.now() < until, `within ${PATIENCE_MS} ms ${what}`)
    await nextTurn()
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
