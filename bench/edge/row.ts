/** One line of the table. */
export interface Row {
  figure: string
  contender: string
  unit: string
  median: number
  least: number
  most: number
  /** Times the bare one: the median over the rounds of what was measured in the same round. */
  ratio?: number
  /** What was to be reached, in words, and whether it was. */
  target?: { text: string; reached: boolean }
}

/** What the sizes of a run are; `--quick` has smaller ones, for a look. */
export interface Plan {
  /** Of CPU time. */
  rounds: number
  /** Before CPU time is measured: until all that is hot has been compiled. */
  warmUpRequests: number
  requests: number
  connections: number
  /** Before memory is measured. */
  smallAnswers: number
  transferBytes: number
  transferRounds: number
  clients: number
  clientsOverTheWire: number
  starts: number
}

export function medianOf(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b)
  const middle = ascending.length >> 1
  const upper = ascending[middle] ?? Number.NaN
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? Number.NaN) + upper) / 2
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): { median: number; least: number; most: number } {
  return { median: medianOf(values), least: Math.min(...values), most: Math.max(...values) }
}
