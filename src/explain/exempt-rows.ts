import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import type { MinerInput } from './miner-input.js'

/** By row, 1 where no rule may touch the visit: what the caller says, and known fleets. */
export function exemptRows(input: MinerInput): { attack: Uint8Array; baseline: Uint8Array } {
  const fleets = input.fleets.flatMap((tests) => {
    const cells = tests.map(({ attribute, op, value }) => ({
      column: COLUMN[attribute],
      // What is unseen is no known fleet.
      id: op === 'is' ? (input.dictionaries[COLUMN[attribute]]?.find(value) ?? UNKNOWN) : UNKNOWN,
    }))
    return cells.length === 0 || cells.some(({ id }) => id === UNKNOWN) ? [] : [cells]
  })
  const rows = ({ length, values }: VisitSample, exempt: (row: number) => boolean) =>
    Uint8Array.from({ length }, (_, row) => {
      const inFleet = fleets.some((cells) =>
        cells.every(({ column, id }) => values[row * ATTRIBUTES.length + column] === id),
      )
      return inFleet || exempt(row) ? 1 : 0
    })
  const none = () => false
  return {
    attack: rows(input.attack, input.exempt ?? none),
    baseline: rows(input.baseline, input.exemptNormal ?? none),
  }
}
