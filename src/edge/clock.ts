const { timeOrigin } = performance

/** Milliseconds since the Unix epoch that never go backwards when somebody sets the clock. */
export function now(): number {
  return timeOrigin + performance.now()
}
