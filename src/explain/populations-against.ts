import { fleetRows } from './fleet-rows.js'
import type { MinerInput } from './miner-input.js'
import { type Populations, populationOf } from './populations.js'
import type { PreparedNormal } from './prepare-normal.js'
import { ValueCodes } from './value-codes.js'

/** The groups of one search. */
export function populationsAgainst(
  normal: PreparedNormal,
  input: Pick<MinerInput, 'attack' | 'exempt' | 'unseen' | 'fleets' | 'dictionaries'>,
): Populations {
  const { attack, exempt, unseen } = input
  const inFleet = fleetRows(attack, input)
  const normalInFleet = fleetRows(normal.sample, input)
  const { searched, heldBack } = normalInFleet ? normal.halvesWithout(normalInFleet) : normal.halves
  const codes = new ValueCodes(normal.codes)
  const coded = { sample: attack, codes: codes.of(attack), unseen }
  const rows = new Int32Array(attack.length).map((_, row) => row)
  return {
    attack: populationOf(coded, rows, inFleet ? exempt.map((one, row) => one | (inFleet[row] ?? 0)) : exempt),
    searched,
    heldBack,
    ids: codes.ids(),
  }
}
