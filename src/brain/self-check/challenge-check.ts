import { DEMANDS, type Demand } from '../../challenge/evidence.js'
import type { FrictionStatus, PlatformStatus } from '../status.js'

/** Challenges are counted over this time, in steps. */
const WINDOW_MS = 300_000
const STEP_MS = 5_000
/** Of fewer nothing is concluded. */
const LEAST_GIVEN = 200
/** Of those who were challenged, so many at least should be people, if ordinary days tell anything. */
const LEAST_PEOPLE = 20

const WORDS: Record<Demand, string> = {
  transparent: 'the check by cookie and redirect',
  script: 'the page that checks by script',
  work: 'the page with proof of work',
}

interface Step {
  at: number
  given: number[]
  passed: number[]
}

/**
 * Whether challenges can be passed. That none of a flood passes is what they are for; but where people must be among those
 * who are challenged, and not one passes, it is the page that fails.
 */
export class ChallengeCheck {
  readonly #steps = new Map<string, Step[]>()

  /** An edge tells how many it gave and how many were passed, by position in DEMANDS. */
  take(platform: string, { given, passed }: Pick<Step, 'given' | 'passed'>, now: number): void {
    if (given.length + passed.length === 0) return
    const steps = this.#steps.get(platform) ?? []
    this.#steps.set(platform, steps)
    const last = steps.at(-1)
    const step = last && now - last.at < STEP_MS ? last : { at: now, given: none(), passed: none() }
    if (step !== last) steps.push(step)
    for (const i of DEMANDS.keys()) {
      step.given[i] = (step.given[i] ?? 0) + (given[i] ?? 0)
      step.passed[i] = (step.passed[i] ?? 0) + (passed[i] ?? 0)
    }
  }

  says(
    platforms: readonly Pick<PlatformStatus, 'name' | 'level'>[],
    friction: readonly FrictionStatus[],
    now: number,
  ): string[] {
    for (const name of this.#steps.keys()) {
      if (!platforms.some((platform) => platform.name === name)) this.#steps.delete(name)
    }
    return platforms.flatMap(({ name, level }) => {
      const steps = (this.#steps.get(name) ?? []).filter(({ at }) => at > now - WINDOW_MS)
      this.#steps.set(name, steps)
      const people = Math.max(0, ...friction.filter((one) => concerns(one, name)).map(({ real }) => real.high))
      if (level !== 'severe' && people < LEAST_PEOPLE) return []
      return DEMANDS.flatMap((demand, i) => {
        const given = sum(steps, (step) => step.given[i])
        if (given < LEAST_GIVEN || sum(steps, (step) => step.passed[i]) > 0) return []
        return [
          `${given} visits to ${name} met ${WORDS[demand]} in the last five minutes, and not one got past it, though there should be people among them. Open the site in a private window on a phone without Wi-Fi, and see whether you get in. If you do not, lift the rules that challenge (holdfast rules) until this is mended.`,
        ]
      })
    })
  }
}

function concerns({ platform, measure, until }: FrictionStatus, name: string): boolean {
  return platform === name && until === null && (measure === 'challenge' || measure === 'severe')
}

function none(): number[] {
  return DEMANDS.map(() => 0)
}

function sum(steps: readonly Step[], of: (step: Step) => number | undefined): number {
  return steps.reduce((total, step) => total + (of(step) ?? 0), 0)
}
