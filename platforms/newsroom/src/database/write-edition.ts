import type { Kysely } from 'kysely'
import type { Edition } from '../seed/generate-edition.js'
import type { Schema } from './schema.js'

const rowsPerInsert = 400

/** Writes a whole seed into empty tables, in one transaction. */
export async function writeEdition(db: Kysely<Schema>, edition: Edition): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.insertInto('authors').values(edition.authors).execute()
    for (const articles of slices(edition.articles)) await tx.insertInto('articles').values(articles).execute()
    for (const corrections of slices(edition.corrections)) {
      await tx.insertInto('corrections').values(corrections).execute()
    }
    for (const comments of slices(edition.comments)) await tx.insertInto('comments').values(comments).execute()
  })
}

function slices<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / rowsPerInsert)
  return Array.from({ length: count }, (_, index) => rows.slice(index * rowsPerInsert, (index + 1) * rowsPerInsert))
}
