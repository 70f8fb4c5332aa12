import { randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Where seeded databases are kept unless told otherwise: a folder of this user's own, in the system's temporary folder. */
export function defaultCacheDirectory(): string {
  return process.env.NEWSROOM_CACHE || join(tmpdir(), `holdfast-newsroom-${userInfo().uid}`)
}

/** Keeps one seeded database as a file, so that only the first start has to build it. */
export class SeedCache {
  readonly #directory: string

  /** @throws Error with a message for people when the folder belongs to somebody else, who could put a database in it */
  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const { uid } = lstatSync(directory)
    const own = process.getuid?.()
    if (own !== undefined && uid !== own) {
      throw new Error(
        `The cache folder ${directory} belongs to user ${uid}. Set NEWSROOM_CACHE to a folder of your own.`,
      )
    }
    this.#directory = directory
  }

  /** The database saved under this key, or undefined. */
  load(key: string): Blob | undefined {
    try {
      return new Blob([readFileSync(this.#file(key))])
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Saves a database, whole or not at all, and removes those of older seeds. */
  async save(key: string, database: Blob): Promise<void> {
    const unfinished = join(this.#directory, `${randomUUID()}.part`)
    writeFileSync(unfinished, Buffer.from(await database.arrayBuffer()), { mode: 0o600 })
    renameSync(unfinished, this.#file(key))
    for (const name of readdirSync(this.#directory)) {
      if (name.endsWith('.tar') && name !== `${key}.tar`) rmSync(join(this.#directory, name), { force: true })
    }
  }

  forget(key: string): void {
    rmSync(this.#file(key), { force: true })
  }

  #file(key: string): string {
    return join(this.#directory, `${key}.tar`)
  }
}
