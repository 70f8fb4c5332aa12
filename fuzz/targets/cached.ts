import type { Socket } from 'node:net'
import fc from 'fast-check'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { come } from '../listener/come.js'
import { BYSTANDER, FuzzedEdge, HOST, VISITOR } from '../listener/fuzzed-edge.js'
import { HTTP_WORDS, requestStream } from '../listener/http-generator.js'
import { KeptEdge } from '../listener/kept-edge.js'
import { pathOf, type StrictRequests, strictRequests, strictResponses } from '../listener/strict-http.js'
import { TellingOrigin, type Told } from '../listener/telling-origin.js'
import { visit } from '../listener/visit.js'

const OTHER_LANGUAGE = 'x-other'
/** Of what the visitor asked for, so many are asked for by somebody else afterwards. */
const MOST_ASKED_AGAIN = 4

const CACHING_WORDS = [
  '/shared', '/varied', '/private', '/unmarked', '/signing-up', '/shared?a=b', '/shared%2f', 'Cookie: session=mine\r\n', 'Cookie: theme=dark\r\n',
  'Authorization: Basic bWluZQ==\r\n', 'Accept-Language: de\r\n', 'Accept-Language: fr\r\n', 'Range: bytes=0-3\r\n', 'If-None-Match: "a"\r\n', 'If-None-Match: *\r\n',
  'X-Forwarded-Host: other.example\r\n', 'X-Host: other.example\r\n', 'X-HTTP-Method-Override: POST\r\n', 'Cache-Control: no-cache\r\n', 'HEAD /shared HTTP/1.1\r\n',
  `Host: ${HOST}:80\r\n`, 'Host: NEWS.EXAMPLE.ORG\r\n', 'Accept-Encoding: gzip\r\n', 'Upgrade: websocket\r\n',
] // biome-ignore format: a list of words

const path = fc
  .tuple(
    fc.constantFrom('/shared', '/varied', '/private', '/unmarked', '/signing-up', '/'),
    fc.constantFrom('', '', '1', '2', '?a', '?b=c', '/../shared', '%2e', '//', '#x'),
  )
  .map(([kind, rest]) => kind + rest)
const cachingRequest = fc
  .tuple(
    fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST'),
    path,
    fc.array(fc.constantFrom(...CACHING_WORDS.filter((word) => /^[A-Z][\w-]+: /.test(word))), { maxLength: 3 }),
  )
  .map(
    ([method, target, fields]) =>
      `${method} ${target} HTTP/1.1\r\nHost: ${HOST}\r\n${fields.join('')}${method === 'POST' ? 'Content-Length: 0\r\n' : ''}\r\n`,
  )
const cachingStream = fc.array(cachingRequest, { minLength: 1, maxLength: 5 }).map((requests) => requests.join(''))

const kept = new KeptEdge(() => FuzzedEdge.start(new TellingOrigin(), { withCache: true }))

/**
 * Raw bytes at a listening edge that caches. Whoever asks for the same URLs afterwards gets answers for just these, made
 * for everybody or for them; and so does the visitor.
 */
export const cached: Target = {
  name: 'cached',
  about: 'raw bytes at a listening edge with its cache on',
  weight: 3,
  words: [...HTTP_WORDS, ...CACHING_WORDS],
  generate: fromArbitrary(fc.oneof({ weight: 3, arbitrary: cachingStream }, { weight: 1, arbitrary: requestStream })),
  mostBytes: 20_000,
  mostMs: null,
  prepare: () => kept.prepare(),
  attempt: (input) =>
    kept.attempt(
      async (fuzzed) => {
        const sent = strictRequests(Buffer.from(input).toString('latin1'))
        const heard = await visit(await fuzzed.connect(VISITOR), input, fuzzed)
        const targets = targetsOf(sent)
        const again = targets.length === 0 ? '' : await ask(await fuzzed.connect(BYSTANDER), targets)
        return { sent, heard, targets, again }
      },
      ({ sent, heard, targets, again }) => {
        checkVisitor(heard, sent)
        const { bodies, rest } = strictResponses(
          again,
          targets.map(() => 'GET'),
        )
        mustHold(rest === 'nothing', () => `somebody else gets whole answers: ${JSON.stringify(again)}`)
        mustHold(bodies.length === targets.length, () => `${bodies.length} answers to ${targets.length} requests`)
        for (const [i, target] of targets.entries()) checkTold(bodies[i] ?? '', target, BYSTANDER)
      },
    ),
}

/** What of this somebody else can ask for on the same host. */
function targetsOf({ requests }: StrictRequests): string[] {
  const paths = requests.map(({ target }) => pathOf(target)).filter((target) => /^\/[\x21-\x7e]*$/.test(target))
  return [...new Set(paths)].slice(0, MOST_ASKED_AGAIN)
}

/** @returns the answers, latin1 */
async function ask(socket: Socket, targets: readonly string[]): Promise<string> {
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
  const fields = `Host: ${HOST}\r\nAccept-Language: ${OTHER_LANGUAGE}\r\n`
  for (const target of targets) socket.write(`GET ${target} HTTP/1.1\r\n${fields}\r\n`, 'latin1')
  const methods = targets.map(() => 'GET')
  const whole = () => strictResponses(heard, methods).statuses.length >= targets.length
  await come(
    () => socket.readableEnded || socket.destroyed || (whole() && strictResponses(heard, methods).rest === 'nothing'),
    'somebody else is answered',
  )
  socket.destroy()
  return heard
}

/** The visitor's own answers, as far as it is certain which request each of them is for. */
function checkVisitor(heard: string, { requests, rest }: StrictRequests): void {
  if (rest === 'malformed') return
  const { bodies } = strictResponses(
    heard,
    requests.map(({ method }) => method),
  )
  for (const [i, body] of bodies.entries()) {
    const request = requests[i]
    if (request) checkTold(body, pathOf(request.target), VISITOR)
  }
}

/** Refusals, parts and answers without a body tell nothing. */
function checkTold(body: string, target: string, address: string): void {
  if (!body.startsWith('{"target"') || !body.endsWith('}')) return
  const told = JSON.parse(body) as Told
  const shown = () => `${address} asked for ${JSON.stringify(target)} and was told ${body}`
  mustHold(told.target === target, shown)
  mustHold(told.host.toLowerCase().replace(/:\d*$/, '') === HOST, shown)
  mustHold(told.for === null || told.for === address, shown)
  if (address !== BYSTANDER) return
  mustHold(told.cookie === null && told.authorization === null, shown)
  mustHold(told.language === null || told.language === OTHER_LANGUAGE, shown)
}
