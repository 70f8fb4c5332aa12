import { ATTRIBUTES } from '../traffic/attributes.js'
import type { ValueTexts } from './miner-input.js'
import { PlaceSet } from './place-set.js'
import type { Population, Populations } from './populations.js'

const COLUMNS = ATTRIBUTES.length

/** A single test, as the search handles it. `code` is 0 for a test of being unseen. */
export interface Item {
  readonly column: number
  readonly code: number
  /** The value; '' for a test of being unseen. */
  readonly text: string
}

export interface ItemTable {
  /** In an order that depends on their texts alone. */
  readonly items: readonly Item[]
  readonly attack: ItemRows
  /** Places of the searched half that count, and by item those of them that pass it. */
  readonly searched: { readonly all: PlaceSet; readonly passing: readonly PlaceSet[] }
}

/**
 * The tests that alone cover at least `least` visits more than expected, at most `most` of them.
 * @param attackPlaces places that still count, the same for `searchedPlaces`
 * @param perNormal how many visits of the attack sample each normal visit of the searched half stands for
 */
export function itemTable(
  { attack, searched, ids }: Populations,
  attackPlaces: Int32Array,
  searchedPlaces: Int32Array,
  { dictionaries }: { readonly dictionaries: readonly ValueTexts[] },
  { perNormal, least, most }: { perNormal: number; least: number; most: number },
): ItemTable {
  const found: (Item & { weight: number })[] = []
  for (let column = 0; column < COLUMNS; column++) {
    const idsOfColumn = ids[column] ?? new Int32Array()
    const inAttack = countCodes(attack, attackPlaces, column, idsOfColumn.length)
    const inSearched = countCodes(searched, searchedPlaces, column, idsOfColumn.length)
    const known = Math.max(1, searched.known[column] ?? 0)
    const standsFor = perNormal * (searched.total / known)
    // Place 0 of the counts, where unknown values would be, is for those that are unseen.
    for (let code = 0; code < inAttack.length; code++) {
      const count = inAttack[code] as number
      if (count < least) continue
      const normal = inSearched[code] ?? 0
      if (count - standsFor * normal < least) continue
      const text = code === 0 ? '' : dictionaries[column]?.text(idsOfColumn[code] ?? 0)
      if (text === undefined) continue
      const share = count / attackPlaces.length
      found.push({ column, code, text, weight: share * Math.log(share / ((normal + 1) / known)) })
    }
  }
  const heaviest = found.sort((a, b) => b.weight - a.weight || inOrder(a, b)).slice(0, most)
  const items = heaviest.sort(inOrder).map(({ column, code, text }): Item => ({ column, code, text }))
  return {
    items,
    attack: new ItemRows(attack, attackPlaces, items),
    searched: placeSets(searched, searchedPlaces, items),
  }
}

function placeSets({ rows, index }: Population, places: Int32Array, items: readonly Item[]): ItemTable['searched'] {
  const all = PlaceSet.of(places, rows.length)
  const passing = items.map(({ column, code }) => PlaceSet.of(index.of(column, code), rows.length))
  return { all, passing: places.length === rows.length ? passing : passing.map((set) => set.with(all)) }
}

/** Codes say nothing about an order that outlives a shuffle of the rows; texts do. */
export function inOrder(a: Item, b: Item): number {
  if (a.column !== b.column) return a.column - b.column
  if ((a.code === 0) !== (b.code === 0)) return a.code === 0 ? -1 : 1
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0
}

/** Does the visit at a place pass a test? */
export function passes(population: Population, place: number, { column, code }: Item): boolean {
  if (code !== 0) return population.codes[place * COLUMNS + column] === code
  return (((population.unseen[place] as number) >> column) & 1) === 1
}

/** By code, how many visits have it; at 0 how many have a value that is unseen. */
function countCodes(
  { codes, unseen, index }: Population,
  places: Int32Array,
  column: number,
  size: number,
): Int32Array {
  if (places.length === unseen.length) return index.counts(column)
  const counts = new Int32Array(size)
  let unseenCount = 0
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number
    const code = codes[place * COLUMNS + column] as number
    counts[code] = (counts[code] as number) + 1
    unseenCount += ((unseen[place] as number) >> column) & 1
  }
  counts[0] = unseenCount
  return counts
}

/** Some visits of a population as rows of the items they pass. */
export class ItemRows {
  readonly #population: Population
  readonly #places: Int32Array
  readonly #asked: readonly Item[]
  /** All rows of all places: they are the places, and the index of the population knows them. */
  readonly #isWhole: boolean
  /** Row after row, and where each begins. */
  readonly #items: Uint16Array
  readonly #starts: Int32Array

  /** @param asked the items, by their numbers */
  constructor(population: Population, places: Int32Array, asked: readonly Item[]) {
    this.#population = population
    this.#places = places
    this.#asked = asked
    this.#isWhole = places.length === population.rows.length
    const rowOf = this.#isWhole ? null : rowsByPlace(population, places)
    const starts = new Int32Array(places.length + 1)
    const passing = asked.map(({ column, code }) => population.index.of(column, code))
    for (const of of passing) {
      for (let i = 0; i < of.length; i++) {
        const row = rowOf === null ? (of[i] as number) : (rowOf[of[i] as number] as number)
        if (row >= 0) starts[row + 1] = (starts[row + 1] as number) + 1
      }
    }
    for (let row = 0; row < places.length; row++)
      starts[row + 1] = (starts[row + 1] as number) + (starts[row] as number)
    const items = new Uint16Array(starts[places.length] as number)
    const ends = starts.slice()
    for (let item = 0; item < passing.length; item++) {
      const of = passing[item] as Int32Array
      for (let i = 0; i < of.length; i++) {
        const row = rowOf === null ? (of[i] as number) : (rowOf[of[i] as number] as number)
        if (row < 0) continue
        const end = ends[row] as number
        items[end] = item
        ends[row] = end + 1
      }
    }
    this.#items = items
    this.#starts = starts
  }

  get length(): number {
    return this.#places.length
  }

  /**
   * Counts the items of some rows into `counts`, by item.
   * @returns how many it counted
   */
  count(rows: Int32Array, counts: Int32Array): number {
    const items = this.#items
    const starts = this.#starts
    if (rows.length === this.length && this.#isWhole) {
      for (let item = 0; item < this.#asked.length; item++) {
        const { column, code } = this.#asked[item] as Item
        counts[item] = this.#population.index.count(column, code)
      }
      return items.length
    }
    counts.fill(0)
    let work = 0
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number
      const start = starts[row] as number
      const end = starts[row + 1] as number
      work += end - start
      for (let at = start; at < end; at++) {
        const item = items[at] as number
        counts[item] = (counts[item] as number) + 1
      }
    }
    return work
  }

  /** Those of some rows that pass an item. */
  passing(rows: Int32Array, item: Item): Int32Array {
    if (rows.length === this.length && this.#isWhole) return this.#population.index.of(item.column, item.code)
    const kept = new Int32Array(rows.length)
    let count = 0
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number
      if (passes(this.#population, this.#places[row] as number, item)) kept[count++] = row
    }
    return kept.subarray(0, count)
  }
}

/** By place its row; -1 where it has none. */
function rowsByPlace({ rows }: Population, places: Int32Array): Int32Array {
  const rowOf = new Int32Array(rows.length).fill(-1)
  for (let row = 0; row < places.length; row++) rowOf[places[row] as number] = row
  return rowOf
}
