import { Agent, request } from 'node:http'

const PATIENCE_MS = 10_000
/** Longer than this, a visitor notices. */
const SLOW_MS = 1_000

export interface Sample {
  /** Milliseconds of performance.now(). */
  startedAt: number
  endedAt: number
  path: string
  /** `ok`, `status 502`, or the code of the error. */
  outcome: string
}

/** What a fault did to visitors, over the requests that were begun or under way after it. */
export interface Harm {
  requests: number
  failed: number
  /** Outcomes other than ok with their count, most first: `9 ECONNRESET, 2 status 502`. */
  how: string
  /** From the first failure to the last, in milliseconds, by when the requests ended; 0 without any. */
  failingMs: number
  /** From the fault to the end of the last failure, in milliseconds. */
  untilMs: number
  slow: number
  slowestMs: number
}

/**
 * Visitors at a steady rate whether they are answered or not. Three in four keep their connection for further
 * requests, one in four comes on a new one. Nobody tries again after a failure, which a browser would.
 */
export class SteadyLoad {
  readonly #port: number
  readonly #paths: readonly string[]
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  readonly #samples: Sample[] = []
  readonly #timer: NodeJS.Timeout
  readonly #begunAt = performance.now()
  #sent = 0
  #open = 0

  constructor(port: number, perSecond: number, paths: readonly string[] = ['/']) {
    this.#port = port
    this.#paths = paths
    // The rate is kept by what should have been sent by now: timers are late on a busy machine.
    this.#timer = setInterval(() => {
      const due = ((performance.now() - this.#begunAt) * perSecond) / 1000
      while (this.#sent < due) this.#send()
    }, 5)
  }

  get samples(): readonly Sample[] {
    return this.#samples
  }

  /** Sends no more, and waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    while (this.#open > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    this.#agent.destroy()
  }

  #send(): void {
    const n = this.#sent++
    const path = this.#paths[n % this.#paths.length] ?? '/'
    const startedAt = performance.now()
    this.#open++
    let open = true
    const done = (outcome: string) => {
      if (!open) return
      open = false
      this.#open--
      this.#samples.push({ startedAt, endedAt: performance.now(), path, outcome })
    }
    const req = request(
      { host: '127.0.0.1', port: this.#port, path, agent: n % 4 === 3 ? false : this.#agent, timeout: PATIENCE_MS },
      (res) => {
        res.resume()
        res.on('end', () => done(res.statusCode === 200 ? 'ok' : `status ${res.statusCode}`))
        res.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
      },
    )
    req.on('timeout', () => req.destroy(Object.assign(new Error('no answer'), { code: 'no answer in 10 s' })))
    req.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    req.end()
  }
}

/** @param faultAt and @param until in milliseconds of performance.now() */
export function harmOf(samples: readonly Sample[], faultAt: number, until = Number.POSITIVE_INFINITY): Harm {
  const seen = samples.filter(({ startedAt, endedAt }) => endedAt >= faultAt && startedAt < until)
  const failed = seen.filter(({ outcome }) => outcome !== 'ok')
  const ends = failed.map(({ endedAt }) => endedAt)
  const took = seen.map(({ startedAt, endedAt }) => endedAt - startedAt)
  return {
    requests: seen.length,
    failed: failed.length,
    how: countsOf(failed.map(({ outcome }) => outcome)),
    failingMs: failed.length > 0 ? Math.max(...ends) - Math.min(...ends) : 0,
    untilMs: failed.length > 0 ? Math.max(...ends) - faultAt : 0,
    slow: took.filter((ms) => ms > SLOW_MS).length,
    slowestMs: Math.max(0, ...took),
  }
}

function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ')
}
