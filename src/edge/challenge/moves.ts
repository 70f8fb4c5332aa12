import { TwoGenerations } from '../../traffic/two-generations.js'

const MOST_CLEARANCES = 8_192
/** A phone on a train changes its network now and then; a clearance that is handed around changes it all the time. */
const MOVES_AN_HOUR = 8
const HOUR_MS = 3_600_000

/** How often each clearance has been given anew for another network. Bounded: who is forgotten may move again. */
export class Moves {
  readonly #moves = new TwoGenerations<number, { count: number; since: number }>(MOST_CLEARANCES)

  /** Whether the clearance may move once more; it has, then. @param payer of the clearance */
  move(payer: number, now: number): boolean {
    const known = this.#moves.get(payer)
    if (!known || now - known.since >= HOUR_MS) {
      this.#moves.set(payer, { count: 1, since: now })
      return true
    }
    return ++known.count <= MOVES_AN_HOUR
  }
}
