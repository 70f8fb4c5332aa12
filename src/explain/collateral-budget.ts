import type { Collateral } from './collateral.js'
import type { MinerLimits } from './miner-limits.js'
import { RULE_ACTIONS, type RuleAction } from './rule.js'

/**
 * What all rules may touch together, by action. Who may be refused may be slowed as well, so that a rule weighs on the
 * budgets of all milder actions.
 */
export class CollateralBudget {
  readonly #collateral: Collateral
  readonly #limits: MinerLimits['collateral']
  /** By action, marks at the held-back places that its rules touch. */
  readonly #touched: Readonly<Record<RuleAction, Uint8Array>>
  #draws = Number.POSITIVE_INFINITY

  constructor(collateral: Collateral, heldBackVisits: number, limits: MinerLimits['collateral']) {
    this.#collateral = collateral
    this.#limits = limits
    const none = () => new Uint8Array(heldBackVisits)
    this.#touched = { slow: none(), challenge: none(), refuse: none() }
  }

  /**
   * The hardest action that a further rule stays inside the budgets with; undefined when there is none.
   * @param places of the held-back half that it would touch
   * @param draws how many of its visits have all attributes known that the rule asks for
   */
  hardest(places: Int32Array, draws: number): RuleAction | undefined {
    const least = Math.min(draws, this.#draws)
    let hardest: RuleAction | undefined
    for (const action of RULE_ACTIONS) {
      const together = this.#touched[action].slice()
      for (const place of places) together[place] = 1
      if (this.#collateral.of(marked(together), least).upper > this.#limits[action]) break
      hardest = action
    }
    return hardest
  }

  spend(action: RuleAction, places: Int32Array, draws: number): void {
    this.#draws = Math.min(draws, this.#draws)
    for (const touched of RULE_ACTIONS) {
      for (const place of places) this.#touched[touched][place] = 1
      if (touched === action) return
    }
  }
}

function marked(marks: Uint8Array): Int32Array {
  const places = new Int32Array(marks.length)
  let count = 0
  for (let place = 0; place < marks.length; place++) if (marks[place] === 1) places[count++] = place
  return places.subarray(0, count)
}
