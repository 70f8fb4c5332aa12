import { type Assessor, placesPassing } from './assess.js'
import { CollateralBudget } from './collateral-budget.js'
import type { Item } from './items.js'
import type { MinerLimits } from './miner-limits.js'
import { PlaceSet } from './place-set.js'
import type { Populations } from './populations.js'
import type { MinedRule } from './rule.js'
import type { Answer } from './search.js'
import { costOf } from './test-cost.js'
import type { Rejection } from './unexplained.js'
import { type Stakes, worthOf } from './worth.js'

/** How many candidates that seemed worth it may fail on the held-back half before it is not asked any more: a half asked often enough says yes by chance. */
const MOST_REJECTED = 16

/** A candidate that lost more of its worth to the rules taken before it says little of what is left: search again. */
const STILL_TRUE = 0.8

/** The rules chosen so far, each worth more than its harm by what those before it left (a greedy set cover). */
export class Cover {
  readonly rules: MinedRule[] = []
  readonly rejected: Rejection[] = []
  readonly #groups: Populations
  readonly #assessor: Assessor
  readonly #stakes: Omit<Stakes, 'touched'>
  readonly #limits: MinerLimits
  readonly #budget: CollateralBudget
  readonly #all: Reached
  readonly #harder: Reached
  #left: { attack: PlaceSet; searched: PlaceSet }

  constructor(groups: Populations, assessor: Assessor, stakes: Omit<Stakes, 'touched'>, limits: MinerLimits) {
    this.#groups = groups
    this.#assessor = assessor
    this.#stakes = stakes
    this.#limits = limits
    this.#budget = new CollateralBudget(assessor.collateral, groups.heldBack.rows.length, limits.collateral)
    this.#all = nothingReached(groups)
    this.#harder = nothingReached(groups)
    this.#left = {
      attack: PlaceSet.all(groups.attack.rows.length),
      searched: PlaceSet.all(groups.searched.rows.length),
    }
  }

  /** Places of the attack that no rule reaches yet. */
  get leftOfAttack(): Int32Array {
    return this.#left.attack.places()
  }

  get leftOfSearched(): Int32Array {
    return this.#left.searched.places()
  }

  /** Visits of the searched half that the rules touch. */
  get touched(): number {
    return this.#groups.searched.rows.length - this.#left.searched.size
  }

  /** Share of the excess that the rules explain together. */
  get explained(): number {
    return this.#share(this.#all)
  }

  /** The same, by those rules that may do more than slow. */
  get stopped(): number {
    return this.#share(this.#harder)
  }

  get complete(): boolean {
    return this.explained >= this.#limits.target || this.rules.length >= this.#limits.rules
  }

  /**
   * Takes candidates as long as one is worth it, best first, by what the rules before it leave.
   * @returns whether it took one
   */
  choose({ worthy, compared }: Answer, itemsOf: (items: readonly number[]) => Item[]): boolean {
    let candidates = worthy.map(({ items, score }) => this.#reach(itemsOf(items), score))
    const before = this.rules.length
    while (!this.complete && this.rejected.length < MOST_REJECTED) {
      let best = candidates[0]
      let most = 0
      for (const candidate of candidates) {
        const score = this.#score(candidate)
        if (score > most && score >= STILL_TRUE * candidate.score) {
          best = candidate
          most = score
        }
      }
      if (!best || most <= 0) break
      const chosen = best
      this.#try(chosen, compared)
      candidates = candidates.filter((candidate) => candidate !== chosen)
    }
    return this.rules.length > before
  }

  #share({ attack, heldBack }: Reached): number {
    const normal = heldBack.size / this.#groups.heldBack.total
    return Math.max(0, Math.min(1, (attack.size - this.#stakes.expected * normal) / this.#stakes.excess))
  }

  #reach(items: Item[], score: number): Reach {
    const { attack, searched } = this.#groups
    return {
      items,
      score,
      cost: items.reduce((sum, item) => sum + costOf(item), 0),
      draws: items.reduce((least, { column }) => Math.min(least, searched.known[column] ?? 0), searched.total),
      attack: PlaceSet.of(placesPassing(attack, items), attack.rows.length),
      searched: PlaceSet.of(placesPassing(searched, items), searched.rows.length),
    }
  }

  #score({ attack, searched, draws, cost }: Reach): number {
    const counts = { attack: attack.sizeWith(this.#left.attack), searched: searched.sizeWith(this.#left.searched) }
    const worth = worthOf({ ...this.#stakes, touched: this.touched }, this.#limits, counts, draws, cost)
    return worth.explains < this.#limits.support ? 0 : worth.score
  }

  #try(reach: Reach, compared: number): void {
    const assessment = this.#assessor.assess(reach.items, compared)
    const { finding, touches, draws } = assessment
    const action = this.#budget.hardest(touches, draws)
    if (!assessment.significant) this.rejected.push({ why: 'chance', assessment })
    else if (!this.#assessor.restsOnEnough(finding)) this.rejected.push({ why: 'networks', assessment })
    else if (!action) this.rejected.push({ why: 'collateral', assessment })
    else {
      this.#budget.spend(action, touches, draws)
      for (const reached of action === 'slow' ? [this.#all] : [this.#all, this.#harder]) {
        reached.heldBack = reached.heldBack.and(PlaceSet.of(touches, this.#groups.heldBack.rows.length))
        reached.attack = reached.attack.and(reach.attack)
      }
      const { attack, searched } = this.#left
      this.#left = { attack: attack.without(reach.attack), searched: searched.without(reach.searched) }
      this.rules.push({ ...finding, admissibleFor: action })
    }
  }
}

/** Places of the attack and of the held-back half that some rules reach. */
interface Reached {
  attack: PlaceSet
  heldBack: PlaceSet
}

function nothingReached({ attack, heldBack }: Populations): Reached {
  return { attack: PlaceSet.none(attack.rows.length), heldBack: PlaceSet.none(heldBack.rows.length) }
}

/** A candidate with the places it covers. */
interface Reach {
  readonly items: Item[]
  /** What the search found it worth, before rules were taken. */
  readonly score: number
  readonly cost: number
  readonly draws: number
  readonly attack: PlaceSet
  readonly searched: PlaceSet
}
