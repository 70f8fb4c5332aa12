import { BestFew } from './best-few.js'
import type { ItemRows, ItemTable } from './items.js'
import type { MinerLimits } from './miner-limits.js'
import { costOf, ORIGIN_COLUMNS } from './test-cost.js'
import { type Counts, type Stakes, worthOf } from './worth.js'

/** A conjunction of items: indexes into the table, ascending. */
export interface Candidate extends Counts {
  readonly items: readonly number[]
  /** Share of the excess it explains, less what it costs. */
  readonly score: number
  /** How near it is to being worth something, for when nothing is. */
  readonly nearness: number
}

export interface Question extends Stakes {
  readonly table: ItemTable
  readonly limits: MinerLimits
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
/** A further test must leave less of the harm than of the attack, by a tenth. */
const CUT = 0.9

/** A conjunction with the rows it covers: those of its parent that pass its last item. */
interface Node extends Candidate {
  readonly key: number
  readonly last: number
  readonly potential: number
  readonly parent: Cover
}

/** Rows of the item table. */
interface Cover {
  readonly attack: Int32Array
  readonly searched: Int32Array
}

/**
 * Level-wise contrast mining (Bay & Pazzani 2001) with a beam: counts all one-test extensions of a conjunction in one
 * pass over the visits it covers, keeps those that explain enough and cut the harm, and extends the most telling ones.
 */
export function search(question: Question): Answer {
  const { table, limits } = question
  const worthy = new BestFew<Candidate>(MOST_WORTHY, (a, b) => b.score - a.score || inTurn(a, b))
  const nearest = new BestFew<Candidate>(MOST_NEAREST, (a, b) => b.nearness - a.nearness || inTurn(a, b))
  const compared = new Map<number, Counts>()
  const counter = new Counter(table)

  const extend = (items: readonly number[], cover: Cover, next: BestFew<Node>) => {
    counter.count(cover)
    const columns = columnsOf(items, table)
    for (let last = 0; last < table.items.length; last++) {
      const attack = counter.attack[last] ?? 0
      const column = 1 << (table.items[last]?.column ?? 0)
      if (attack < limits.support * question.excess || columns & column) continue
      const longer = [...items, last].sort((a, b) => a - b)
      const key = keyOf(longer)
      if (compared.has(key)) continue
      const counts = { attack, searched: counter.searched[last] ?? 0 }
      compared.set(key, counts)
      const worth = judge(question, longer, counts)
      if (!worth || !tellsMore(longer, counts, compared)) continue
      const candidate = { items: longer, ...counts, score: worth.score, nearness: worth.nearness }
      if ((columns | column) & ~ORIGIN_COLUMNS) {
        if (worth.score > 0 && worth.enriched) worthy.add(candidate)
        nearest.add(candidate)
      }
      if (worth.best > Math.max(0, worth.score)) {
        next.add({ ...candidate, key, last, potential: worth.telling, parent: cover })
      }
    }
  }

  let beam = new BestFew<Node>(limits.beam, (a, b) => b.potential - a.potential || inTurn(a, b))
  extend([], { attack: placesOf(table.attack), searched: placesOf(table.searched) }, beam)
  for (let depth = 2; depth <= limits.depth; depth++) {
    const next = new BestFew<Node>(limits.beam, (a, b) => b.potential - a.potential || inTurn(a, b))
    for (const { items, last, parent } of beam.all()) {
      if (counter.work > limits.work) break
      extend(items, narrow(table, parent, last), next)
    }
    beam = next
  }
  return { worthy: worthy.all(), nearest: nearest.all(), compared: compared.size, work: counter.work }
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
    const shorter = compared.get(keyOf(items.filter((item) => item !== left)))
    return !shorter || (searched + 1) / (shorter.searched + 1) <= (CUT * attack) / shorter.attack
  })
}

function narrow({ items, attack, searched }: ItemTable, cover: Cover, last: number): Cover {
  const item = items[last]
  if (!item) return cover
  return { attack: attack.passing(cover.attack, item), searched: searched.passing(cover.searched, item) }
}

function placesOf({ length }: ItemRows): Int32Array {
  return Int32Array.from({ length }, (_, row) => row)
}

function columnsOf(items: readonly number[], table: ItemTable): number {
  return items.reduce((columns, item) => columns | (1 << (table.items[item]?.column ?? 0)), 0)
}

function keyOf(items: readonly number[]): number {
  return items.reduce((key, item) => key * KEY_STEP + item + 1, 0)
}

/** Fewer items first, then in the order of the table. */
function inTurn(a: Candidate, b: Candidate): number {
  return a.items.length - b.items.length || keyOf(a.items) - keyOf(b.items)
}

/** Counts of all items among some rows; the same two arrays each time. */
class Counter {
  readonly attack: Int32Array
  readonly searched: Int32Array
  work = 0
  readonly #table: ItemTable

  constructor(table: ItemTable) {
    this.#table = table
    this.attack = new Int32Array(table.items.length)
    this.searched = new Int32Array(table.items.length)
  }

  count(cover: Cover): void {
    this.work += this.#table.attack.count(cover.attack, this.attack)
    this.work += this.#table.searched.count(cover.searched, this.searched)
  }
}
