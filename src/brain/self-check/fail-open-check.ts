import type { CheckedPlatform } from './checked.js'
import { Lasting } from './lasting.js'

const OVERLOADED_FROM = 0.5
/** Longer than a rule takes to be found, watched and applied. */
const ANSWERED_WITHIN_MS = 15_000

/** Whether an attack is answered at all: an overloaded origin, the level says attack, and nothing is stopped or slowed. */
export class FailOpenCheck {
  readonly #lasting = new Lasting()

  says(platforms: readonly CheckedPlatform[], now: number): string[] {
    const open = platforms.filter(isOpen)
    const lasting = this.#lasting.update(
      open.map(({ status }) => status.name),
      ANSWERED_WITHIN_MS,
      now,
    )
    return open.flatMap(({ status: { name, level }, rules }) => {
      if (!lasting.has(name)) return []
      const acting = rules.filter(acts).length
      const why =
        acting === 0
          ? 'no rule is in force'
          : `${acting === 1 ? 'the rule' : `none of the ${acting} rules`} in force ${acting === 1 ? 'meets nobody' : 'meets anybody'}`
      return [
        `Nothing has been challenged or slowed on ${name} for ${this.#lasting.seconds(name, now)} s, though the level is ${level} and its origin is overloaded: ${why}. The limit at the origin still protects it. Look at the busiest routes, and deny the heaviest networks (holdfast deny) or slow what can wait at the origin itself.`,
      ]
    })
  }
}

function isOpen({ status: { level, distress, perSecond }, rules }: CheckedPlatform): boolean {
  if (level !== 'attack' && level !== 'severe') return false
  if (distress < OVERLOADED_FROM || perSecond.challenged > 0) return false
  return rules.filter(acts).every(({ hitsPerSecond }) => hitsPerSecond === 0)
}

function acts({ state }: CheckedPlatform['rules'][number]): boolean {
  return state === 'slow' || state === 'challenge'
}
