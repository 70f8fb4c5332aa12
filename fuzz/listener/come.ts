import { mustHold } from '../engine/target.js'

/** Loopback is fast; what takes longer than this does not come. */
const PATIENCE_MS = 4_000

/** @throws Violation when the condition does not come true soon */
export async function come(condition: () => boolean, what: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (!condition()) {
    mustHold(performance.now() < until, `within ${PATIENCE_MS} ms ${what}`)
    await nextTurn()
  }
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
