import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import type { MinerInput } from './miner-input.js'
import { splitByNetwork } from './split-by-network.js'

const COLUMNS = ATTRIBUTES.length
const MANY = -1

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

/**
 * The three groups of a search. A baseline that is used to choose a rule flatters it, so one half is searched and the
 * other one held back to say what the rule would touch. Networks are not torn apart: visits
 * of one visitor in both halves would flatter too.
 *
 * Unseen is, for the attack, what the whole baseline does not know. In the half held back: what the searched half does
 * not know. In the searched half: what no other network of it brought (leaving one out, as Good and Turing estimated what
 * a sample has not seen yet). Both say how often a normal visit brings something new, on the safe side.
 */
export interface Populations {
  readonly attack: Population
  readonly searched: Population
  readonly heldBack: Population
  /** By column and code, the id of the value. */
  readonly ids: readonly Int32Array[]
}

export function populations(input: MinerInput, exempt: { attack: Uint8Array; baseline: Uint8Array }): Populations {
  const { attack, baseline } = input
  const halves = splitByNetwork(baseline, input.seed)
  const attackCodes = new Int32Array(attack.length * COLUMNS)
  const baselineCodes = new Int32Array(baseline.length * COLUMNS)
  const attackUnseen = new Int32Array(attack.length)
  const baselineUnseen = new Int32Array(baseline.length)
  const ids: Int32Array[] = []
  for (let column = 0; column < COLUMNS; column++) {
    const coder = new Coder()
    code(baseline, column, coder, baselineCodes)
    const inBaseline = coder.size
    code(attack, column, coder, attackCodes)
    ids.push(coder.ids())

    const novel = input.novel?.[column]
    if (novel !== undefined) {
      for (let row = 0; row < baseline.length; row++) {
        if (baseline.values[row * COLUMNS + column] === novel && novel !== UNKNOWN) mark(baselineUnseen, row, column)
      }
    } else markUnseen(baseline, halves, baselineCodes, column, inBaseline, baselineUnseen)
    for (let row = 0; row < attack.length; row++) {
      const value = attackCodes[row * COLUMNS + column] ?? 0
      if (value <= inBaseline) continue
      if (input.knows?.(column, attack.values[row * COLUMNS + column] ?? 0)) continue
      mark(attackUnseen, row, column)
    }
  }
  const allOfAttack = Int32Array.from({ length: attack.length }, (_, row) => row)
  return {
    attack: population(attack, allOfAttack, exempt.attack, attackCodes, attackUnseen),
    searched: population(baseline, halves.searched, exempt.baseline, baselineCodes, baselineUnseen),
    heldBack: population(baseline, halves.heldBack, exempt.baseline, baselineCodes, baselineUnseen),
    ids,
  }
}

/** Ids to codes, in the order of their coming. */
class Coder {
  readonly #codes = new Map<number, number>()

  code(id: number): number {
    if (id === UNKNOWN) return 0
    const known = this.#codes.get(id)
    if (known !== undefined) return known
    const next = this.#codes.size + 1
    this.#codes.set(id, next)
    return next
  }

  get size(): number {
    return this.#codes.size
  }

  ids(): Int32Array {
    return Int32Array.from([UNKNOWN, ...this.#codes.keys()])
  }
}

function code(sample: VisitSample, column: number, coder: Coder, codes: Int32Array): void {
  let lastId = UNKNOWN
  let lastCode = 0
  for (let at = column; at < sample.length * COLUMNS; at += COLUMNS) {
    const id = sample.values[at] ?? UNKNOWN
    if (id !== lastId) {
      lastId = id
      lastCode = coder.code(id)
    }
    codes[at] = lastCode
  }
}

/** In the held-back half what the searched one does not know, in the searched half what one network alone brought. */
function markUnseen(
  baseline: VisitSample,
  { searched, heldBack }: { searched: Int32Array; heldBack: Int32Array },
  codes: Int32Array,
  column: number,
  size: number,
  bits: Int32Array,
): void {
  const { seen, network } = networksOfValues(baseline, searched, codes, column, size)
  for (const row of searched) {
    const value = codes[row * COLUMNS + column] ?? 0
    if (value !== 0 && network[value] !== MANY) mark(bits, row, column)
  }
  for (const row of heldBack) {
    const value = codes[row * COLUMNS + column] ?? 0
    if (value !== 0 && seen[value] === 0) mark(bits, row, column)
  }
}

/** By code, whether it was brought and by which network, `MANY` when by several. */
function networksOfValues(
  sample: VisitSample,
  rows: Int32Array,
  codes: Int32Array,
  column: number,
  size: number,
): { seen: Uint8Array; network: Float64Array } {
  const seen = new Uint8Array(size + 1)
  const network = new Float64Array(size + 1)
  for (const row of rows) {
    const value = codes[row * COLUMNS + column] ?? 0
    // Hashes are signed; unsigned they leave room for a number that is none.
    const from = (sample.networks[row] ?? 0) >>> 0
    if (seen[value] === 0) network[value] = from
    else if (network[value] !== from) network[value] = MANY
    seen[value] = 1
  }
  return { seen, network }
}

function mark(bits: Int32Array, row: number, column: number): void {
  bits[row] = (bits[row] ?? 0) | (1 << column)
}

function population(
  sample: VisitSample,
  all: Int32Array,
  exempt: Uint8Array,
  allCodes: Int32Array,
  allUnseen: Int32Array,
): Population {
  const rows = all.filter((row) => exempt[row] === 0)
  const codes = new Int32Array(rows.length * COLUMNS)
  for (let place = 0; place < rows.length; place++) {
    const from = (rows[place] ?? 0) * COLUMNS
    for (let column = 0; column < COLUMNS; column++) {
      codes[place * COLUMNS + column] = allCodes[from + column] ?? 0
    }
  }
  const known = new Int32Array(COLUMNS)
  for (const row of all) {
    for (let column = 0; column < COLUMNS; column++) {
      if (allCodes[row * COLUMNS + column] !== 0) known[column] = (known[column] ?? 0) + 1
    }
  }
  return {
    rows,
    networks: crowd(rows, sample.networks),
    clients: crowd(rows, sample.clients),
    codes,
    unseen: rows.map((row) => allUnseen[row] ?? 0),
    total: all.length,
    known,
    knownIn: (columns) => countKnown(all, allCodes, columns, known),
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
  for (const place of places) {
    const who = of[place] ?? 0
    if (seen[who] === 0) count++
    seen[who] = 1
  }
  return count
}

function countKnown(all: Int32Array, codes: Int32Array, columns: number, known: Int32Array): number {
  const partly = ATTRIBUTES.map((_, column) => column).filter(
    (column) => columns & (1 << column) && known[column] !== all.length,
  )
  if (partly.length === 0) return all.length
  let count = 0
  for (const row of all) {
    if (partly.every((column) => codes[row * COLUMNS + column] !== 0)) count++
  }
  return count
}
