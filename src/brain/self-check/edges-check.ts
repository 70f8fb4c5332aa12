import type { RuleHits } from '../../mitigate/judge.js'
import type { CheckedEdge, CheckedPlatform } from './checked.js'
import { Lasting } from './lasting.js'

const AGREE_WITHIN_MS = 10_000
/** Hits are compared over this time, in steps. */
const WINDOW_MS = 60_000
const STEP_MS = 5_000
/** Fewer hits of a rule tell nothing of edges; nor does an edge with a smaller share of the visits. */
const LEAST_HITS = 1_000
const LEAST_SHARE = 0.2
/** A share of the hits that is so many times smaller than that of the visits is no chance. */
const FAR_APART = 20

/** What one edge told of one platform in a few seconds. */
interface Step {
  at: number
  visits: number
  hits: Map<number, number>
}

/** Whether the edges see the same and do the same. */
export class EdgesCheck {
  readonly #lasting = new Lasting()
  /** By process and platform. */
  readonly #steps = new Map<string, Step[]>()

  /** An edge tells how many visits came, or what rules met. */
  take(pid: number, platform: string, told: { visits?: number; hits?: readonly RuleHits[] }, now: number): void {
    const key = `${pid} ${platform}`
    const steps = (this.#steps.get(key) ?? []).filter(({ at }) => at > now - WINDOW_MS)
    this.#steps.set(key, steps)
    const last = steps.at(-1)
    const step = last && now - last.at < STEP_MS ? last : { at: now, visits: 0, hits: new Map() }
    if (step !== last) steps.push(step)
    step.visits += told.visits ?? 0
    for (const { id, visits } of told.hits ?? []) step.hits.set(id, (step.hits.get(id) ?? 0) + visits)
  }

  says(
    {
      edges,
      platforms,
      generation,
    }: { edges: readonly CheckedEdge[]; platforms: readonly CheckedPlatform[]; generation: number },
    now: number,
  ): string[] {
    const names = platforms.map(({ status }) => status.name)
    this.#forget(edges, names)
    const found = new Map<string, string>()
    for (const { pid, last } of edges) {
      if (!last) continue
      if ((last.generation ?? 0) !== generation) {
        found.set(`generation ${pid}`, generationWords(pid))
        continue
      }
      for (const [i, { status }] of platforms.entries()) {
        const own = last.platforms[i]?.obeys.level
        if (own && own !== status.level) found.set(`level ${pid} ${i}`, levelWords(pid, status, own))
      }
    }
    const lasting = this.#lasting.update([...found.keys()], AGREE_WITHIN_MS, now)
    const differ = [...found].flatMap(([key, words]) => (lasting.has(key) ? [words] : []))
    return [...differ, ...platforms.flatMap((platform) => this.#hitsApart(platform, edges, now))]
  }

  #forget(edges: readonly CheckedEdge[], names: readonly string[]): void {
    const keys = new Set(edges.flatMap(({ pid }) => names.map((name) => `${pid} ${name}`)))
    for (const key of this.#steps.keys()) if (!keys.has(key)) this.#steps.delete(key)
  }

  #hitsApart({ status: { name }, rules }: CheckedPlatform, edges: readonly CheckedEdge[], now: number): string[] {
    if (edges.length < 2) return []
    const told = edges.map(({ pid }) => {
      const steps = (this.#steps.get(`${pid} ${name}`) ?? []).filter(({ at }) => at > now - WINDOW_MS)
      return { pid, steps, visits: steps.reduce((sum, { visits }) => sum + visits, 0) }
    })
    const visits = told.reduce((sum, one) => sum + one.visits, 0)
    return rules.flatMap(({ id, ended }) => {
      if (ended) return []
      const hits = told.map(({ steps }) => steps.reduce((sum, step) => sum + (step.hits.get(id) ?? 0), 0))
      const all = hits.reduce((sum, one) => sum + one, 0)
      if (all < LEAST_HITS) return []
      return told.flatMap(({ pid, visits: own }, i) => {
        const share = own / Math.max(1, visits)
        if (share < LEAST_SHARE || (hits[i] ?? 0) * FAR_APART > all * share) return []
        return [hitsWords({ pid, id, name, hits: hits[i] ?? 0, all, share })]
      })
    })
  }
}

function generationWords(pid: number): string {
  return `Edge ${pid} still goes by an earlier reading of the configuration. Stop that process: it is started again by itself, and reads the newest.`
}

function levelWords(pid: number, { name, level }: CheckedPlatform['status'], own: string): string {
  return `Edge ${pid} takes ${name} for ${own}, the brain for ${level}. It may be overloaded itself, or not hear the brain: look at its event loop and memory; if they are fine, stop that process, and it is started again by itself.`
}

function hitsWords(of: { pid: number; id: number; name: string; hits: number; all: number; share: number }): string {
  const { pid, id, name, hits, all, share } = of
  return `Edge ${pid} has ${Math.round(100 * share)} % of the visits to ${name}, but met rule ${id} in ${hits} of ${all} cases. Either the flood keeps to the connections of other edges, which is fine, or this one does not apply the rule: then stop that process, and it is started again by itself.`
}
