import { COLUMN } from '../traffic/attributes.js'
import { Assessor } from './assess.js'
import { type Item, itemTable } from './items.js'
import type { MinerInput, NormalInput, Significance } from './miner-input.js'
import { MINER_LIMITS } from './miner-limits.js'
import { populationsAgainst } from './populations-against.js'
import { type PreparedNormal, prepareNormal } from './prepare-normal.js'
import type { RuleTest } from './rule.js'
import { search } from './search.js'

export interface Calibration {
  readonly significance: Significance
  /** Programs whose clients switch on together in calm times and ask for files and feeds, for `MinerInput.fleets`. */
  readonly fleets: readonly (readonly RuleTest[])[]
}

export interface CalmTimes extends Pick<MinerInput, 'dictionaries'> {
  readonly normal: NormalInput
  /** Samples of stretches without an attack, of the length of those that are mined, with what is said of their rows. */
  readonly windows: readonly Pick<MinerInput, 'attack' | 'exempt' | 'unseen'>[]
}

/** Of calm windows, how many may look more unusual than the level, and the level that nothing may be above. */
const QUANTILE = 0.01
const NOMINAL = Math.log(0.01)
/** A fleet is unusual by the nominal level in at least this share of calm windows, and in at least two. */
const FLEET_SHARE = 0.05
const FLEET_WINDOWS = 2
const MOST_FLEETS = 64
const DEPTH = 2
/** What costs next to nothing to serve. A fleet that asks for pages is not exempt: an attack might borrow its name. */
const CHEAP = new Set(['asset', 'feed'])

/**
 * What calm times look like to the miner. Clients do not come independently: a newsletter switches on whole fleets of them, so
 * that no level from a table holds. Instead it is taken from calm windows: the first percentile of the least probability
 * that anything in a window had ("TLS-Fingerprint Scoping of Application-Layer DDoS Mitigation", 2026).
 */
export function calibrate(calm: CalmTimes): Calibration {
  const byClients: number[] = []
  const byVisits: number[] = []
  const fleets = new Map<string, { tests: RuleTest[]; windows: number }>()
  const normal = prepareNormal(calm.normal)
  for (const window of calm.windows) {
    const input: MinerInput = {
      ...window,
      dictionaries: calm.dictionaries,
      expected: 0,
      fleets: [],
      significance: NOMINAL,
    }
    const { clients, visits, unusual } = lookAt(normal, input)
    byClients.push(clients)
    byVisits.push(visits)
    for (const tests of unusual) {
      const name = tests.map(({ attribute, value }) => `${attribute}\0${value}`).join('\0')
      const known = fleets.get(name)
      if (known) known.windows++
      else fleets.set(name, { tests, windows: 1 })
    }
  }
  const often = Math.max(FLEET_WINDOWS, FLEET_SHARE * calm.windows.length)
  return {
    significance: { clients: level(byClients), visits: level(byVisits) },
    fleets: [...fleets.entries()]
      .filter(([, fleet]) => fleet.windows >= often)
      .sort(([a, one], [b, other]) => other.windows - one.windows || (a < b ? -1 : 1))
      .slice(0, MOST_FLEETS)
      .map(([, { tests }]) => tests),
  }
}

function level(logs: number[]): number {
  const sorted = logs.sort((a, b) => a - b)
  return Math.min(NOMINAL, sorted[Math.floor(QUANTILE * sorted.length)] ?? NOMINAL)
}

/** The least probabilities in a window, and which programs asking for files or feeds were unusually many. */
function lookAt(normal: PreparedNormal, input: MinerInput) {
  const groups = populationsAgainst(normal, input)
  const { attack, searched, heldBack } = groups
  const found = { clients: 0, visits: 0, unusual: [] as RuleTest[][] }
  if (attack.rows.length === 0 || searched.total === 0 || heldBack.total === 0) return found
  const stakes = { attackVisits: attack.rows.length, expected: 0, excess: attack.rows.length }
  const assessor = new Assessor(groups, input, MINER_LIMITS.networks, stakes)
  const limits = { ...MINER_LIMITS, depth: DEPTH }
  const places = (count: number) => Int32Array.from({ length: count }, (_, place) => place)
  const least = Math.max(limits.leastVisits, limits.support * attack.rows.length)
  const table = itemTable(groups, places(attack.rows.length), places(searched.rows.length), input, {
    perNormal: 0,
    least,
    most: limits.items,
  })
  const answer = search({ ...stakes, touched: 0, least, table, limits, known: searched.known })
  for (const { items } of answer.worthy) {
    const { byClients, byVisits } = assessor.assess(itemsOf(table.items, items), answer.compared)
    found.clients = Math.min(found.clients, byClients)
    found.visits = Math.min(found.visits, byVisits)
  }
  for (const items of programsAndCheapKinds(table.items)) {
    const { finding, byClients, byVisits } = assessor.assess(items, answer.compared)
    if (Math.min(byClients, byVisits) >= NOMINAL) continue
    found.unusual.push(finding.tests.map(({ attribute, op, value }) => ({ attribute, op, value })))
  }
  return found
}

function itemsOf(all: readonly Item[], places: readonly number[]): Item[] {
  return places.flatMap((place) => all[place] ?? [])
}

/** Pairs of a program and a cheap kind that enough visits of the window have. */
function programsAndCheapKinds(items: readonly Item[]): Item[][] {
  const named = items.filter(({ code }) => code !== 0)
  const programs = named.filter(({ column }) => column === COLUMN.userAgent)
  const kinds = named.filter(({ column, text }) => column === COLUMN.kind && CHEAP.has(text))
  return programs.flatMap((program) => kinds.map((kind) => [kind, program]))
}
