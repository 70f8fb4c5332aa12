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

export function printedVerdict(
  { from, growths, complaints }: Verdict,
  { begun, passedBy }: { begun: number; passedBy: number },
): string {
  const rows = growths.map(({ kind, megabytes, roseMegabytes, descriptors, roseDescriptors, grew }) => {
    const memory = `${inTurn(megabytes)} MB, trend ${Math.round(roseMegabytes)}`
    const open = `${inTurn(descriptors)} descriptors, trend ${Math.round(roseDescriptors)}`
    return `  ${kind.padEnd(10)} ${memory}; ${open}${grew ? '  GREW' : ''}`
  })
  return [
    '',
    `by round from number ${from + 1} on (memory: lower quartile, the edges without what their caches hold):`,
    ...rows,
    `${begun} streams were begun, ${passedBy} people passed by.`,
    '',
    ...(complaints.length === 0
      ? ['PASSED: nothing grew, and no real visitor failed outside of the attacks.']
      : ['FAILED:', ...complaints.map((complaint) => `  ${complaint}`)]),
  ].join('\n')
}

function inTurn(values: readonly number[]): string {
  return values.map(Math.round).join(' → ')
}

function line(time: string, cells: readonly string[]): string {
  return [
    time.padStart(6),
    ...cells.map((cell, i) => cell.padStart(Math.max(COLUMNS[i]?.width ?? 0, COLUMNS[i]?.title.length ?? 0))),
  ].join('  ')
}
