/** More than so many are not compared all: two of them are drawn. */
const COMPARED = 4

/** One of several that can do the same work. */
export interface Worker {
  /** Requests it has now. */
  readonly inFlight: number
  /** Its share, relative to the others; above 0. */
  readonly weight: number
}

/**
 * The one with the least to do for its weight. What else would be a tie is drawn with exponentially distributed numbers:
 * the least of Exp(1) / weight falls on each with a probability in proportion to its weight (an "exponential race"), so
 * that idle workers get their shares too. Of more than four, the two first of such a race are compared, which is nearly
 * as good as comparing all (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001) and keeps edges
 * that do not know of each other from running to the same one.
 * @param workers at least one
 * @param random 0 ≤ random() < 1
 */
export function leastBusy<T extends Worker>(workers: readonly T[], random: () => number): T {
  const drawn = workers.map((worker) => ({ worker, luck: -Math.log(1 - random()) }))
  if (drawn.length > COMPARED) {
    drawn.sort((a, b) => a.luck / a.worker.weight - b.luck / b.worker.weight)
    drawn.length = 2
  }
  const { worker } = drawn.reduce((best, other) => (load(other) < load(best) ? other : best))
  return worker
}

function load({ worker, luck }: { worker: Worker; luck: number }): number {
  return (worker.inFlight + luck) / worker.weight
}
