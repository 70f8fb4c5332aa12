import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely } from 'kysely'
import { type Edition, generateEdition, seedTime } from '../seed/generate-edition.js'
import { lockDirectory } from './directory-lock.js'
import { PgliteDialect } from './pglite-dialect.js'
import { type Schema, schemaSql } from './schema.js'
import { SeedCache } from './seed-cache.js'
import { Store } from './store.js'
import { writeEdition } from './write-edition.js'

export interface DatabaseOptions {
  /** Where the seeded database is kept between starts. */
  cacheDirectory: string
  /** Keeps the data here; without it everything is in memory and forgotten at the end. */
  dataDirectory?: string
  /** Unix time in milliseconds: the seed is moved to end just before it. */
  now: number
}

const dayMs = 86_400_000

/**
 * Opens the newsroom's database, seeded. The first start on a machine builds the seed and keeps it; later ones load it.
 * @throws Error with a message for people when the data directory is in use
 */
export async function openDatabase(options: DatabaseOptions): Promise<Store> {
  if (options.dataDirectory === undefined) return new Store(new PgliteDialect(await seeded(options)))

  const unlock = lockDirectory(options.dataDirectory)
  try {
    const directory = join(options.dataDirectory, 'postgres')
    const pglite = existsSync(directory) ? await PGlite.create(directory) : await seeded(options, directory)
    return new Store(new PgliteDialect(pglite), unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function seeded({ cacheDirectory, now }: DatabaseOptions, directory?: string): Promise<PGlite> {
  const edition = generateEdition()
  const key = seedKey(edition)
  const cache = new SeedCache(cacheDirectory)
  const pglite = (await loadSaved(cache, key, directory)) ?? (await buildSeed(edition, cache, key, directory))
  await moveTimes(pglite, now)
  return pglite
}

/** Changes with anything that is in a seeded database, so that a saved one is never out of date. */
export function seedKey(edition: Edition): string {
  return createHash('sha256').update(schemaSql).update(JSON.stringify(edition)).digest('hex').slice(0, 32)
}

/** A saved database that does not open (a full disk, another version of PGlite) is thrown away and built again. */
async function loadSaved(cache: SeedCache, key: string, directory?: string): Promise<PGlite | undefined> {
  const saved = cache.load(key)
  if (!saved) return undefined
  try {
    return await openCopy(saved, directory)
  } catch {
    cache.forget(key)
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true })
    return undefined
  }
}

async function buildSeed(edition: Edition, cache: SeedCache, key: string, directory?: string): Promise<PGlite> {
  const built = await PGlite.create()
  await built.exec(schemaSql)
  await writeEdition(new Kysely<Schema>({ dialect: new PgliteDialect(built) }), edition)
  await built.exec('vacuum analyze')
  // The write-ahead log of the seed is three times as large as the seed: let it go before the copy is taken.
  await built.exec('set wal_recycle = off; checkpoint; select pg_switch_wal(); checkpoint')
  const dump = await built.dumpDataDir('none')
  await cache.save(key, dump)
  // The process that ran initdb holds on to some 400 MB that a copy does not need.
  await built.close()
  return openCopy(dump, directory)
}

function openCopy(dump: Blob, directory?: string): Promise<PGlite> {
  return directory === undefined
    ? PGlite.create({ loadDataDir: dump })
    : PGlite.create(directory, { loadDataDir: dump })
}

/** Moves the seed on by whole days, as far as it goes without anything lying in the future. */
async function moveTimes(pglite: PGlite, now: number): Promise<void> {
  const days = Math.floor((now - seedTime) / dayMs)
  const byDays = "+ $1::int * interval '1 day'"
  await pglite.transaction(async (tx) => {
    await tx.query(`update articles set published_at = published_at ${byDays}, updated_at = updated_at ${byDays}`, [
      days,
    ])
    await tx.query(`update comments set created_at = created_at ${byDays}`, [days])
    await tx.query(`update corrections set created_at = created_at ${byDays}`, [days])
  })
}
