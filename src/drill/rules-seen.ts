import type { RuleStatus } from '../brain/status.js'
import type { Target } from './target.js'

const EVERY_MS = 500
const ANSWER_WITHIN_MS = 2_000
/** More than ever come into force in one drill; what comes after is not kept. */
const MOST_RULES = 200

/** Asks the console twice a second which rules there are, and keeps what it last heard of each. */
export class RulesSeen {
  readonly #target: Target
  readonly #rules = new Map<number, RuleStatus>()
  #known = false
  #timer: NodeJS.Timeout | null = null
  #asking = false

  constructor(target: Target) {
    this.#target = target
  }

  async start(): Promise<void> {
    await this.#ask()
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  /** In the order in which they were made; null when this Holdfast tells nothing of rules. */
  get rules(): RuleStatus[] | null {
    return this.#known ? [...this.#rules.values()].sort((a, b) => a.id - b.id) : null
  }

  async #ask(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      const reply = await this.#target.askConsole('/api/rules', { timeoutMs: ANSWER_WITHIN_MS })
      if (reply.status !== 200) return
      const rules: unknown = JSON.parse(reply.body)
      if (!Array.isArray(rules)) return
      this.#known = true
      for (const rule of rules as RuleStatus[]) {
        if (rule.platform !== this.#target.platform) continue
        if (this.#rules.has(rule.id) || this.#rules.size < MOST_RULES) this.#rules.set(rule.id, rule)
      }
    } catch {
      // A console that is too busy to answer is asked again.
    } finally {
      this.#asking = false
    }
  }
}
