/** Bytes are what is kept in files, mutated and minimised; each target reads them in its own way. */
export interface Target {
  /** Also the name of its folders in corpus/ and regressions/. */
  name: string
  /** What is fuzzed, in one line. */
  about: string
  /** Share of the time, beside the other targets' shares. */
  weight: number
  /** Pieces with a meaning to the parser, for the mutator. */
  words: readonly string[]
  /** Inputs with the structure that the parser expects, right and almost right. */
  generate?: (seed: number) => Uint8Array
  /** Inputs are at most so long. */
  mostBytes: number
  /** A longer time for 100 kB, at least for any input, is a finding; null where the time is not the target's own. */
  mostMs: number | null
  /** Called once before the first input; the returned function undoes it. */
  prepare?: () => Promise<() => Promise<void>>
  /**
   * Throws at whatever must not be: an exception that was not declared, a rule that does not hold.
   * Deterministic for `attempt`s that do not touch a socket.
   */
  attempt(input: Uint8Array): void | Promise<void>
}

/** A rule that must hold for every input and does not. The message says which. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

/** @throws Violation with `rule` unless `condition` holds */
export function mustHold(condition: boolean, rule: string | (() => string)): asserts condition {
  if (!condition) throw new Violation(typeof rule === 'string' ? rule : rule())
}
