import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'

/** Visitors have a computer each; here they share one with Holdfast and the attack, and so they take turns. */
const AT_ONCE = 2
/** Who would wait for longer than people do is turned away: the bench itself would be what is measured. */
const MOST_WAITING = 200

/** Does the work that challenges ask for, as the widget of a page would, a bounded number at a time. */
export class WorkBench {
  #working = 0
  readonly #waiting: (() => void)[] = []

  /**
   * @param challenge as the site gave it; what is wrong with it fails @param deadline Unix time in milliseconds
   * @returns what the page posts, base64 of JSON; null when it cannot be solved, or not in time
   */
  async solve(challenge: unknown, deadline: number): Promise<string | null> {
    if (!(await this.#turn())) return null
    try {
      const timeout = deadline - Date.now()
      if (timeout <= 0) return null
      const solution = await solveChallenge({ challenge: challenge as Challenge, deriveKey, timeout })
      return solution === null ? null : Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
    } catch {
      return null
    } finally {
      this.#working--
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<boolean> {
    if (this.#working >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING) return false
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#working++
    return true
  }
}
