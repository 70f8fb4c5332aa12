import type { Socket } from 'node:net'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { bystand } from '../listener/bystand.js'
import { HTTP_WORDS, requestStream } from '../listener/http-generator.js'
import { NaiveEdge, type SeenByOrigin } from '../listener/naive-edge.js'
import {
  pathOf,
  type StrictRequest,
  type StrictRequests,
  strictRequests,
  strictResponses,
} from '../listener/strict-http.js'
import { visit } from '../listener/visit.js'

const edge = new NaiveEdge()

/** Raw bytes at a listening edge. What the origin gets is compared with what a strict reader finds in the bytes. */
export const listener: Target = {
  name: 'listener',
  about: 'raw bytes at a listening edge, in front of a naive origin',
  weight: 5,
  words: HTTP_WORDS,
  generate: fromArbitrary(requestStream),
  mostBytes: 110_000,
  mostMs: null,
  prepare: () => edge.prepare(),
  attempt: (input) =>
    edge.attempt<Socket>(
      {
        connect: (fuzzed, from) => fuzzed.connect(from),
        visit: (visitor, fuzzed) => visit(visitor, input, fuzzed),
        bystand,
      },
      (heard, seen) => {
        const sent = strictRequests(Buffer.from(input).toString('latin1'))
        checkOrigin(seen, sent)
        checkAnswers(heard, sent)
      },
    ),
}

/** Every request that the origin saw is one that the visitor made, whole and in order. */
function checkOrigin({ requests, begun }: SeenByOrigin, sent: StrictRequests): void {
  const made = [...sent.requests, ...(sent.begun ? [sent.begun] : [])]
  for (const half of begun) {
    mustHold(
      made.some((request) => sameHead(request, half)),
      () => `the visitor began no ${half.method} ${half.target}`,
    )
  }
  const left = [...sent.requests]
  for (const request of requests) {
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
