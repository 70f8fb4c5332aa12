import type { Dialect } from 'kysely'
import { Kysely, sql, type Transaction } from 'kysely'
import type { Schema } from './schema.js'

/**
 * What every query needs. Repositories take a `Tx` and never the database: with a single connection, a query outside the
 * transaction that is running would wait for ever, so the types make it impossible to write one.
 */
export type Tx = Transaction<Schema>

/** The rows that visitors can add, and how many of each are kept: the oldest go first. */
export const liveLimits = {
  comments: 20_000,
  pledges: 20_000,
  subscribers: 20_000,
  sessions: 20_000,
  reports: 20_000,
} as const

const tidyAfterWrites = 2_000

/** The only way to the database: one transaction at a time. */
export class Store {
  readonly #db: Kysely<Schema>
  readonly #onClose: () => void
  #writesSinceTidy = 0

  constructor(dialect: Dialect, onClose: () => void = () => {}) {
    this.#db = new Kysely<Schema>({ dialect })
    this.#onClose = onClose
  }

  /** Runs `work` in a transaction that only reads. Commits when it returns, rolls back when it throws. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(work)
  }

  /** Runs `work` in a transaction that writes. Commits when it returns, rolls back when it throws. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#writesSinceTidy++
    return this.#db.transaction().execute(work)
  }

  /**
   * Gives back the space of deleted rows and of the write-ahead log, once enough was written to be worth the pause (some
   * 0.1 s). PGlite does neither in the background, so somebody has to call this now and then.
   * @returns whether it did anything
   */
  async tidy(): Promise<boolean> {
    if (this.#writesSinceTidy < tidyAfterWrites) return false
    this.#writesSinceTidy = 0
    await sql`vacuum analyze articles, comments, reports, pledges, subscribers, sessions`.execute(this.#db)
    await sql`checkpoint`.execute(this.#db)
    return true
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await sql`select 1`.execute(this.#db)
  }

  async close(): Promise<void> {
    await this.#db.destroy()
    this.#onClose()
  }
}
