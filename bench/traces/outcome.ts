import type { Expectation, Trace } from './catalogue.js'
import type { Judgement } from './judge.js'

/** One trace, replayed and judged; or why not. */
export interface Outcome {
  trace: string
  expectation: Expectation
  ground: string
  /** Of the attack: visits a second, and times the calm rate. */
  perSecond: number | null
  seconds: number | null
  /** CPU time of the replay, in milliseconds. */
  replayCpuMs: number
  judged: Judgement | null
  failed: string | null
}

export function outcomeOf(
  trace: Trace,
  result: { judged: Judgement; replayCpuMs: number } | { failed: string },
): Outcome {
  return {
    trace: trace.name,
    expectation: trace.expectation,
    ground: trace.ground,
    perSecond: trace.pace?.perSecond ?? null,
    seconds: trace.pace ? trace.pace.lengthMs / 1000 : null,
    ...('judged' in result ? { ...result, failed: null } : { ...result, judged: null, replayCpuMs: 0 }),
  }
}
