import { medianOf } from '../edge/row.js'
import { KINDS, type ProcessKind, type Sample } from './sample.js'
import { type Trend, trendOf } from './trend.js'

/** The first rounds are never compared: code is compiled, heaps find their size, and the first flood fills every table. */
const WARM_UP_ROUNDS = 2
/** With this share of what it will ever hold, a cache is full: what it holds is subtracted, what its order takes is not. */
const CACHE_FULL_SHARE = 0.9
/** The least that are compared. With fewer, one odd round would be a trend. */
const LEAST_COMPARED = 3
export const LEAST_ROUNDS = WARM_UP_ROUNDS + LEAST_COMPARED

/** Between whole rounds memory may rise by so much: garbage not collected yet, pages not given back. */
const BREATH_MEGABYTES = 16
const BREATH_SHARE = 0.05
/** Connections come and go; the calm before and after are not the same people. */
const DESCRIPTORS_MORE = 40
/** Heaps that go up and down rise for some rounds too, and fall again. */
const LEAST_RISING_SHARE = 0.75

export interface Growth {
  kind: ProcessKind
  /** By round, from the first that is compared; of the edges without what their caches hold. */
  megabytes: number[]
  descriptors: number[]
  /** From the first of them to the last, as the trend goes. */
  roseMegabytes: number
  roseDescriptors: number
  grew: boolean
}

export interface Verdict {
  /** The first round that is compared, from 0 on. */
  from: number
  growths: Growth[]
  /** Whatever went wrong, a sentence each. Empty: passed. */
  complaints: string[]
}

/**
 * Compares whole rounds, from when the cache is full, and looks for failures outside of the attacks. A round is like the
 * next, with its flood and its slow connections: what rises from round to round is kept for ever. Of the memory in a round
 * the lower quartile counts: what is left when garbage has been collected.
 * @param samples of at least `LEAST_ROUNDS` rounds, each with samples in calm phases
 * @param failures of real visitors outside of the attacks, in words
 */
export function verdictOf(samples: readonly Sample[], failures: readonly string[]): Verdict {
  const rounds = byRound(samples)
  const from = firstCompared(rounds)
  const growths = KINDS.map((kind) => growthOf(kind, rounds.slice(from)))
  const complaints = growths
    .filter(({ grew }) => grew)
    .map(({ kind, megabytes, descriptors, roseMegabytes, roseDescriptors }) => {
      const memory = `${megabytes.map(Math.round).join(' → ')} MB (trend ${signed(roseMegabytes)})`
      return `${kind} grew: ${memory}, ${descriptors.map(Math.round).join(' → ')} descriptors (${signed(roseDescriptors)})`
    })
  if (failures.length > 0) complaints.push(`${failures.length} failures outside of the attacks: ${counted(failures)}`)
  return { from, growths, complaints }
}

function growthOf(kind: ProcessKind, rounds: readonly Sample[][]): Growth {
  // What an attack holds open depends on the moment that is looked at; memory is slow, and every moment of a round counts.
  const calm = rounds.map((round) => round.filter(({ phase }) => phase === 'calm'))
  const cache = kind === 'edges' ? (sample: Sample) => sample.cacheMegabytes : () => 0
  const megabytes = rounds.map((round) =>
    lowerQuartile(round.map((sample) => sample.usage[kind].megabytes - cache(sample))),
  )
  const descriptors = calm.map((round) => medianOf(round.map(({ usage }) => usage[kind].descriptors)))
  const [memory, open] = [trendOf(megabytes), trendOf(descriptors)]
  const mostMegabytes = BREATH_MEGABYTES + BREATH_SHARE * medianOf(megabytes)
  const grew = risesBy(memory, mostMegabytes) || risesBy(open, DESCRIPTORS_MORE)
  return { kind, megabytes, descriptors, roseMegabytes: memory.rise, roseDescriptors: open.rise, grew }
}

function risesBy({ rise, risingShare }: Trend, most: number): boolean {
  return rise > most && risingShare >= LEAST_RISING_SHARE
}

/** The first round after the warm-up whose cache is full, or the last that leaves enough to compare. */
function firstCompared(rounds: readonly Sample[][]): number {
  const held = rounds.map((round) => medianOf(round.map(({ cacheMegabytes }) => cacheMegabytes)))
  const isFull = (round: number) => (held[round] ?? 0) >= CACHE_FULL_SHARE * Math.max(...held.slice(round))
  const first = held.findIndex((_megabytes, round) => round >= WARM_UP_ROUNDS && isFull(round))
  return Math.min(first < 0 ? rounds.length : first, rounds.length - LEAST_COMPARED)
}

function lowerQuartile(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 2] ?? Number.NaN
}

function byRound(samples: readonly Sample[]): Sample[][] {
  const rounds: Sample[][] = []
  for (const sample of samples) {
    rounds[sample.round] ??= []
    rounds[sample.round]?.push(sample)
  }
  return rounds
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(Math.round(value))}`
}

/** The most frequent first. */
function counted(failures: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const failure of failures) counts.set(failure, (counts.get(failure) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([failure, count]) => `${count} × ${failure}`)
    .join('; ')
}
