import { KINDS, type Sample } from './sample.js'
import type { Verdict } from './verdict.js'

const COLUMNS: readonly { title: string; width: number; of: (sample: Sample) => string }[] = [
  { title: 'phase', width: 6, of: ({ phase }) => phase },
  { title: 'level', width: 9, of: ({ level }) => level },
  ...KINDS.map((kind) => ({
    title: `${kind} MB/fd`,
    width: kind.length + 7,
    of: ({ usage }: Sample) => `${Math.round(usage[kind].megabytes)}/${usage[kind].descriptors}`,
  })),
  { title: 'conns', width: 6, of: ({ connections }) => String(connections) },
  {
    title: 'cache',
    width: 11,
    of: ({ cacheMegabytes, cacheEntries }) => `${cacheMegabytes.toFixed(1)} MB/${cacheEntries}`,
  },
  { title: 'actions', width: 7, of: ({ actions }) => String(actions) },
  { title: 'failed', width: 6, of: ({ failed }) => String(failed) },
  { title: 'p95 ms', width: 7, of: ({ p95Ms }) => (p95Ms === null ? '–' : String(Math.round(p95Ms))) },
  { title: 'streams', width: 7, of: ({ streams }) => String(streams) },
  { title: 'broken', width: 6, of: ({ broken }) => String(broken) },
]

export const HEADING = line(
  'time',
  COLUMNS.map(({ title }) => title),
)

/** @param sinceMs from the start */
export function printedSample(sample: Sample, sinceMs: number): string {
  const seconds = Math.round(sinceMs / 1000)
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return line(
    time,
    COLUMNS.map(({ of }) => of(sample)),
  )
}

/** @param cold samples of the very first calm phase, for the reader */
export function printedVerdict(
  { growths, complaints }: Verdict,
  { cold, begun, passedBy }: { cold: readonly Sample[]; begun: number; passedBy: number },
): string {
  const rows = growths.map(({ kind, megabytes, descriptors, grew }) => {
    const atFirst = cold.at(-1)?.usage[kind].megabytes ?? 0
    const memory = `${Math.round(atFirst)} MB cold, ${megabytes.map(Math.round).join(' → ')} MB`
    return `  ${kind.padEnd(11)} ${memory.padEnd(28)} ${descriptors.join(' → ')} descriptors${grew ? '  GREW' : ''}`
  })
  return [
    '',
    'between the first warm calm and the last:',
    ...rows,
    `${begun} streams were begun, ${passedBy} people passed by.`,
    '',
    ...(complaints.length === 0
      ? ['PASSED: nothing grew, and no real visitor failed outside of the attacks.']
      : ['FAILED:', ...complaints.map((complaint) => `  ${complaint}`)]),
  ].join('\n')
}

function line(time: string, cells: readonly string[]): string {
  return [
    time.padStart(6),
    ...cells.map((cell, i) => cell.padStart(Math.max(COLUMNS[i]?.width ?? 0, COLUMNS[i]?.title.length ?? 0))),
  ].join('  ')
}
