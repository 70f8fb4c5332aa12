import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addComment } from '../comments/comments.js'
import { generateEdition } from '../seed/generate-edition.js'
import { testTime } from '../test-newsroom.test-support.js'
import { lockDirectory } from './directory-lock.js'
import { openDatabase, seedKey } from './open-database.js'
import { defaultCacheDirectory, SeedCache } from './seed-cache.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newsroom-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the data directory', () => {
  test('keeps what was written, and takes one process at a time', async () => {
    const options = { cacheDirectory: defaultCacheDirectory(), dataDirectory: join(folder, 'data'), now: testTime }
    const first = await openDatabase(options)
    const comment = { articleId: 1, name: 'Kept', body: 'kept', sessionHash: null, now: testTime }
    const id = await first.write((tx) => addComment(tx, comment))
    await expect(openDatabase(options)).rejects.toThrow(/is in use by process \d+/)
    await first.close()

    const second = await openDatabase({ ...options, now: testTime + 5 * 86_400_000 })
    const kept = await second.read((tx) =>
      tx.selectFrom('comments').select(['author_name', 'created_at']).where('id', '=', id).executeTakeFirst(),
    )
    await second.close()
    expect(kept).toEqual({ author_name: 'Kept', created_at: new Date(testTime) })
  }, 120_000)

  test('a lock left behind by a process that is gone does not count', () => {
    writeFileSync(join(folder, 'lock'), '2147483646\n')
    const unlock = lockDirectory(folder)
    expect(() => lockDirectory(folder)).toThrow(`is in use by process ${process.pid}`)
    unlock()
    lockDirectory(folder)()
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })
})

describe('the cache of seeded databases', () => {
  test('keeps one whole file, that of the present seed', async () => {
    const cache = new SeedCache(folder)
    expect(cache.load('one')).toBeUndefined()
    await cache.save('one', new Blob(['first']))
    await cache.save('two', new Blob(['second']))
    expect(readdirSync(folder)).toEqual(['two.tar'])
    expect(await cache.load('two')?.text()).toBe('second')
    cache.forget('two')
    expect(cache.load('two')).toBeUndefined()
  })

  test('a saved database that does not open is built again', async () => {
    const key = seedKey(generateEdition())
    await new SeedCache(folder).save(key, new Blob(['not a database']))
    const store = await openDatabase({ cacheDirectory: folder, now: testTime })
    const { count } = await store.read((tx) =>
      tx
        .selectFrom('articles')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
    )
    await store.close()
    expect(Number(count)).toBe(400)
    expect(await new SeedCache(folder).load(key)?.text()).not.toBe('not a database')
  }, 120_000)

  test('a folder that cannot be used is an error that says so', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    chmodSync(file, 0o600)
    expect(() => new SeedCache(join(file, 'below'))).toThrow(/ENOTDIR|EEXIST/)
  })
})

describe('the store', () => {
  test('a transaction that fails leaves nothing behind, and the next one runs', async () => {
    const store = await openDatabase({ cacheDirectory: defaultCacheDirectory(), now: testTime })
    const comment = { articleId: 1, name: 'Gone', body: 'gone', sessionHash: null, now: testTime }
    await expect(
      store.write(async (tx) => {
        await addComment(tx, comment)
        throw new Error('on purpose')
      }),
    ).rejects.toThrow('on purpose')
    const count = await store.read((tx) =>
      tx.selectFrom('comments').select('id').where('author_name', '=', 'Gone').execute(),
    )
    expect(count).toEqual([])

    const order: number[] = []
    await Promise.all(
      [1, 2, 3, 4].map((number) =>
        store.write(async (tx) => {
          order.push(number)
          await addComment(tx, { ...comment, name: `In turn ${number}` })
          order.push(number)
        }),
      ),
    )
    expect(order).toEqual([1, 1, 2, 2, 3, 3, 4, 4])
    await store.close()
  }, 120_000)

  test('tidies up after two thousand writes, not sooner', async () => {
    const store = await openDatabase({ cacheDirectory: defaultCacheDirectory(), now: testTime })
    expect(await store.tidy()).toBe(false)
    for (let number = 0; number < 2_000; number++) await store.write(async () => {})
    expect(await store.tidy()).toBe(true)
    expect(await store.tidy()).toBe(false)
    await store.close()
  }, 120_000)
})
