import type { Tx } from './store.js'

/** Removes the rows up to and including this number, so that a table that visitors fill cannot grow for ever. */
export async function dropOldest(tx: Tx, table: 'sessions' | 'pledges' | 'subscribers', upTo: number): Promise<void> {
  if (upTo > 0) await tx.deleteFrom(table).where('seq', '<=', upTo).execute()
}
