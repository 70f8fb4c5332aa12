// The global of the same name is a getter, and this is asked a dozen times a request.
import { performance } from 'node:perf_hooks'

const { timeOrigin } = performance

/** Milliseconds since the Unix epoch that never go backwards when somebody sets the clock. */
export function now(): number {
  return timeOrigin + performance.now()
}
