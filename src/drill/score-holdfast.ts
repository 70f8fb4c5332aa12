import type { StatusSample } from './status-samples.js'

/** What Holdfast counted and used during the attack, attack and visitors together. */
export interface HoldfastDuring {
  served: number
  cached: number
  refused: number
  challenged: number
  peakMemoryMb: number
  peakConnections: number
  /** Cores that its edges used, on average and at most; null where that cannot be told. */
  cpu: { mean: number; peak: number } | null
  /** Requests a second that the origin answered, in calm and during the attack, and how busy it was at most. */
  origin: { calmPerSecond: number | null; duringPerSecond: number | null; peakInFlight: number; peakDistress: number }
}

/** @returns null when its console did not answer */
export function holdfastDuring(
  samples: readonly StatusSample[],
  calmFrom: number,
  from: number,
  until: number,
): HoldfastDuring | null {
  const before = samples.findLast(({ at }) => at <= from) ?? samples[0]
  const after = samples.find(({ at }) => at >= until) ?? samples.at(-1)
  if (before === undefined || after === undefined) return null
  const during = [before, ...samples.filter(({ at }) => at >= from && at <= until + 1000)]
  const cpu = during.flatMap((sample) => (sample.cpu === null ? [] : [sample.cpu]))
  const calm = samples.filter(({ at }) => at >= calmFrom && at <= from)
  return {
    served: after.served - before.served,
    cached: after.cached - before.cached,
    refused: after.refused - before.refused,
    challenged: after.challenged - before.challenged,
    peakMemoryMb: Math.max(...during.map(({ memoryMb }) => memoryMb)),
    peakConnections: Math.max(...during.map(({ connections }) => connections)),
    cpu:
      cpu.length === 0 ? null : { mean: cpu.reduce((sum, one) => sum + one, 0) / cpu.length, peak: Math.max(...cpu) },
    origin: {
      calmPerSecond: servedPerSecond(calm[0], calm.at(-1)),
      duringPerSecond: servedPerSecond(before, after),
      peakInFlight: Math.max(...during.map(({ inFlight }) => inFlight)),
      peakDistress: Math.max(...during.map(({ distress }) => distress)),
    },
  }
}

export function servedPerSecond(first: StatusSample | undefined, last: StatusSample | undefined): number | null {
  if (first === undefined || last === undefined || last.at - first.at < 400) return null
  return (Math.max(0, last.served - first.served) * 1000) / (last.at - first.at)
}
