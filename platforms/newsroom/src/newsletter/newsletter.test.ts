import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { liveLimits } from '../database/store.js'
import { testTime, useNewsroom } from '../test-newsroom.test-support.js'
import { addSubscriber } from './subscribers.js'

const newsroom = useNewsroom()
const subscribers = async () =>
  newsroom
    .store()
    .read((tx) => tx.selectFrom('subscribers').select(['email', 'editions', 'status']).orderBy('seq').execute())

test('a sign-up is pending until it is confirmed', async () => {
  const answer = await newsroom.post('/newsletter', { editions: 'morning', email: ' Reader@Example.org ' })
  expect(answer.status).toBe(303)
  expect(await newsroom.html(answer.headers.get('location') ?? '')).toContain('noted as pending')
  expect(await subscribers()).toEqual([{ email: 'reader@example.org', editions: 'morning', status: 'pending' }])
})

test('a second sign-up of the same address is answered the same and adds nothing', async () => {
  const first = await newsroom.post('/newsletter', { editions: 'morning', email: 'twice@example.org' })
  const count = (await subscribers()).length
  const second = await newsroom.post('/newsletter', { editions: 'weekend', email: 'twice@example.org' })
  expect([second.status, second.headers.get('location')]).toEqual([first.status, first.headers.get('location')])
  expect(await subscribers()).toHaveLength(count)
})

test('several letters can be chosen at once', async () => {
  const body = 'editions=morning&editions=council&email=both%40example.org'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await newsroom.request('/newsletter', { method: 'POST', headers, body })).status).toBe(303)
  expect((await subscribers()).at(-1)?.editions).toBe('morning,council')
})

test.each([
  ['', 'a@example.org', 'Please choose from the list.'],
  ['evening', 'a@example.org', 'Please choose from the list.'],
  ['morning', 'not-an-address', 'like name@example.org'],
  ['morning', `${'a'.repeat(250)}@example.org`, 'That address is too long.'],
])('letters %j to %j: the form comes back', async (editions, email, message) => {
  const answer = await newsroom.post('/newsletter', { editions, email })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(message)
})

test('no letter chosen: the form comes back', async () => {
  const answer = await newsroom.post('/newsletter', { email: 'a@example.org' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('Please choose at least one letter.')
})

test('only the newest 20,000 sign-ups are kept, and repeating one does not push the others out', async () => {
  const { rows } = await newsroom.store().write(async (tx) => {
    await sql`insert into subscribers (email, editions, status, created_at)
      select n || '@example.net', 'morning', 'pending', now() from generate_series(1, ${liveLimits.subscribers}::int) n`.execute(
      tx,
    )
    for (let number = 0; number < 5; number++)
      await addSubscriber(tx, `new-${number}@example.org`, ['morning'], testTime)
    for (let number = 0; number < 50; number++) await addSubscriber(tx, 'new-1@example.org', ['weekend'], testTime)
    return sql<{ count: number }>`select count(*)::int as count from subscribers`.execute(tx)
  })
  expect(rows[0]?.count).toBe(liveLimits.subscribers)
}, 60_000)
