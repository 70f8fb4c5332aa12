import { ATTRIBUTES, COLUMN } from '../traffic/attributes.js'
import { logUpperTail } from './binomial.js'
import { Collateral } from './collateral.js'
import { type Item, passes } from './items.js'
import type { MinerInput, Significance, ValueTexts } from './miner-input.js'
import { distinct, type Population, type Populations } from './populations.js'
import type { Finding, MinedTest } from './rule.js'

/** A conjunction with all that is to be said of it. */
export interface Assessment {
  readonly finding: Finding
  readonly significant: boolean
  /** Natural logarithms of the probability of so many clients, and of so many visits, in calm times. */
  readonly byClients: number
  readonly byVisits: number
  /** Places of the held-back half that it touches, of how many visits. */
  readonly touches: Int32Array
  readonly draws: number
}

/** Of the visits of a finding. */
const NEARLY_ALL = 0.95

/** Counts on all visits of the sample and of the held-back half what the search has only estimated. */
export class Assessor {
  readonly collateral: Collateral
  readonly #groups: Populations
  readonly #dictionaries: readonly ValueTexts[]
  readonly #significance: Significance
  readonly #fewNetworks: number
  readonly #fewCarry: boolean
  readonly #excess: number
  readonly #expected: number
  /** Clients of the attack. */
  readonly #clients: number

  constructor(
    groups: Populations,
    { dictionaries, significance }: Pick<MinerInput, 'dictionaries' | 'significance'>,
    fewNetworks: number,
    { excess, expected }: { excess: number; expected: number },
  ) {
    this.collateral = new Collateral(groups.heldBack)
    this.#groups = groups
    this.#dictionaries = dictionaries
    this.#significance =
      typeof significance === 'number' ? { clients: significance, visits: significance } : significance
    this.#fewNetworks = fewNetworks
    this.#excess = excess
    this.#expected = expected
    this.#clients = groups.attack.clients.size
    this.#fewCarry = heaviest(groups.attack, fewNetworks - 1) >= excess / 2
  }

  /** Does it rest on enough networks, or do so few carry the attack that it cannot? */
  restsOnEnough({ networks }: Finding): boolean {
    return networks >= this.#fewNetworks || this.#fewCarry
  }

  /** @param compared how many conjunctions it was chosen from */
  assess(items: readonly Item[], compared: number): Assessment {
    const { attack, searched, heldBack } = this.#groups
    const inAttack = placesPassing(attack, items)
    const inSearched = placesPassing(searched, items)
    const touches = placesPassing(heldBack, items)
    const columns = items.reduce((bits, { column }) => bits | (1 << column), 0)
    const draws = heldBack.knownIn(columns)
    const collateral = this.collateral.of(touches, draws)
    const clients = distinct(attack.clients, inAttack)
    const networks = distinct(attack.networks, inAttack)

    // Of clients and of visits, how likely so many are in calm times: at least one more is assumed than was ever seen.
    const normalClients = searched.clients.size + heldBack.clients.size
    const normalTouched = distinct(searched.clients, inSearched) + distinct(heldBack.clients, touches)
    const normalVisits = searched.knownIn(columns) + draws
    const correction = Math.log(Math.max(1, compared))
    const byClients = logUpperTail(clients, this.#clients, (normalTouched + 1) / normalClients) + correction
    const byVisits =
      logUpperTail(inAttack.length, attack.rows.length, (inSearched.length + touches.length + 1) / normalVisits) +
      correction
    const overClients = byClients - this.#significance.clients
    const overVisits = byVisits - this.#significance.visits

    return {
      finding: {
        tests: items.map((item) => this.#test(item)),
        mostly: {
          ...this.#mostly('method', items, inAttack),
          ...this.#mostly('route', items, inAttack),
        },
        explains: Math.max(0, Math.min(1, (inAttack.length - this.#expected * collateral.share) / this.#excess)),
        collateral,
        visits: inAttack.length,
        networks,
        clients,
        fewNetworks: networks < this.#fewNetworks,
        logP: Math.min(0, overClients <= overVisits ? byClients : byVisits),
      },
      byClients,
      byVisits,
      significant: Math.min(overClients, overVisits) < 0,
      touches,
      draws,
    }
  }

  /** The value that nearly all visits at some places have, where no item asks for it. */
  #mostly(
    attribute: 'method' | 'route',
    items: readonly Item[],
    places: Int32Array,
  ): { method?: string; route?: string } {
    const column = COLUMN[attribute]
    if (items.some((item) => item.column === column)) return {}
    const { attack, ids } = this.#groups
    const counts = new Int32Array(ids[column]?.length ?? 0)
    for (const place of places) {
      const code = attack.codes[place * ATTRIBUTES.length + column] ?? 0
      counts[code] = (counts[code] ?? 0) + 1
    }
    const code = counts.findIndex((count) => count >= NEARLY_ALL * places.length)
    const value = code > 0 ? this.#dictionaries[column]?.text(ids[column]?.[code] ?? 0) : undefined
    return value === undefined ? {} : { [attribute]: value }
  }

  #test(item: Item): MinedTest {
    const { searched, heldBack } = this.#groups
    const known = (searched.known[item.column] ?? 0) + (heldBack.known[item.column] ?? 0)
    const passing = placesPassing(searched, [item]).length + placesPassing(heldBack, [item]).length
    return {
      attribute: ATTRIBUTES[item.column] ?? 'method',
      op: item.code === 0 ? 'unseen' : 'is',
      value: item.text,
      normal: known === 0 ? 0 : passing / known,
    }
  }
}

/** Places of the visits that pass all tests, ascending. */
export function placesPassing(population: Population, items: readonly Item[]): Int32Array {
  const { index } = population
  const [rarest, ...others] = items.toSorted((a, b) => index.count(a.column, a.code) - index.count(b.column, b.code))
  if (rarest === undefined) return Int32Array.from({ length: population.rows.length }, (_, place) => place)
  const places = index.of(rarest.column, rarest.code).slice()
  let count = places.length
  for (const item of others) {
    let kept = 0
    for (let i = 0; i < count; i++) {
      const place = places[i] as number
      if (passes(population, place, item)) places[kept++] = place
    }
    count = kept
  }
  return places.subarray(0, count)
}

/** Visits of the few networks that bring most. */
function heaviest({ networks }: Population, few: number): number {
  const visits = new Int32Array(networks.size)
  for (const network of networks.of) visits[network] = (visits[network] ?? 0) + 1
  return visits
    .sort()
    .subarray(-Math.max(1, few))
    .reduce((sum, count) => sum + count, 0)
}
