import { randomInt } from 'node:crypto'
import { dropOldest } from '../database/drop-oldest.js'
import { liveLimits, type Tx } from '../database/store.js'

export interface Pledge {
  reference: string
  amountCents: number
  frequency: 'once' | 'monthly'
  name: string
  email: string
  message: string
}

/** Without I, L, O and U, so that it can be read aloud (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const referencePattern = /^DC-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/

/** Ten random characters: whoever has the reference may see the thank-you page, so it must not be guessable. */
function newReference(): string {
  const five = () => Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  return `DC-${five()}-${five()}`
}

/** @returns the reference of the new pledge */
export async function addPledge(tx: Tx, pledge: Omit<Pledge, 'reference'>, now: number): Promise<string> {
  const { seq, reference } = await tx
    .insertInto('pledges')
    .values({
      reference: newReference(),
      amount_cents: pledge.amountCents,
      frequency: pledge.frequency,
      name: pledge.name,
      email: pledge.email,
      message: pledge.message,
      created_at: new Date(now),
    })
    .returning(['seq', 'reference'])
    .executeTakeFirstOrThrow()
  await dropOldest(tx, 'pledges', seq - liveLimits.pledges)
  return reference
}

export function findPledge(
  tx: Tx,
  reference: string,
): Promise<{ reference: string; amount_cents: number; frequency: string; created_at: Date } | undefined> {
  return tx
    .selectFrom('pledges')
    .select(['reference', 'amount_cents', 'frequency', 'created_at'])
    .where('reference', '=', reference)
    .executeTakeFirst()
}
