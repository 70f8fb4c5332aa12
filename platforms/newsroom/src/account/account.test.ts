import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { liveLimits } from '../database/store.js'
import { leadSlug, testTime, useNewsroom } from '../test-newsroom.test-support.js'
import { findViewer, sessionSeconds, startSession } from './sessions.js'

const newsroom = useNewsroom()

describe('signing in', () => {
  test('gives a session that scripts cannot read and other sites cannot use', async () => {
    const answer = await newsroom.post('/signin', { name: 'Maeve' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/account')
    expect(answer.headers.get('set-cookie')).toMatch(
      /^session=[A-Za-z0-9_-]{43}; Path=\/; Max-Age=1209600; HttpOnly; SameSite=Lax$/,
    )
    const secure = await newsroom.post('/signin', { name: 'Maeve' }, { 'x-forwarded-proto': 'https' })
    expect(secure.headers.get('set-cookie')).toMatch(/; Secure$/)
  })

  test('makes every page personal and keeps it out of shared caches', async () => {
    const session = await newsroom.signIn('Maeve <3')
    for (const path of ['/', `/article/${leadSlug}`, '/search?q=ferry', '/donate', '/account', '/nope']) {
      const response = await newsroom.get(path, session)
      expect(response.headers.get('cache-control'), path).toBe('private, no-store')
    }
    expect(await newsroom.html('/', session)).toContain('Maeve &lt;3')
    expect(await newsroom.html(`/article/${leadSlug}`, session)).toContain('value="Maeve &lt;3"')
  })

  test('ends with signing out', async () => {
    const session = await newsroom.signIn('Liam')
    const answer = await newsroom.post('/signout', {}, session)
    expect(answer.headers.get('set-cookie')).toMatch(/^session=; Path=\/; Max-Age=0/)
    expect((await newsroom.get('/account', session)).status).toBe(303)
  })

  test('needs a name', async () => {
    const answer = await newsroom.post('/signin', { name: ' ' })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

describe('the account', () => {
  test('is not for strangers, nor for who has made up a session', async () => {
    for (const headers of [{}, { cookie: 'session=short' }, { cookie: `session=${'A'.repeat(43)}` }]) {
      const answer = await newsroom.get('/account', headers)
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/signin'])
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
    }
  })

  test('a made-up session does not make a page personal', async () => {
    const page = await newsroom.get('/', { cookie: `session=${'A'.repeat(43)}` })
    expect(page.headers.get('cache-control')).toMatch(/^public/)
    expect(page.headers.get('set-cookie')).toBeNull()
  })

  test('lists what was written in this session and nothing else', async () => {
    const session = await newsroom.signIn('Orla')
    const stranger = await newsroom.signIn('Orla')
    await newsroom.post(`/article/${leadSlug}/comments`, { name: 'Orla', body: 'Mine.' }, session)
    expect(await newsroom.html('/account', session)).toContain('Flood of traffic hits')
    expect(await newsroom.html('/account', stranger)).toContain('You have not written a comment')
  })
})

describe('forms that another site sends', () => {
  const send = async (headers: Record<string, string>) => {
    const own = { 'content-type': 'application/x-www-form-urlencoded', host: 'news.example.org', ...headers }
    return (
      await newsroom.request('/newsletter', {
        method: 'POST',
        headers: own,
        body: 'editions=morning&email=c%40example.org',
      })
    ).status
  }

  test.each([
    ['from this site', { 'sec-fetch-site': 'same-origin' }, 303],
    ['typed by the visitor', { 'sec-fetch-site': 'none' }, 303],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from a neighbouring host', { 'sec-fetch-site': 'same-site' }, 403],
    [
      'from another site that says it is this one',
      { 'sec-fetch-site': 'cross-site', origin: 'http://news.example.org' },
      403,
    ],
    ['by an older browser, from this site', { origin: 'http://news.example.org' }, 303],
    [
      'by an older browser, behind a proxy',
      { origin: 'https://paper.example', 'x-forwarded-host': 'paper.example' },
      303,
    ],
    ['by an older browser, from another site', { origin: 'http://evil.example' }, 403],
    ['from a page without an origin', { origin: 'null' }, 403],
    ['by a program', {}, 303],
  ])('%s: status %3$d', async (_, headers, status) => {
    expect(await send(headers as Record<string, string>)).toBe(status)
  })

  test('a program that carries a session has to say where it comes from', async () => {
    expect(await send(await newsroom.signIn('Tadhg'))).toBe(403)
  })
})

describe('sessions', () => {
  test('are over after two weeks', async () => {
    const store = newsroom.store()
    const token = await store.write((tx) => startSession(tx, 'Hugh', testTime))
    const seenAt = (now: number) => store.read((tx) => findViewer(tx, token, now))
    expect((await seenAt(testTime + sessionSeconds * 1_000 - 1))?.name).toBe('Hugh')
    expect(await seenAt(testTime + sessionSeconds * 1_000)).toBeNull()
  })

  test('are kept as a hash, and only the newest 20,000 of them', async () => {
    const { rows, token } = await newsroom.store().write(async (tx) => {
      await sql`insert into sessions (id_hash, name, created_at, expires_at)
        select 'old-' || n, 'x', now(), now() from generate_series(1, ${liveLimits.sessions}::int) n`.execute(tx)
      const token = await startSession(tx, 'Una', testTime)
      const { rows } = await sql<{ count: number; plain: number }>`
        select count(*)::int as count, count(*) filter (where id_hash = ${token})::int as plain from sessions`.execute(
        tx,
      )
      return { rows, token }
    })
    expect(token).toHaveLength(43)
    expect(rows[0]).toEqual({ count: liveLimits.sessions, plain: 0 })
  }, 60_000)
})
