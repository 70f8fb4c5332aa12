import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import type { NormalInput } from './miner-input.js'
import { type CodedSample, type Population, populationOf } from './populations.js'
import { splitByNetwork } from './split-by-network.js'
import { ValueCodes } from './value-codes.js'

const COLUMNS = ATTRIBUTES.length
const MANY = -1

interface Halves {
  readonly searched: Population
  readonly heldBack: Population
}

/**
 * Normal visits made ready for searches, for as long as they stay the same. A baseline that is used to choose a rule
 * flatters it, so one half is searched and the other one held back to say what the rule would touch. Networks are not
 * torn apart: visits of one visitor in both halves would flatter too.
 */
export interface PreparedNormal {
  readonly sample: VisitSample
  readonly codes: ValueCodes
  readonly halves: Halves
  /** The halves where no rule may touch further rows either: marks by row. */
  halvesWithout(rows: Uint8Array): Halves
}

/** Prepares normal visits, which takes longer than a search. Deterministic; the order of rows and the numbers of ids do not matter. */
export function prepareNormal({ sample, exempt, novel, seed }: NormalInput): PreparedNormal {
  const split = splitByNetwork(sample, seed)
  const codes = new ValueCodes()
  const coded: CodedSample = { sample, codes: codes.of(sample), unseen: new Int32Array(sample.length) }
  for (let column = 0; column < COLUMNS; column++) {
    if (novel === undefined) markUnseen(coded, split, column, codes.size(column))
    else markNovel(coded, column, novel[column] ?? UNKNOWN)
  }
  const halvesWith = (exempt: Uint8Array): Halves => ({
    searched: populationOf(coded, split.searched, exempt),
    heldBack: populationOf(coded, split.heldBack, exempt),
  })
  return {
    sample,
    codes,
    halves: halvesWith(exempt),
    halvesWithout: (rows) => halvesWith(exempt.map((one, row) => one | (rows[row] ?? 0))),
  }
}

function markNovel({ sample, unseen }: CodedSample, column: number, novel: number): void {
  if (novel === UNKNOWN) return
  for (let row = 0; row < sample.length; row++) {
    if (sample.values[row * COLUMNS + column] === novel) mark(unseen, row, column)
  }
}

/**
 * How often a normal visit brings something new, estimated on the safe side: in the held-back half what the searched half
 * does not know, in the searched half what no other network of it brought (leaving one out, as Good and Turing estimated
 * what a sample has not seen yet).
 */
function markUnseen(
  { sample, codes, unseen }: CodedSample,
  { searched, heldBack }: { searched: Int32Array; heldBack: Int32Array },
  column: number,
  size: number,
): void {
  const { seen, network } = networksOfValues(sample, searched, codes, column, size)
  for (const row of searched) {
    const code = codes[row * COLUMNS + column] ?? 0
    if (code !== 0 && network[code] !== MANY) mark(unseen, row, column)
  }
  for (const row of heldBack) {
    const code = codes[row * COLUMNS + column] ?? 0
    if (code !== 0 && seen[code] === 0) mark(unseen, row, column)
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
    const code = codes[row * COLUMNS + column] ?? 0
    // Hashes are signed; unsigned they leave room for a number that is none.
    const from = (sample.networks[row] ?? 0) >>> 0
    if (seen[code] === 0) network[code] = from
    else if (network[code] !== from) network[code] = MANY
    seen[code] = 1
  }
  return { seen, network }
}

function mark(bits: Int32Array, row: number, column: number): void {
  bits[row] = (bits[row] ?? 0) | (1 << column)
}
