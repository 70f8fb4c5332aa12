import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import type { MinerInput } from './miner-input.js'

/** By row, 1 where the visit is of a known fleet; null when there are no fleets. */
export function fleetRows(
  { length, values }: VisitSample,
  { fleets, dictionaries }: Pick<MinerInput, 'fleets' | 'dictionaries'>,
): Uint8Array | null {
  const known = fleets.flatMap((tests) => {
    const cells = tests.map(({ attribute, op, value }) => ({
      column: COLUMN[attribute],
      // What is unseen is no known fleet.
      id: op === 'is' ? (dictionaries[COLUMN[attribute]]?.find(value) ?? UNKNOWN) : UNKNOWN,
    }))
    return cells.length === 0 || cells.some(({ id }) => id === UNKNOWN) ? [] : [cells]
  })
  if (known.length === 0) return null
  const isOf = (cells: readonly { column: number; id: number }[], row: number) =>
    cells.every(({ column, id }) => values[row * ATTRIBUTES.length + column] === id)
  return Uint8Array.from({ length }, (_, row) => Number(known.some((cells) => isOf(cells, row))))
}
