import { Worker } from 'node:worker_threads'
import { CurrentInput } from './engine/current-input.js'
import type { FuzzOutcome } from './engine/fuzz-target.js'
import type { Target } from './engine/target.js'
import type { FuzzOrder } from './fuzz-worker.js'

/** An input that takes longer than this will not end. */
const HANG_MS = 10_000
/** Loading the code and starting an edge takes so long at most, on a busy machine. */
const START_MS = 60_000
const LOOK_EVERY_MS = 500
/** A thread that lets its memory grow past this, in megabytes, ends with an error instead of taking the machine along. */
const MOST_MEGABYTES = 1_024

/**
 * Fuzzes one target in a thread of its own, so that an input which hangs it, or takes all its memory, is a finding like
 * any other.
 */
export function fuzzInThread(
  target: Target,
  { seed, forMs, corpus }: { seed: number; forMs: number; corpus: Uint8Array[] },
): Promise<FuzzOutcome> {
  const current = new CurrentInput(target.mostBytes)
  const order: FuzzOrder = {
    target: target.name,
    seed,
    forMs,
    corpus,
    current: current.buffer,
    ownCode: new URL('../src/', import.meta.url).href,
  }
  const worker = new Worker(new URL('./fuzz-worker.js', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  })
  return new Promise((resolve) => {
    let count = -1
    let movedAt = Date.now()
    const watch = setInterval(() => {
      if (current.count !== count) {
        count = current.count
        movedAt = Date.now()
      } else {
        const patienceMs = count === 0 ? START_MS : HANG_MS
        if (Date.now() - movedAt > patienceMs) found(`does not end within ${patienceMs / 1000} s`)
      }
    }, LOOK_EVERY_MS)
    const settle = (outcome: FuzzOutcome) => {
      clearInterval(watch)
      resolve(outcome)
      void worker.terminate()
    }
    const found = (why: string) =>
      settle({ executions: current.count, features: 0, kept: 0, finding: { input: current.input, why } })
    worker.once('message', settle)
    worker.once('error', (error: Error) => found(`ended the thread: ${error.stack ?? error.message}`))
    worker.once('exit', (code) => found(`ended the thread (code ${code})`))
  })
}
