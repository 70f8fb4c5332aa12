import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { liveLimits } from '../database/store.js'
import { testTime, useNewsroom } from '../test-newsroom.test-support.js'
import { amountOf } from './pledge-fields.js'
import { addPledge, referencePattern } from './pledges.js'

const newsroom = useNewsroom()
const pledge = { choice: '25', other: '', frequency: 'once', name: 'Una', email: 'una@example.org', message: '' }

describe('a pledge', () => {
  test('is noted, and leads to a page with its reference that nobody else may keep', async () => {
    const answer = await newsroom.post('/donate', pledge)
    expect(answer.status).toBe(303)
    const location = answer.headers.get('location') ?? ''
    expect(location.replace('/donate/thanks/', '')).toMatch(referencePattern)
    const thanks = await newsroom.get(location)
    expect(thanks.headers.get('cache-control')).toBe('private, no-store')
    const html = await thanks.text()
    expect(html).toContain('€25')
    expect(html).toContain(location.replace('/donate/thanks/', ''))
    expect(html).not.toContain('una@example.org')
  })

  test('may be of any amount, with a comma or a point', async () => {
    const answer = await newsroom.post('/donate', { ...pledge, choice: 'other', other: '12,50', frequency: 'monthly' })
    const html = await newsroom.html(answer.headers.get('location') ?? '')
    expect(html).toContain('€12.50')
    expect(html).toContain('every month')
  })

  test('works with nothing but the fields a browser without script sends', async () => {
    const { other: _, message: __, ...least } = pledge
    expect((await newsroom.post('/donate', least)).status).toBe(303)
  })

  test.each([
    ['an amount that is none', { choice: 'other', other: 'a lot' }, 'Please enter an amount in euro'],
    ['an amount that is missing', { choice: 'other', other: '' }, 'Please enter an amount in euro'],
    ['nothing', { choice: 'other', other: '0' }, 'The smallest amount is €1.'],
    ['a fortune', { choice: 'other', other: '99999' }, 'please write to us first'],
    ['a negative amount', { choice: 'other', other: '-5' }, 'Please enter an amount in euro'],
    ['an amount that was not offered', { choice: '7' }, 'Please choose an amount.'],
    ['a frequency that was not offered', { frequency: 'hourly' }, 'Please choose how often.'],
    ['an address that is none', { email: 'una' }, 'like name@example.org'],
    ['no name', { name: '' }, 'Please enter your name.'],
    ['a message too long', { message: 'm'.repeat(501) }, 'Please use at most 500 characters.'],
  ])('with %s comes back, filled in as before, and says what to mend', async (_, change, message) => {
    const answer = await newsroom.post('/donate', { ...pledge, name: 'Una Keepme', ...change })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain(message)
    expect(html).toContain('role="alert"')
    if (!('name' in change)) expect(html).toContain('value="Una Keepme"')
  })

  test('asks for no card', async () => {
    expect(await newsroom.html('/donate')).not.toMatch(/autocomplete="cc-|name="card/)
  })
})

test('amounts are exact in cents', () => {
  expect(amountOf({ choice: 'other', other: '19.99' })).toEqual({ cents: 1_999 })
  expect(amountOf({ choice: 'other', other: ' 1,1 ' })).toEqual({ cents: 110 })
  expect(amountOf({ choice: 'other', other: '1e3' })).toHaveProperty('problem')
})

test('only the newest 20,000 pledges are kept', async () => {
  const { rows } = await newsroom.store().write(async (tx) => {
    await sql`insert into pledges (reference, amount_cents, frequency, name, email, message, created_at)
      select 'old-' || n, 100, 'once', '', '', '', now() from generate_series(1, ${liveLimits.pledges}::int) n`.execute(
      tx,
    )
    for (let number = 0; number < 4; number++) {
      await addPledge(
        tx,
        { amountCents: 100, frequency: 'once', name: 'N', email: 'n@example.org', message: '' },
        testTime,
      )
    }
    return sql<{ count: number }>`select count(*)::int as count from pledges`.execute(tx)
  })
  expect(rows[0]?.count).toBe(liveLimits.pledges)
}, 60_000)
