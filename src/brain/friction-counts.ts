import type { PlatformSummary } from '../link/messages.js'
import { OUTCOMES, type Outcome } from '../traffic/outcome.js'

/** What became of the visits of one platform in a stretch of time, as far as friction asks. */
export interface FrictionCounted {
  outcomes: Record<Outcome, number>
  /** Visits that waited for a place. */
  queued: number
  /** Challenges passed in a way that takes a browser or patience: what only returns a cookie is left out. */
  passed: number
  /** By place in the configuration. */
  activities: { requests: number; answered: number }[]
}

/** Adds up what all edges tell of one platform, from one look to the next. */
export class FrictionCounts {
  #counted = nothing()

  add({ outcomes, queued, challenges, activities }: PlatformSummary): void {
    const counted = this.#counted
    for (const [i, name] of OUTCOMES.entries()) counted.outcomes[name] += outcomes[i] ?? 0
    counted.queued += queued
    const [, ...harder] = challenges.passed
    counted.passed += harder.reduce((sum, count) => sum + count, 0)
    for (const [i, { requests, answered }] of activities.entries()) {
      const sum = counted.activities[i] ?? { requests: 0, answered: 0 }
      counted.activities[i] = sum
      sum.requests += requests
      sum.answered += answered
    }
  }

  take(): FrictionCounted {
    const taken = this.#counted
    this.#counted = nothing()
    return taken
  }
}

function nothing(): FrictionCounted {
  const outcomes = Object.fromEntries(OUTCOMES.map((name) => [name, 0])) as Record<Outcome, number>
  return { outcomes, queued: 0, passed: 0, activities: [] }
}
