import { dropOldest } from '../database/drop-oldest.js'
import { liveLimits, type Tx } from '../database/store.js'

export const editions = [
  {
    id: 'morning',
    name: 'Morning edition',
    when: 'Weekdays at seven',
    about: 'What happened, and what the day holds.',
  },
  { id: 'weekend', name: 'Weekend reader', when: 'Saturdays', about: 'Long reads, arts and the tide tables.' },
  {
    id: 'council',
    name: 'Council watch',
    when: 'After every meeting',
    about: 'Votes, papers and what they mean for you.',
  },
] as const

export type EditionId = (typeof editions)[number]['id']

/**
 * Notes a sign-up as pending until the link in the e-mail is used. A known address changes its choice of editions; the
 * visitor is told the same in both cases, so that nobody can find out who reads what.
 */
export async function addSubscriber(tx: Tx, email: string, chosen: readonly EditionId[], now: number): Promise<void> {
  const wanted = chosen.join(',')
  // Looked up first, because `on conflict` uses up a number each time and the bound below counts numbers.
  const known = await tx.selectFrom('subscribers').select('seq').where('email', '=', email).executeTakeFirst()
  if (known) {
    await tx.updateTable('subscribers').set({ editions: wanted }).where('seq', '=', known.seq).execute()
    return
  }
  const { seq } = await tx
    .insertInto('subscribers')
    .values({ email, editions: wanted, status: 'pending', created_at: new Date(now) })
    .returning('seq')
    .executeTakeFirstOrThrow()
  await dropOldest(tx, 'subscribers', seq - liveLimits.subscribers)
}
