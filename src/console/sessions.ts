import { createHash, randomBytes } from 'node:crypto'

export const SESSION_MS = 12 * 60 * 60 * 1000
/** More people than this are never signed in; the oldest session makes room. */
const MOST_SESSIONS = 100
const ID_BYTES = 32

export interface Sessions {
  /** Opens a session and returns its secret id for the cookie. */
  open(nowMs: number): string
  /** Whether the id belongs to a session that has not ended. */
  isOpen(id: string, nowMs: number): boolean
  end(id: string): void
  readonly size: number
}

/** Signed-in operators, in memory only: a restart signs everybody out. Ids are kept hashed. */
export function createSessions(): Sessions {
  /** Hash of the id → when it ends, in milliseconds. A Map keeps its insertion order, so the first is the oldest. */
  const endsAt = new Map<string, number>()
  return {
    open(nowMs) {
      const oldest = endsAt.keys().next()
      if (endsAt.size >= MOST_SESSIONS && !oldest.done) endsAt.delete(oldest.value)
      const id = randomBytes(ID_BYTES).toString('base64url')
      endsAt.set(keyOf(id), nowMs + SESSION_MS)
      return id
    },
    isOpen(id, nowMs) {
      const key = keyOf(id)
      const end = endsAt.get(key)
      if (end === undefined) return false
      if (nowMs < end) return true
      endsAt.delete(key)
      return false
    },
    end(id) {
      endsAt.delete(keyOf(id))
    },
    get size() {
      return endsAt.size
    },
  }
}

function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
