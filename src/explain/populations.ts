import { ATTRIBUTES } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import { PlaceIndex } from './place-index.js'

const COLUMNS = ATTRIBUTES.length

/** Visits that rules are tried on. A place is an index into `rows`; the arrays beside it are by place. */
export interface Population {
  /** Rows of its sample that a rule may touch. */
  readonly rows: Int32Array
  readonly networks: Crowd
  readonly clients: Crowd
  /** `rows.length x COLUMNS` codes: small integers from 1 for the values of a column, 0 where it is unknown. */
  readonly codes: Int32Array
  /** Bit c: the value in column c is unseen. */
  readonly unseen: Int32Array
  /** Where each value is. */
  readonly index: PlaceIndex
  /** How many visits it stands for, those no rule may touch among them. */
  readonly total: number
  /** Of `total`, how many have each column known; and for a set of columns (bits), how many have them all. */
  readonly known: Int32Array
  knownIn(columns: number): number
}

/** Who came: by place a number from 0 to `size - 1`. */
export interface Crowd {
  readonly of: Int32Array
  readonly size: number
}

/** The three groups of a search: the attack, and of normal visits the half that is searched and the half held back. */
export interface Populations {
  readonly attack: Population
  readonly searched: Population
  readonly heldBack: Population
  /** By column and code, the id of the value. */
  readonly ids: readonly Int32Array[]
}

/** A sample with its values coded, and what is unseen in it. */
export interface CodedSample {
  readonly sample: VisitSample
  /** `length x COLUMNS` codes, row by row. */
  readonly codes: Int32Array
  /** By row, bit c: the value in column c is unseen. */
  readonly unseen: Int32Array
}

/**
 * @param among rows of the sample that it stands for
 * @param exempt by row, 1 where no rule may touch the visit
 */
export function populationOf(
  { sample, codes, unseen }: CodedSample,
  among: Int32Array,
  exempt: Uint8Array,
): Population {
  const rows = among.filter((row) => exempt[row] !== 1)
  const ofRows = new Int32Array(rows.length * COLUMNS)
  const bits = new Int32Array(rows.length)
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number
    bits[place] = unseen[row] as number
    for (let column = 0; column < COLUMNS; column++) {
      ofRows[place * COLUMNS + column] = codes[row * COLUMNS + column] as number
    }
  }
  const known = new Int32Array(COLUMNS)
  for (let i = 0; i < among.length; i++) {
    const at = (among[i] as number) * COLUMNS
    for (let column = 0; column < COLUMNS; column++) {
      if (codes[at + column] !== 0) known[column] = (known[column] as number) + 1
    }
  }
  return {
    rows,
    networks: crowd(rows, sample.networks),
    clients: crowd(rows, sample.clients),
    codes: ofRows,
    unseen: bits,
    index: new PlaceIndex(ofRows, bits),
    total: among.length,
    known,
    knownIn: (columns) => countKnown(among, codes, columns, known),
  }
}

function crowd(rows: Int32Array, hashes: Int32Array): Crowd {
  const numbers = new Map<number, number>()
  const of = rows.map((row) => {
    const hash = hashes[row] ?? 0
    const known = numbers.get(hash)
    if (known !== undefined) return known
    numbers.set(hash, numbers.size)
    return numbers.size - 1
  })
  return { of, size: numbers.size }
}

/** How many came, of the visits at some places. */
export function distinct({ of, size }: Crowd, places: Int32Array): number {
  const seen = new Uint8Array(size)
  let count = 0
  for (let i = 0; i < places.length; i++) {
    const who = of[places[i] as number] as number
    if (seen[who] === 0) count++
    seen[who] = 1
  }
  return count
}

function countKnown(among: Int32Array, codes: Int32Array, columns: number, known: Int32Array): number {
  const partly = ATTRIBUTES.map((_, column) => column).filter(
    (column) => columns & (1 << column) && known[column] !== among.length,
  )
  if (partly.length === 0) return among.length
  let count = 0
  for (const row of among) {
    if (partly.every((column) => codes[row * COLUMNS + column] !== 0)) count++
  }
  return count
}
