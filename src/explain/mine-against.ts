import { type Assessment, Assessor } from './assess.js'
import { Cover } from './cover.js'
import { itemTable } from './items.js'
import type { MinerInput } from './miner-input.js'
import { MINER_LIMITS, type MinerLimits } from './miner-limits.js'
import { populationsAgainst } from './populations-against.js'
import type { PreparedNormal } from './prepare-normal.js'
import type { Mined } from './rule.js'
import { MOST_DEPTH, MOST_ITEMS, search } from './search.js'
import { unexplained } from './unexplained.js'

/**
 * From an alarm to rules: what the visits in excess of normal have in common that normal visits have not. Contrast
 * mining proposes conjunctions, a greedy cover chooses among them, the held-back half of the baseline says what each
 * would touch, and what is left is mined again. Deterministic; the order of rows and the numbers of ids do not matter.
 */
export function mineAgainst(normal: PreparedNormal, input: MinerInput): Mined {
  const asked = { ...MINER_LIMITS, ...input.limits }
  const limits: MinerLimits = {
    ...asked,
    depth: Math.min(asked.depth, MOST_DEPTH),
    items: Math.min(asked.items, MOST_ITEMS),
  }
  const groups = populationsAgainst(normal, input)
  const { attack, searched, heldBack } = groups
  const touchable = searched.rows.length + heldBack.rows.length
  const expected =
    input.expectedTouchable ?? (touchable === 0 ? 0 : (input.expected * touchable) / normal.sample.length)
  const excess = attack.rows.length - expected
  const known = { baseline: normal.sample.length, heldBack: heldBack.total, attack: attack.rows.length, expected }
  if (excess < limits.visits || heldBack.total === 0 || searched.total === 0) {
    return { kind: 'nothing-admissible', ...unexplained({ ...known, limits, rejected: [], nearest: [] }) }
  }

  // Shares of the baseline count those that no rule may touch, so that `expected` here is of all visits.
  const stakes = { attackVisits: attack.rows.length, expected: input.expected, excess }
  const assessor = new Assessor(groups, input, limits.networks, stakes)
  const cover = new Cover(groups, assessor, stakes, limits)
  const least = Math.max(limits.leastVisits, limits.support * excess)
  let nearest: Assessment[]
  let work = limits.work
  let chosen: boolean
  do {
    const table = itemTable(groups, cover.leftOfAttack, cover.leftOfSearched, input, {
      perNormal: input.expected / searched.total,
      least,
      most: limits.items,
    })
    const answer = search({
      ...stakes,
      touched: cover.touched,
      least,
      table,
      limits: { ...limits, work },
      known: searched.known,
    })
    work -= answer.work
    const itemsOf = (items: readonly number[]) => items.flatMap((item) => table.items[item] ?? [])
    chosen = cover.choose(answer, table.items)
    nearest = answer.nearest.slice(0, 3).map(({ items }) => assessor.assess(itemsOf(items), answer.compared))
  } while (chosen && work > 0 && !cover.complete)

  const { rules, explained, rejected } = cover
  const why = () => unexplained({ ...known, limits, rejected, nearest })
  if (rules.length === 0) return { kind: 'nothing-admissible', ...why() }
  return { kind: 'rules', rules, explained, residual: 1 - explained, rest: cover.stopped < ENOUGH ? why() : null }
}

/** Rules that explain two thirds of an excess explain the attack (design, section 4). */
const ENOUGH = 2 / 3
