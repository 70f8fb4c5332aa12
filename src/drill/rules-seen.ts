import type { RuleStatus } from '../brain/status.js'
import { AskedRegularly } from './asked-regularly.js'
import type { Target } from './target.js'

/** More than ever come into force in one drill; what comes after is not kept. */
const MOST_RULES = 200

/** Asks the console twice a second which rules there are, and keeps what it last heard of each. */
export class RulesSeen {
  readonly #rules = new Map<number, RuleStatus>()
  readonly #asked: AskedRegularly
  #known = false

  constructor(target: Target) {
    this.#asked = new AskedRegularly(target, '/api/rules', (rules) => {
      if (!Array.isArray(rules)) return
      this.#known = true
      for (const rule of rules as RuleStatus[]) {
        if (rule.platform !== target.platform) continue
        if (this.#rules.has(rule.id) || this.#rules.size < MOST_RULES) this.#rules.set(rule.id, rule)
      }
    })
  }

  start(): Promise<void> {
    return this.#asked.start()
  }

  stop(): void {
    this.#asked.stop()
  }

  /** In the order in which they were made; null when this Holdfast tells nothing of rules. */
  get rules(): RuleStatus[] | null {
    return this.#known ? [...this.#rules.values()].sort((a, b) => a.id - b.id) : null
  }
}
