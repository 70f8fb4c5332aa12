/**
 * What the edges measured at the origin's door over about the last second. None of it is a number of visits: however
 * many come, there is no distress as long as they are served in time.
 */
export interface DistressInputs {
  /** Mean and 95th percentile of the time visits waited for a place, those that did not wait included, in milliseconds. */
  meanWaitMs: number
  p95WaitMs: number | null
  /** Requests at the origin, places there, and visits waiting for a place. */
  inFlight: number
  limit: number
  waiting: number
  /** Visits that asked for a place, and those of them that were sent away because there was none. */
  visits: number
  shed: number
  /** Visits of clients over their budget that were told to come later; they are not among `visits`. */
  heldBack: number
  /** Answers of the origin (failures included), and failures: overload 5xx, time-outs, refused connections. */
  answers: number
  errors: number
  /** Median latency as a multiple of the calm latency of the same activities; null when it is not known. */
  latencyRatio: number | null
  /** 99th percentile of the event-loop delay of the worst edge, in milliseconds. */
  eventLoopP99Ms: number
}

export type DistressCode = 'waiting' | 'queue' | 'shed' | 'held-back' | 'errors' | 'latency' | 'event-loop'

export interface DistressReason {
  code: DistressCode
  /** A sentence for people, without a full stop: "visits wait 340 ms for a place". */
  text: string
  /** 0..1 */
  value: number
}

export interface Distress {
  /** How close the origin is to falling over: 0 not at all, 1 it is falling. */
  value: number
  /** What it comes from, largest first; empty when there is none. */
  reasons: DistressReason[]
}

/** Where each sign begins to count and where it is full distress. */
const MARKS: Record<DistressCode, { low: number; high: number }> = {
  /** p95 (or twice the mean, if that is more) wait in milliseconds. */
  waiting: { low: 50, high: 700 },
  /** Waiting visits for each place, when all places are taken. */
  queue: { low: 1.5, high: 8 },
  shed: { low: 0.005, high: 0.1 },
  /** Share of all who asked. Full marks would say that the origin suffers; it is what would make it suffer. */
  'held-back': { low: 0.02, high: 0.2 },
  errors: { low: 0.03, high: 0.25 },
  /** Multiple of the calm latency. */
  latency: { low: 2, high: 8 },
  /** Milliseconds. */
  'event-loop': { low: 60, high: 500 },
}

/** A share of fewer events than this says nothing. */
const LEAST_VOLUME = 20
/** What each further sign adds to the largest. */
const SECONDARY_SHARE = 0.1
/** Above what makes a platform strained, below what says that it is falling over. */
const HELD_BACK_MOST = 0.6

/** How close a platform's origin is to falling over, and why, in words. */
export function distress(inputs: DistressInputs): Distress {
  const waitMs = Math.max(inputs.p95WaitMs ?? 0, 2 * inputs.meanWaitMs)
  const shedShare = inputs.visits >= LEAST_VOLUME ? inputs.shed / inputs.visits : 0
  const asked = inputs.visits + inputs.heldBack
  const heldShare = asked >= LEAST_VOLUME ? inputs.heldBack / asked : 0
  const errorShare = inputs.answers >= LEAST_VOLUME ? inputs.errors / inputs.answers : 0
  const ratio = inputs.answers >= LEAST_VOLUME ? (inputs.latencyRatio ?? 0) : 0
  const full = inputs.limit > 0 && inputs.inFlight >= inputs.limit
  const queued = full ? inputs.waiting / inputs.limit : 0

  const reasons = [
    reason('waiting', waitMs, `visits wait ${inWords(waitMs)} for a place`),
    reason('queue', queued, `all ${inputs.limit} places at the origin are taken and ${inputs.waiting} visits wait`),
    reason('shed', shedShare, `${percent(shedShare)} of visits find no place`),
    heldBack(heldShare),
    reason('errors', errorShare, `${percent(errorShare)} of answers are errors`),
    reason('latency', ratio, `the origin answers ${ratio.toFixed(1)} times slower than in calm`),
    reason('event-loop', inputs.eventLoopP99Ms, `Holdfast itself is late by ${inWords(inputs.eventLoopP99Ms)}`),
  ]
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)

  const [first, ...others] = reasons
  const value = (first?.value ?? 0) + SECONDARY_SHARE * others.reduce((sum, other) => sum + other.value, 0)
  return { value: Math.min(1, value), reasons }
}

function reason(code: DistressCode, measured: number, text: string): DistressReason {
  const { low, high } = MARKS[code]
  return { code, text, value: Math.max(0, Math.min(1, (measured - low) / (high - low))) }
}

/** Held-back demand alone keeps a platform strained, but is no more than that: the origin has been spared it. */
function heldBack(share: number): DistressReason {
  const { code, text, value } = reason(
    'held-back',
    share,
    `${percent(share)} of visits come from clients far over their share and are held back`,
  )
  return { code, text, value: value * HELD_BACK_MOST }
}

function inWords(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`
}

function percent(share: number): string {
  return share < 0.1 ? `${(share * 100).toFixed(1)} %` : `${Math.round(share * 100)} %`
}
