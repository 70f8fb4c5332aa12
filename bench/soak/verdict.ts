import { KINDS, type ProcessKind, type Sample } from './sample.js'

/** Between two calm phases a heap breathes by so much: garbage that is not collected yet, pages that are not given back. */
const BREATH_MEGABYTES = 32
const BREATH_SHARE = 0.2
/** Connections come and go; the calm before and after are not the same people. */
const DESCRIPTORS_MORE = 40

export interface Growth {
  kind: ProcessKind
  megabytes: [first: number, last: number]
  descriptors: [first: number, last: number]
  grew: boolean
}

export interface Verdict {
  growths: Growth[]
  /** Whatever went wrong, a sentence each. Empty: passed. */
  complaints: string[]
}

/**
 * Compares two calm phases, and looks for failures outside of the attacks.
 * @param first @param last samples of two calm phases, neither empty
 * @param failures of real visitors outside of the attacks, in words
 */
export function verdictOf(first: readonly Sample[], last: readonly Sample[], failures: readonly string[]): Verdict {
  const growths = KINDS.map((kind): Growth => {
    const megabytes = both(first, last, ({ usage }) => usage[kind].megabytes)
    const descriptors = both(first, last, ({ usage }) => usage[kind].descriptors)
    const mostMegabytes = megabytes[0] * (1 + BREATH_SHARE) + BREATH_MEGABYTES
    const grew = megabytes[1] > mostMegabytes || descriptors[1] > descriptors[0] + DESCRIPTORS_MORE
    return { kind, megabytes, descriptors, grew }
  })
  const complaints = growths
    .filter(({ grew }) => grew)
    .map(({ kind, megabytes, descriptors }) => {
      return `${kind} grew: ${megabytes.map(Math.round).join(' → ')} MB, ${descriptors.join(' → ')} descriptors`
    })
  if (failures.length > 0) complaints.push(`${failures.length} failures outside of the attacks: ${counted(failures)}`)
  return { growths, complaints }
}

function both(
  first: readonly Sample[],
  last: readonly Sample[],
  of: (sample: Sample) => number,
): [first: number, last: number] {
  return [median(first.map(of)), median(last.map(of))]
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
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
