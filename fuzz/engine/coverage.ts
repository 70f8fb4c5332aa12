import { type Profiler, Session } from 'node:inspector'

/**
 * Which blocks of the product's code have run, as V8 itself counts them. A block is a feature the first time it runs, and
 * again when it ran another number of times than the code around it: a loop that was gone through is a feature of its own.
 */
export class Coverage {
  readonly #session = new Session()
  readonly #seen = new Set<string>()
  /** Of several inputs together: their counts differ from those of one, so they are compared only with their like. */
  readonly #seenTogether = new Set<string>()
  readonly #isOwn: (url: string) => boolean

  /** @param isOwn which scripts count, by their URL */
  constructor(isOwn: (url: string) => boolean) {
    this.#isOwn = isOwn
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  get features(): number {
    return this.#seen.size
  }

  /** What has run since the last call. @returns features that had never been seen before; they are now */
  takeNew(): number {
    const before = this.#seen.size
    for (const feature of this.#take()) this.#seen.add(feature)
    return this.#seen.size - before
  }

  /** The same for several inputs run together, whose features are known apart from those of single ones. */
  hasNewTogether(): boolean {
    const before = this.#seenTogether.size
    for (const feature of this.#take()) this.#seenTogether.add(feature)
    return this.#seenTogether.size > before
  }

  stop(): void {
    this.#session.disconnect()
  }

  *#take(): Generator<string> {
    let scripts: Profiler.ScriptCoverage[] = []
    // Within one thread the answer comes before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (_error, answer) => {
      scripts = answer?.result ?? []
    })
    for (const { scriptId, url, functions } of scripts) {
      if (!this.#isOwn(url)) continue
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0) yield `${scriptId}:${startOffset}:${endOffset}`
        }
      }
    }
  }
}
