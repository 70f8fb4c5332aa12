import { type Assessment, type Assessor, placesPassing } from './assess.js'
import { CollateralBudget } from './collateral-budget.js'
import type { Item } from './items.js'
import type { MinerLimits } from './miner-limits.js'
import { PlaceSet } from './place-set.js'
import type { Populations } from './populations.js'
import type { MinedRule, RuleAction } from './rule.js'
import type { Answer } from './search.js'
import { costOf } from './test-cost.js'
import type { Rejection } from './unexplained.js'
import { type Stakes, worthOf } from './worth.js'

/** How many candidates that seemed worth it may fail on the held-back half before it is not asked any more: a half asked often enough says yes by chance. */
const MOST_REJECTED = 16

/**
 * Of what a candidate covers of the attack, so much must pass a further test that is added because the candidate alone would
 * touch too much; and so many of those are tried. The half that says yes or no is not asked which.
 */
const KEEPS = 0.95
const MOST_NARROWED = 3
/** For so many candidates: each takes as long as a part of a search. */
const MOST_NARROWINGS = 4

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
  #narrowings = 0

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
  choose({ worthy, compared }: Answer, items: readonly Item[]): boolean {
    const itemsOf = (indexes: readonly number[]) => indexes.flatMap((index) => items[index] ?? [])
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
      this.#take(this.#narrowed(this.#weigh(chosen, compared), items, compared))
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

  #weigh(reach: Reach, compared: number): Weighed {
    const assessment = this.#assessor.assess(reach.items, compared)
    const { finding, touches, draws, significant } = assessment
    const action = this.#budget.hardest(touches, draws)
    if (!significant) return { reach, assessment, rejected: 'chance' }
    if (!this.#assessor.restsOnEnough(finding)) return { reach, assessment, rejected: 'networks' }
    return action ? { reach, assessment, action } : { reach, assessment, rejected: 'collateral' }
  }

  /**
   * The same visits of the attack by one test more, where the candidate alone would touch too many others to stop them: the
   * searched half, by which it was found, can have met fewer of those than there are.
   */
  #narrowed(weighed: Weighed, items: readonly Item[], compared: number): Weighed {
    if (weighed.action ? weighed.action !== 'slow' : weighed.rejected !== 'collateral') return weighed
    if (weighed.reach.items.length >= this.#limits.depth || this.#narrowings++ >= MOST_NARROWINGS) return weighed
    const { reach } = weighed
    const least = KEEPS * reach.attack.size
    const { index } = this.#groups.attack
    const narrower = items
      .filter(({ column, code }) => index.count(column, code) >= least)
      .filter((item) => reach.items.every(({ column }) => column !== item.column))
      .map((item) => this.#reach([...reach.items, item], reach.score))
      .filter(({ attack }) => attack.size >= least)
      .map((other) => ({ other, alone: this.#searchedWith(other.items.slice(-1)) }))
      .sort((a, b) => a.other.searched.size - b.other.searched.size || a.alone - b.alone)
      .slice(0, MOST_NARROWED)
    for (const { other } of narrower) {
      const again = this.#weigh(other, compared + items.length)
      if (again.action && again.action !== 'slow') return again
    }
    return weighed
  }

  #searchedWith(items: readonly Item[]): number {
    return placesPassing(this.#groups.searched, items).length
  }

  #take({ reach, assessment, action, rejected }: Weighed): void {
    if (!action) {
      this.rejected.push({ why: rejected, assessment })
      return
    }
    const { finding, touches, draws } = assessment
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

/** A candidate as the held-back half sees it: what it may do, or why it may not. */
type Weighed = { reach: Reach; assessment: Assessment } & (
  | { action: RuleAction; rejected?: never }
  | { rejected: Rejection['why']; action?: never }
)

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
