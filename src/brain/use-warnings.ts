import { STRUCTURES, type Structure, type Use } from '../link/structures.js'
import type { EdgeStatus } from './status.js'

/** From this share of a bound on the operator is told. */
const ALARM_SHARE = 0.8

type Counted = Extract<(typeof STRUCTURES)[number], { fullIsFine: false }>

/** What a full structure means, and what to do; what is meant to be full needs no word. */
const ADVICE: Record<Counted['name'], string> = {
  connections:
    'the slowest and idlest are closed when it is full. Raise limits.connections if these are real visitors, and the limit of open files with it.',
  queue:
    'who comes next is told to come again later. Look at what the origin is busy with; raise limits.queue only if waiting longer helps.',
  fills: 'further answers pass through without being stored. Look for large files that are asked for all at once.',
  bodies:
    'further uploads hold a place at the origin while they arrive. Look for clients that send many slow forms, and deny them.',
  regulars: 'soon strangers pass for known networks. It empties by itself within weeks; restart to empty it at once.',
  sessions: 'soon invented cookies pass for real ones. It empties by itself within weeks; restart to empty it at once.',
  browsers:
    'soon flooding programs pass for clients that load pages whole, and right rules look wrong. It empties by itself within two minutes.',
  heap: 'at the bound the edge would end and be started again. Lower cache.megabytes or limits.connections, or give Node more with NODE_OPTIONS=--max-old-space-size.',
  descriptors:
    'at the bound new connections fail. Raise the limit of open files (LimitNOFILE= in the unit, ulimit -n in a shell), or lower limits.connections.',
  'event-loop':
    'everybody is answered late. The machine has too little processor for this load: add edges if cores are idle, deny the heaviest clients, or move to a larger machine.',
  tickets:
    'soon right answers to challenges are taken for repeated ones, and browsers are asked anew. It empties by itself within twenty minutes.',
}

const WORDS: Record<Counted['name'], string> = {
  connections: 'connections',
  queue: 'places in its queue',
  fills: 'MB of answers on their way into the cache',
  bodies: 'MB of requests being read',
  regulars: '% of its filter of known networks',
  sessions: '% of its filter of sessions',
  browsers: '% of its filter of clients that load pages whole',
  heap: 'MB of memory for JavaScript',
  descriptors: 'open files and sockets',
  'event-loop': 'ms that it may be late',
  tickets: '% of its filter of answered challenges',
}

/** A sentence for each structure of an edge that is at four fifths of its bound or beyond, with what to do. */
export function useWarnings({ pid, uses }: EdgeStatus): string[] {
  return STRUCTURES.flatMap((structure) => {
    if (structure.fullIsFine) return []
    const { name } = structure
    const use = uses[name]
    return isHigh(use)
      ? [`Edge ${pid} uses ${figure(use.used)} of ${figure(use.bound)} ${WORDS[name]}: ${ADVICE[name]}`]
      : []
  })
}

/** True from four fifths of the bound on. An unknown bound is never reached. */
export function isHigh({ used, bound }: Use): boolean {
  return bound > 0 && used >= bound * ALARM_SHARE
}

/** Used share of the bound, by structure, of whichever edge uses most of it. */
export function fullest(edges: readonly EdgeStatus[]): { name: Structure; share: number }[] {
  return STRUCTURES.map(({ name }) => ({
    name,
    share: Math.max(0, ...edges.map(({ uses }) => (uses[name].bound > 0 ? uses[name].used / uses[name].bound : 0))),
  }))
}

function figure(value: number): string {
  return String(Math.round(value))
}
