import { MOST_RULES } from '../../link/messages.js'
import type { CheckedEdge, CheckedPlatform } from './checked.js'
import { Lasting } from './lasting.js'

/** Orders take a quarter of a second to be followed, and another to be heard of. */
const FOLLOWED_WITHIN_MS = 5_000

/** Whether edges apply what has been decided: else they let in what the console says is stopped. */
export class OrdersCheck {
  readonly #lasting = new Lasting()

  says(
    {
      edges,
      platforms,
      generation,
    }: { edges: readonly CheckedEdge[]; platforms: readonly CheckedPlatform[]; generation: number },
    now: number,
  ): string[] {
    const found = new Map<string, string>()
    for (const { pid, last } of edges) {
      // An edge of another configuration speaks of other platforms; that is a matter of its own.
      if (!last || (last.generation ?? 0) !== generation) continue
      for (const [i, platform] of platforms.entries()) {
        const obeys = last.platforms[i]?.obeys
        if (!obeys) continue
        const { name, normal } = platform.status
        const rules = platform.orders?.rules.length ?? 0
        const severe = platform.orders?.severe !== null && platform.orders !== null
        if (obeys.rules !== rules) found.set(`rules ${pid} ${i}`, rulesWords(pid, name, obeys.rules, rules))
        if (obeys.severe !== severe) found.set(`severe ${pid} ${i}`, severeWords(pid, name, severe))
        if (normal.ready && !obeys.knowsNormal) found.set(`normal ${pid} ${i}`, normalWords(pid, name))
      }
    }
    const lasting = this.#lasting.update([...found.keys()], FOLLOWED_WITHIN_MS, now)
    return [...[...found].flatMap(([key, words]) => (lasting.has(key) ? [words] : [])), ...platforms.flatMap(tooMany)]
  }
}

const RESTART = 'Stop that process: it is started again by itself and told anew. Look at the log for edge-link-failed.'

function rulesWords(pid: number, name: string, applied: number, ordered: number): string {
  return `Edge ${pid} applies ${applied} of the ${ordered} rules of ${name}. ${RESTART}`
}

function severeWords(pid: number, name: string, severe: boolean): string {
  const does = severe ? 'challenges nobody on' : 'still challenges everybody unproven on'
  const should = severe ? 'though it should challenge everybody unproven' : 'though it should not any more'
  return `Edge ${pid} ${does} ${name}, ${should}. ${RESTART}`
}

function normalWords(pid: number, name: string): string {
  return `Edge ${pid} does not know what is normal on ${name}, so that rules about what is new there stop nothing. ${RESTART}`
}

/** Those that are only remembered, to act at once when their shape comes back, stand in nobody's way. */
function tooMany({ status, rules }: CheckedPlatform): string[] {
  if (rules.filter(({ ended }) => !ended).length < MOST_RULES) return []
  return [
    `${MOST_RULES} rules are in force on ${status.name}, as many as there may be: no further one can come. Unpin or lift those that meet hardly anybody.`,
  ]
}
