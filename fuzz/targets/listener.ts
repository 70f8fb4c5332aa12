import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { bystand, PROBE } from '../listener/bystand.js'
import { FuzzedEdge } from '../listener/fuzzed-edge.js'
import { HTTP_WORDS, requestStream } from '../listener/http-generator.js'
import { KeptEdge } from '../listener/kept-edge.js'
import { NaiveOrigin } from '../listener/naive-origin.js'
import {
  pathOf,
  type StrictRequest,
  type StrictRequests,
  strictRequests,
  strictResponses,
} from '../listener/strict-http.js'
import { visit } from '../listener/visit.js'

const VISITOR = '127.0.0.2'
const BYSTANDER = '127.0.0.3'

const kept = new KeptEdge(() => FuzzedEdge.start(new NaiveOrigin()))

/** Raw bytes at a listening edge. What the origin gets is compared with what a strict reader finds in the bytes. */
export const listener: Target = {
  name: 'listener',
  about: 'raw bytes at a listening edge, in front of a naive origin',
  weight: 5,
  words: HTTP_WORDS,
  generate: fromArbitrary(requestStream),
  mostBytes: 110_000,
  mostMs: null,
  prepare: () => kept.prepare(),
  attempt: (input) =>
    kept.attempt(
      async (fuzzed) => {
        fuzzed.origin.take()
        const [visitor, bystander] = [await fuzzed.connect(VISITOR), await fuzzed.connect(BYSTANDER)]
        const [heard] = await Promise.all([visit(visitor, input, fuzzed), bystand(bystander)])
        return heard
      },
      (heard, { origin }) => {
        const sent = strictRequests(Buffer.from(input).toString('latin1'))
        checkOrigin(origin.take(), sent)
        checkAnswers(heard, sent)
      },
    ),
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
