import type { Socket } from 'node:net'
import { mustHold } from '../engine/target.js'
import { PROBE } from './bystand.js'
import { BYSTANDER, FuzzedEdge, VISITOR } from './fuzzed-edge.js'
import { KeptEdge } from './kept-edge.js'
import { NaiveOrigin } from './naive-origin.js'
import type { StrictRequest } from './strict-http.js'

/** What the origin saw of a visitor. */
export interface SeenByOrigin {
  /** Whole requests, those of one connection in their order. */
  requests: StrictRequest[]
  /** Requests whose end had not come. */
  begun: StrictRequest[]
}

/** How the two of a target come, and what they do. */
export interface Comers<S extends Socket> {
  connect(fuzzed: FuzzedEdge, from: string): Promise<S>
  /** @returns what the visitor hears */
  visit(visitor: S, fuzzed: FuzzedEdge): Promise<string>
  bystand(bystander: S): Promise<void>
}

/** An edge before an origin that keeps every byte, for targets whose visitor and bystander come at the same time. */
export class NaiveEdge {
  readonly #kept = new KeptEdge(() => FuzzedEdge.start(new NaiveOrigin()))

  /** As `Target.prepare`. */
  prepare(): Promise<() => Promise<void>> {
    return this.#kept.prepare()
  }

  /** @throws what `judge` throws, and Violation when the origin was sent anything that is no request */
  attempt<S extends Socket>(
    { connect, visit, bystand }: Comers<S>,
    judge: (heard: string, seen: SeenByOrigin) => void,
  ): Promise<void> {
    return this.#kept.attempt(
      async (fuzzed) => {
        fuzzed.origin.take()
        const [visitor, bystander] = [await connect(fuzzed, VISITOR), await connect(fuzzed, BYSTANDER)]
        const [heard] = await Promise.all([visit(visitor, fuzzed), bystand(bystander)])
        return heard
      },
      (heard, { origin }) => judge(heard, ofVisitor(origin)),
    )
  }
}

function ofVisitor(origin: NaiveOrigin): SeenByOrigin {
  const seen: SeenByOrigin = { requests: [], begun: [] }
  for (const { requests, begun, rest } of origin.take()) {
    mustHold(rest !== 'malformed', () => `the origin is sent well-formed requests only: ${JSON.stringify(begun)}`)
    seen.requests.push(...requests.filter(isVisitors))
    if (begun && isVisitors(begun)) seen.begun.push(begun)
  }
  return seen
}

function isVisitors({ target }: StrictRequest): boolean {
  return !target.startsWith(PROBE)
}
