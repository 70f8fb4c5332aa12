import { mustHold } from '../engine/target.js'
import { come } from './come.js'
import type { FuzzedEdge, FuzzOrigin } from './fuzzed-edge.js'

/** One edge for all inputs of a target, and a fresh one after a finding: after that it may be in any state. */
export class KeptEdge<Origin extends FuzzOrigin> {
  readonly #start: () => Promise<FuzzedEdge<Origin>>
  #edge: FuzzedEdge<Origin> | null = null

  constructor(start: () => Promise<FuzzedEdge<Origin>>) {
    this.#start = start
  }

  /** As `Target.prepare`. */
  async prepare(): Promise<() => Promise<void>> {
    this.#edge = await this.#start()
    return async () => {
      await this.#edge?.stop()
      this.#edge = null
    }
  }

  /**
   * Runs an attempt, waits until the edge is at rest again, and judges. No error may have been logged.
   * @throws what either throws
   */
  async attempt<Seen>(
    run: (fuzzed: FuzzedEdge<Origin>) => Promise<Seen>,
    judge: (seen: Seen, fuzzed: FuzzedEdge<Origin>) => void,
  ): Promise<void> {
    this.#edge ??= await this.#start()
    const fuzzed = this.#edge
    fuzzed.errors.length = 0
    try {
      const seen = await run(fuzzed)
      await come(() => fuzzed.atRest, 'every visit and connection ends')
      judge(seen, fuzzed)
      mustHold(fuzzed.errors.length === 0, () => `the edge logs no error: ${fuzzed.errors[0]}`)
    } catch (error) {
      this.#edge = null
      void fuzzed.stop()
      throw error
    }
  }
}
