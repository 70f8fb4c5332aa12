import { createHash, randomBytes } from 'node:crypto'
import { dropOldest } from '../database/drop-oldest.js'
import { liveLimits, type Tx } from '../database/store.js'

export interface Viewer {
  name: string
  /** Stands for the session in other tables; the token itself is never kept. */
  sessionHash: string
  since: Date
}

export const sessionSeconds = 14 * 24 * 3_600

/** Starts a session. @returns the token for the cookie */
export async function startSession(tx: Tx, name: string, now: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const { seq } = await tx
    .insertInto('sessions')
    .values({
      id_hash: hash(token),
      name,
      created_at: new Date(now),
      expires_at: new Date(now + sessionSeconds * 1_000),
    })
    .returning('seq')
    .executeTakeFirstOrThrow()
  await dropOldest(tx, 'sessions', seq - liveLimits.sessions)
  return token
}

export async function findViewer(tx: Tx, token: string, now: number): Promise<Viewer | null> {
  const row = await tx
    .selectFrom('sessions')
    .select(['name', 'id_hash', 'created_at'])
    .where('id_hash', '=', hash(token))
    .where('expires_at', '>', new Date(now))
    .executeTakeFirst()
  return row ? { name: row.name, sessionHash: row.id_hash, since: row.created_at } : null
}

export async function endSession(tx: Tx, viewer: Viewer): Promise<void> {
  await tx.deleteFrom('sessions').where('id_hash', '=', viewer.sessionHash).execute()
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
