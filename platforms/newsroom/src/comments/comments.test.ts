import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { liveLimits } from '../database/store.js'
import { leadSlug, longestSlug, testTime, useNewsroom } from '../test-newsroom.test-support.js'
import { addComment, addReport, commentsPage } from './comments.js'

const newsroom = useNewsroom()
const slug = leadSlug
const address = `/article/${slug}/comments`

async function countOf(path: string): Promise<number> {
  const text = /href="#comments">([\d,]+) comment/.exec(await newsroom.html(path))?.[1] ?? ''
  return Number(text.replace(',', ''))
}

describe('writing a comment', () => {
  test('sends the writer back to the article, where it stands first and is not cached', async () => {
    const before = await countOf(`/article/${slug}`)
    const answer = await newsroom.post(address, { name: 'Aoife', body: 'I was there.\n\nIt rained.' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const location = answer.headers.get('location') ?? ''
    expect(location).toMatch(new RegExp(`^/article/${slug}\\?posted=(\\d+)#comment-\\1$`))

    const [path = '', id = ''] = location.split('#')
    const page = await newsroom.get(path)
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    const html = await page.text()
    expect(html).toContain(`id="${id}"`)
    expect(html).toContain('<p>I was there.</p><p>It rained.</p>')
    expect(await countOf(`/article/${slug}`)).toBe(before + 1)
  })

  test('an address that only claims a new comment stays cacheable', async () => {
    const page = await newsroom.get(`/article/${slug}?posted=2147483647`)
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toMatch(/^public/)
  })

  test('mark-up is text, web addresses are links, and other addresses are not', async () => {
    const hostile = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      'javascript:alert(1)',
      'see https://example.org/a?b=1&c=2.',
      'http://example.org/"onmouseover="alert(1)',
    ].join('\n')
    const answer = await newsroom.post(address, { name: '<b>Bold</b>', body: hostile })
    const html = await newsroom.html(answer.headers.get('location')?.split('#')[0] ?? '')
    expect(html).not.toMatch(/<script>alert|<img src=x|<b>Bold/)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).toContain('&lt;b&gt;Bold&lt;/b&gt;')
    expect(html).not.toMatch(/href="javascript:/)
    expect(html).not.toMatch(/<[^>]+ onmouseover=/)
    expect(html).toContain('<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener noreferrer">')
  })

  test('control characters and text that changes its direction are taken out', async () => {
    const answer = await newsroom.post(address, { name: 'A\u202eB\u0000C', body: 'x\u0007y\u2066z and more' })
    expect(answer.status).toBe(303)
    const html = await newsroom.html(answer.headers.get('location')?.split('#')[0] ?? '')
    expect(html).toContain('<strong>ABC</strong>')
    expect(html).toContain('<p>xyz and more</p>')
  })

  test.each([
    ['no name', { name: '  ', body: 'A comment' }, 'Please enter your name.'],
    ['no text', { name: 'Aoife', body: ' \n ' }, 'Please enter a comment.'],
    ['a name too long', { name: 'x'.repeat(61), body: 'A comment' }, 'Please use at most 60 characters.'],
    ['a text too long', { name: 'Aoife', body: 'y'.repeat(2_001) }, 'Please use at most 2,000 characters.'],
    ['fields that are missing', {}, 'Please enter your name.'],
  ])('%s: the form comes back with what was entered and what to mend', async (_, form, message) => {
    const answer = await newsroom.post(address, form as Record<string, string>)
    expect(answer.status).toBe(422)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const html = await answer.text()
    expect(html).toContain('role="alert"')
    expect(html).toContain(message)
    expect(html).toContain('aria-invalid="true"')
    if ('body' in form && form.body.trim()) expect(html).toContain(form.body.slice(0, 50))
  })

  test('there is nothing to comment on below an article that does not exist', async () => {
    expect((await newsroom.post('/article/no-such-article/comments', { name: 'A', body: 'text' })).status).toBe(404)
    expect((await newsroom.post('/article/no-such-article/comments', { name: '', body: '' })).status).toBe(404)
  })

  test('a body of more than 32 KiB is refused, with its length announced or not', async () => {
    const body = `name=A&body=${'x'.repeat(33 * 1_024)}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const announced = { ...headers, 'content-length': String(body.length) }
    expect((await newsroom.request(address, { method: 'POST', headers: announced, body })).status).toBe(413)
    expect((await newsroom.request(address, { method: 'POST', headers, body })).status).toBe(413)
  })

  test('only forms as browsers send them are read', async () => {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"A"}' }
    expect((await newsroom.request(address, request)).status).toBe(415)
    expect((await newsroom.request(address, { method: 'POST' })).status).toBe(415)
  })
})

describe('older comments', () => {
  test('a walk over the 3,000 comments of one article meets each of them once, newest first', async () => {
    const seen: number[] = []
    let path: string | undefined = `/article/${longestSlug}/comments`
    while (path !== undefined) {
      const html: string = await newsroom.html(path)
      const ids = [...html.matchAll(/<li id="comment-(\d+)"/g)].map(([, id]) => Number(id))
      expect(ids.length).toBeLessThanOrEqual(20)
      seen.push(...ids)
      path = /href="(\/article\/[^"]+\/comments\?before=\d+)"/.exec(html)?.[1]
    }
    expect(seen).toHaveLength(3_000)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a))
  }, 60_000)

  test('a comment that arrives during the walk does not move the pages', async () => {
    const [first] = await newsroom.store().read(async (tx) => [await commentsPage(tx, 1, 2)])
    const last = first?.comments.at(-1)?.id
    const again = await newsroom.store().read((tx) => commentsPage(tx, 1, 2, last))
    await newsroom
      .store()
      .write((tx) => addComment(tx, { articleId: 1, name: 'N', body: 'new', sessionHash: null, now: testTime }))
    expect(await newsroom.store().read((tx) => commentsPage(tx, 1, 2, last))).toEqual(again)
  })
})

describe('reporting a comment', () => {
  async function firstComment(): Promise<string> {
    return /href="(\/article\/[^"]+\/report)"/.exec(await newsroom.html(`/article/${slug}`))?.[1] ?? ''
  }

  test('the form shows the comment, takes a reason and thanks', async () => {
    const path = await firstComment()
    const form = await newsroom.html(path)
    expect(form).toContain('What is wrong with it?')
    expect(form.match(/type="radio"/g)).toHaveLength(5)
    const answer = await newsroom.post(path, { reason: 'illegal', details: 'It names a child.' })
    expect(answer.status).toBe(303)
    expect(await newsroom.html(answer.headers.get('location') ?? '')).toContain('Your report has been noted')
  })

  test('without a reason, or with one that is not offered, it comes back', async () => {
    const path = await firstComment()
    expect((await newsroom.post(path, { details: 'x' })).status).toBe(422)
    const answer = await newsroom.post(path, { reason: 'because', details: '' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Please choose a reason.')
  })

  test('details may be left out altogether', async () => {
    expect((await newsroom.post(await firstComment(), { reason: 'spam' })).status).toBe(303)
  })
})

describe('bounds', () => {
  test('only the newest 20,000 comments of visitors are kept, the seed stays, and the counts stay right', async () => {
    const store = newsroom.store()
    const live = () =>
      store.read(async (tx) => {
        const { rows } = await sql<{ live: number; seeded: number }>`
          select count(*) filter (where live)::int as live, count(*) filter (where not live)::int as seeded from comments`.execute(
          tx,
        )
        return rows[0]
      })
    await store.write(async (tx) => {
      await sql`insert into comments (article_id, author_name, body, created_at, live)
        select 2, 'Flood', 'word', now(), true from generate_series(1, ${liveLimits.comments}::int)`.execute(tx)
      await sql`update articles set comment_count = comment_count + ${liveLimits.comments}::int where id = 2`.execute(
        tx,
      )
    })
    for (let number = 0; number < 25; number++) {
      expect((await newsroom.post(address, { name: 'More', body: `Comment ${number}` })).status).toBe(303)
    }
    expect(await live()).toEqual({ live: liveLimits.comments, seeded: 8_000 })
    const wrong = await store.read((tx) =>
      sql`select a.id from articles a where comment_count <> (select count(*) from comments c where c.article_id = a.id)`.execute(
        tx,
      ),
    )
    expect(wrong.rows).toEqual([])
  }, 120_000)

  test('only the newest 20,000 reports are kept', async () => {
    const store = newsroom.store()
    const count = await store.write(async (tx) => {
      await sql`insert into reports (comment_id, reason, details, created_at)
        select 1, 'spam', '', now() from generate_series(1, ${liveLimits.reports}::int)`.execute(tx)
      for (let number = 0; number < 3; number++) {
        await addReport(tx, { commentId: 1, reason: 'spam', details: '', now: testTime })
      }
      return sql<{ count: number }>`select count(*)::int as count from reports`.execute(tx)
    })
    expect(count.rows[0]?.count).toBe(liveLimits.reports)
  }, 60_000)
})
