import { BestFew } from './best-few.js'
import type { ItemRows, ItemTable } from './items.js'
import type { MinerLimits } from './miner-limits.js'
import type { PlaceSet } from './place-set.js'
import { costOf, ORIGIN_COLUMNS } from './test-cost.js'
import { type Counts, type Stakes, worthOf } from './worth.js'

/** A conjunction of items: indexes into the table, ascending. */
export interface Candidate extends Counts {
  readonly items: readonly number[]
  /** Share of the excess it explains, less what it costs. */
  readonly score: number
  /** Its part of the divergence of the attack from the baseline. */
  readonly telling: number
}

export interface Question extends Stakes {
  readonly table: ItemTable
  readonly limits: MinerLimits
  /** Fewest visits of the attack that a conjunction covers. */
  readonly least: number
  /** By column, how many visits of the searched half have it known. */
  readonly known: Int32Array
}

export interface Answer {
  /** Worth more than their harm, best first. */
  readonly worthy: readonly Candidate[]
  readonly nearest: readonly Candidate[]
  /** How many conjunctions were compared. */
  readonly compared: number
  /** What of `limits.work` was used. */
  readonly work: number
}

const MOST_WORTHY = 64
const MOST_NEAREST = 16
/** Four items make a key that a double holds exactly. */
const KEY_STEP = 2048
export const MOST_ITEMS = KEY_STEP - 2
export const MOST_DEPTH = 4
/** Less of a score than this is no reason to look further. */
const NEXT_TO_NOTHING = 0.002
/** A further test must leave less of the harm than of the attack, by a tenth. */
const CUT = 0.9

/** A conjunction with the rows it covers: those of its parent that pass its last item. */
interface Node extends Candidate {
  readonly last: number
  readonly best: number
  readonly parent: Cover
}

/** What a conjunction covers: rows of the attack in the item table, and places of the searched half. */
interface Cover {
  readonly attack: Int32Array
  readonly searched: PlaceSet
}

/**
 * Level-wise contrast mining (Bay & Pazzani 2001) with a beam: counts all one-test extensions of a conjunction in one
 * pass over the visits it covers, keeps those that explain enough and cut the harm, and extends the most telling ones.
 */
export function search(question: Question): Answer {
  const { table, limits, least } = question
  const worthy = new BestFew<Candidate & { explains: number }>(MOST_WORTHY, byScore)
  const nearest = new BestFew<Candidate>(MOST_NEAREST, byTelling)
  const compared = new Map<number, Counts>()
  const attackCounts = new Int32Array(table.items.length)
  let work = 0

  const extend = (items: readonly number[], cover: Cover, next: BestFew<Node>) => {
    work += table.attack.count(cover.attack, attackCounts)
    const columns = columnsOf(items, table)
    for (let last = 0; last < table.items.length; last++) {
      const attack = attackCounts[last] as number
      if (attack < least) continue
      const column = 1 << (table.items[last]?.column ?? 0)
      if (columns & column) continue
      const longer = withItem(items, last)
      const key = keyOf(longer)
      if (compared.has(key)) continue
      work += cover.searched.words
      const counts = { attack, searched: cover.searched.sizeWith(table.searched.passing[last] as PlaceSet) }
      compared.set(key, counts)
      const worth = judge(question, longer, counts)
      if (!worth || !tellsMore(longer, counts, compared)) continue
      const candidate = { items: longer, ...counts, score: worth.score, telling: worth.telling }
      if ((columns | column) & ~ORIGIN_COLUMNS) {
        if (worth.score > 0 && worth.enriched) worthy.add({ ...candidate, explains: worth.explains })
        nearest.add(candidate)
      }
      if (worth.best > Math.max(0, worth.score)) {
        next.add({ ...candidate, last, best: worth.best, parent: cover })
      }
    }
  }

  let beam = new BestFew<Node>(limits.beam, byTelling)
  extend([], { attack: allRows(table.attack), searched: table.searched.all }, beam)
  for (let depth = 2; depth <= limits.depth; depth++) {
    const first = worthy.all()[0]
    if (
      first &&
      first.explains >= limits.target &&
      !beam.all().some(({ best }) => best > first.score + NEXT_TO_NOTHING)
    )
      break
    const next = new BestFew<Node>(limits.beam, byTelling)
    for (const { items, last, parent } of beam.all()) {
      if (work > limits.work) break
      extend(items, narrow(table, parent, last), next)
    }
    beam = next
  }
  return { worthy: different(worthy.all()), nearest: nearest.all(), compared: compared.size, work }
}

/** What a conjunction is worth by its counts; nothing when it explains too little. */
function judge({ table, limits, known, ...stakes }: Question, items: readonly number[], counts: Counts) {
  let cost = 0
  let draws = Number.POSITIVE_INFINITY
  for (const item of items) {
    const test = table.items[item]
    if (!test) continue
    cost += costOf(test)
    draws = Math.min(draws, known[test.column] ?? 0)
  }
  if (draws < 1) return undefined
  const worth = worthOf(stakes, limits, counts, draws, cost)
  return worth.explains < limits.support ? undefined : worth
}

/** Does it cut the harm of every conjunction of one test less by more than it gives up of what they cover? */
function tellsMore(items: readonly number[], { attack, searched }: Counts, compared: ReadonlyMap<number, Counts>) {
  if (items.length === 1) return true
  return items.every((left) => {
    const shorter = compared.get(keyOf(items, left))
    return !shorter || (searched + 1) / (shorter.searched + 1) <= (CUT * attack) / shorter.attack
  })
}

function narrow({ items, attack, searched }: ItemTable, cover: Cover, last: number): Cover {
  const item = items[last]
  const passing = searched.passing[last]
  if (!item || !passing) return cover
  return { attack: attack.passing(cover.attack, item), searched: cover.searched.with(passing) }
}

function allRows({ length }: ItemRows): Int32Array {
  const rows = new Int32Array(length)
  for (let row = 0; row < length; row++) rows[row] = row
  return rows
}

function columnsOf(items: readonly number[], table: ItemTable): number {
  return items.reduce((columns, item) => columns | (1 << (table.items[item]?.column ?? 0)), 0)
}

function withItem(items: readonly number[], item: number): number[] {
  const at = items.findIndex((other) => other > item)
  return at < 0 ? [...items, item] : [...items.slice(0, at), item, ...items.slice(at)]
}

/** @param without an item that is left out */
function keyOf(items: readonly number[], without = -1): number {
  let key = 0
  for (const item of items) if (item !== without) key = key * KEY_STEP + item + 1
  return key
}

/** Without those that, by their counts and a common item, cover the same visits as a better one. */
function different(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<number>()
  return candidates.filter(({ items, attack, searched }) => {
    const marks = items.map((item) => (attack * 2 ** 15 + searched) * KEY_STEP + item)
    const isNew = marks.every((mark) => !seen.has(mark))
    for (const mark of marks) seen.add(mark)
    return isNew
  })
}

function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || inTurn(a, b)
}

function byTelling(a: Candidate, b: Candidate): number {
  return b.telling - a.telling || inTurn(a, b)
}

/** Fewer items first, then in the order of the table. */
function inTurn(a: Candidate, b: Candidate): number {
  return a.items.length - b.items.length || keyOf(a.items) - keyOf(b.items)
}
