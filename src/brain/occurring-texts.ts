import type { MinerInput } from '../explain/miner-input.js'
import { MINER_LIMITS } from '../explain/miner-limits.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { ColumnTexts } from './miner-messages.js'

const COLUMNS = ATTRIBUTES.length

/**
 * By column, the texts that a search may ask for: those of values that enough visits have to make a rule of, and those
 * of fleets. A flood of random values has next to none.
 */
export function occurringTexts({ attack, dictionaries, fleets, limits }: MinerInput): ColumnTexts[] {
  const least = limits?.leastVisits ?? MINER_LIMITS.leastVisits
  return dictionaries.map((dictionary, column) => {
    const counts = new Map<number, number>()
    for (let at = column; at < attack.length * COLUMNS; at += COLUMNS) {
      const id = attack.values[at] ?? UNKNOWN
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    const ids = new Set<number>()
    for (const [id, count] of counts) if (count >= least) ids.add(id)
    for (const { attribute, value } of fleets.flat()) if (COLUMN[attribute] === column) ids.add(dictionary.find(value))
    const known = [...ids].flatMap((id) => {
      const text = id === UNKNOWN ? undefined : dictionary.text(id)
      return text === undefined ? [] : [{ id, text }]
    })
    return { ids: Int32Array.from(known, ({ id }) => id), texts: known.map(({ text }) => text) }
  })
}
