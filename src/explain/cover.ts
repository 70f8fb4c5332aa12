import { type Assessor, placesPassing } from './assess.js'
import { CollateralBudget } from './collateral-budget.js'
import type { Item } from './items.js'
import type { MinerLimits } from './miner-limits.js'
import type { Population, Populations } from './populations.js'
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
  leftOfAttack: Int32Array
  leftOfSearched: Int32Array
  readonly #groups: Populations
  readonly #assessor: Assessor
  readonly #stakes: Omit<Stakes, 'touched'>
  readonly #limits: MinerLimits
  readonly #budget: CollateralBudget
  readonly #all: Reached
  readonly #harder: Reached

  constructor(groups: Populations, assessor: Assessor, stakes: Omit<Stakes, 'touched'>, limits: MinerLimits) {
    this.#groups = groups
    this.#assessor = assessor
    this.#stakes = stakes
    this.#limits = limits
    this.#budget = new CollateralBudget(assessor.collateral, groups.heldBack.rows.length, limits.collateral)
    this.#all = nothingReached(groups)
    this.#harder = nothingReached(groups)
    this.leftOfAttack = groups.attack.rows.map((_, place) => place)
    this.leftOfSearched = groups.searched.rows.map((_, place) => place)
  }

  /** Visits of the searched half that the rules touch. */
  get touched(): number {
    return this.#groups.searched.rows.length - this.leftOfSearched.length
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
    const normal = sum(heldBack) / this.#groups.heldBack.total
    return Math.max(0, Math.min(1, (sum(attack) - this.#stakes.expected * normal) / this.#stakes.excess))
  }

  #reach(items: Item[], score: number): Reach {
    const { attack, searched } = this.#groups
    return {
      items,
      score,
      cost: items.reduce((sum, item) => sum + costOf(item), 0),
      draws: items.reduce((least, { column }) => Math.min(least, searched.known[column] ?? 0), searched.total),
      attack: marks(attack, items),
      searched: marks(searched, items),
    }
  }

  #score({ attack, searched, draws, cost }: Reach): number {
    const counts = { attack: count(attack, this.leftOfAttack), searched: count(searched, this.leftOfSearched) }
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
        for (const place of touches) reached.heldBack[place] = 1
        for (let place = 0; place < reach.attack.length; place++) {
          if (reach.attack[place] === 1) reached.attack[place] = 1
        }
      }
      this.leftOfAttack = this.leftOfAttack.filter((place) => reach.attack[place] === 0)
      this.leftOfSearched = this.leftOfSearched.filter((place) => reach.searched[place] === 0)
      this.rules.push({ ...finding, admissibleFor: action })
    }
  }
}

/** Marks at the places of the attack and of the held-back half that some rules reach. */
interface Reached {
  readonly attack: Uint8Array
  readonly heldBack: Uint8Array
}

function nothingReached({ attack, heldBack }: Populations): Reached {
  return { attack: new Uint8Array(attack.rows.length), heldBack: new Uint8Array(heldBack.rows.length) }
}

function sum(marks: Uint8Array): number {
  let total = 0
  for (let place = 0; place < marks.length; place++) total += marks[place] as number
  return total
}

/** A candidate with marks at the places it covers. */
interface Reach {
  readonly items: Item[]
  /** What the search found it worth, before rules were taken. */
  readonly score: number
  readonly cost: number
  readonly draws: number
  readonly attack: Uint8Array
  readonly searched: Uint8Array
}

function marks(population: Population, items: readonly Item[]): Uint8Array {
  const marked = new Uint8Array(population.rows.length)
  const places = placesPassing(population, items)
  for (let i = 0; i < places.length; i++) marked[places[i] as number] = 1
  return marked
}

function count(marked: Uint8Array, places: Int32Array): number {
  let sum = 0
  for (let i = 0; i < places.length; i++) sum += marked[places[i] as number] as number
  return sum
}
