import type { Tier } from './tier.js'

/** What visitors of whom nothing is known get while the origin is distressed and nobody can decide about them. */
export const WHEN_UNDECIDED = ['open', 'closed'] as const
export type WhenUndecided = (typeof WHEN_UNDECIDED)[number]

/** Something people do on a platform. `index` is its place in the platform's list; the last one is always "other". */
export interface Activity {
  name: string
  tier: Tier
  whenUndecided: WhenUndecided
  index: number
}

/** An activity as the configuration declares it. */
interface Declared {
  name: string
  paths: readonly string[]
  tier: Tier
  whenUndecided?: WhenUndecided
}

type Matches = (path: string) => boolean

/**
 * The activities of a platform, first match wins; what matches none is `other`, tier important.
 * Patterns: `/donate` exactly; `*` any part of one segment; `/article/**` that path and everything below it.
 */
export class Activities {
  readonly all: readonly Activity[]
  readonly #tests: { matches: Matches; activity: Activity }[] = []

  constructor(declared: readonly Declared[]) {
    const all = declared.map(
      ({ name, tier, whenUndecided = 'open' }, index): Activity => ({ name, tier, whenUndecided, index }),
    )
    for (const [index, { paths }] of declared.entries()) {
      const activity = all[index]
      if (activity) for (const pattern of paths) this.#tests.push({ matches: compilePattern(pattern), activity })
    }
    this.all = [...all, { name: 'other', tier: 'important', whenUndecided: 'open', index: all.length }]
  }

  /** @param path a normal path (see normal-path.ts) */
  of(path: string): Activity {
    for (const { matches, activity } of this.#tests) if (matches(path)) return activity
    return this.all[this.all.length - 1] as Activity
  }
}

/**
 * Where each activity of a changed list stood before, by name: what was counted and learned for it is found there.
 * @returns by the new index, the old one; -1 for an activity that is new
 */
export function formerIndexes(before: Activities, after: Activities): number[] {
  return after.all.map(({ name }) => before.all.findIndex((activity) => activity.name === name))
}

function compilePattern(pattern: string): Matches {
  if (!pattern.includes('*')) return (path) => path === pattern || path === `${pattern}/`
  if (pattern.endsWith('/**') && !pattern.slice(0, -3).includes('*')) {
    const base = pattern.slice(0, -3)
    const below = pattern.slice(0, -2)
    return (path) => path.startsWith(below) || path === base
  }
  const parts = pattern.split('/')
  return (path) => matchSegments(parts, path.split('/'))
}

/** Greedy wildcard matching on segments with one point of return, so that a long hostile path costs O(n·m) at most. */
function matchSegments(pattern: string[], path: string[]): boolean {
  let p = 0
  let s = 0
  let star = -1
  let resume = 0
  while (s < path.length) {
    if (pattern[p] === '**') {
      star = p++
      resume = s
    } else if (p < pattern.length && matchOne(pattern[p] ?? '', path[s] ?? '')) {
      p++
      s++
    } else if (star >= 0) {
      p = star + 1
      s = ++resume
    } else return false
  }
  while (pattern[p] === '**') p++
  return p === pattern.length
}

function matchOne(pattern: string, segment: string): boolean {
  if (!pattern.includes('*')) return pattern === segment
  if (segment === '') return false
  const pieces = pattern.split('*')
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (!segment.startsWith(first) || !segment.endsWith(last) || segment.length < first.length + last.length) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = segment.indexOf(piece, at)
    if (found < 0 || found + piece.length > segment.length - last.length) return false
    at = found + piece.length
  }
  return true
}
