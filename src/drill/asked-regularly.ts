import type { Target } from './target.js'

const EVERY_MS = 500
const ANSWER_WITHIN_MS = 2_000

/** Asks the console for one thing twice a second. A console that is too busy to answer leaves a gap, and nothing else. */
export class AskedRegularly {
  readonly #target: Target
  readonly #path: string
  readonly #onAnswer: (answer: unknown) => void
  #timer: NodeJS.Timeout | null = null
  #asking = false

  /** @param onAnswer called with each answer of status 200, read as JSON; what it cannot use it throws at, or leaves */
  constructor(target: Target, path: string, onAnswer: (answer: unknown) => void) {
    this.#target = target
    this.#path = path
    this.#onAnswer = onAnswer
  }

  async start(): Promise<void> {
    await this.#ask()
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  async #ask(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      const reply = await this.#target.askConsole(this.#path, { timeoutMs: ANSWER_WITHIN_MS })
      if (reply.status === 200) this.#onAnswer(JSON.parse(reply.body))
    } catch {
      // It is asked again.
    } finally {
      this.#asking = false
    }
  }
}
