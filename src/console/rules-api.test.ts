import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { RulePreview, RuleStatus } from '../brain/status.js'
import { createConsole } from './create-console.js'
import { busyNight } from './sample-rules.test-support.js'
import { calmStatus, sampleView } from './sample-view.test-support.js'

const TOKEN = 'local-token-of-this-run'
const AUTHORIZED = { Host: 'localhost', Authorization: `Bearer ${TOKEN}` }

function openConsole() {
  const view = sampleView(calmStatus(), busyNight())
  const { app } = createConsole({ view, auth: { localToken: TOKEN }, log: pino({ enabled: false }) })
  const get = (path: string) => app.request(path, { headers: AUTHORIZED })
  const post = (path: string, body?: unknown, headers: Record<string, string> = AUTHORIZED) =>
    app.request(path, { method: 'POST', headers, body: body === undefined ? null : JSON.stringify(body) })
  return { view, get, post }
}

const SEARCH = [
  { attribute: 'route', op: 'is', value: '/search' },
  { attribute: 'family', op: 'is', value: 'curl' },
]

describe('the rules in the API', () => {
  it('are those in force and those that ended lately, with what they match, explain and touch', async () => {
    const { view, get } = openConsole()
    const answer = await get('/api/rules')
    expect(answer.status).toBe(200)
    const rules = (await answer.json()) as RuleStatus[]
    expect(rules).toEqual(view.rules())
    expect(rules.map(({ id, state }) => [id, state])).toEqual([
      [9, 'watch'],
      [8, 'slow'],
      [7, 'challenge'],
      [4, 'ended'],
    ])
  })

  it('are pinned, left to themselves again, and lifted', async () => {
    const { get, post } = openConsole()
    const pinned = await post('/api/rules/7/pin')
    expect(pinned.status).toBe(200)
    expect(await pinned.json()).toMatchObject({ id: 7, pinned: true, expires: null })
    expect(await (await post('/api/rules/7/unpin')).json()).toMatchObject({ pinned: false })
    expect(await (await post('/api/rules/7/lift')).json()).toMatchObject({ state: 'ended', ended: { why: 'lifted' } })
    expect(await (await get('/api/rules/forbidden')).json()).toEqual([])
  })

  it('are forbidden, listed as such, and permitted again', async () => {
    const { get, post } = openConsole()
    expect(await (await post('/api/rules/8/forbid')).json()).toMatchObject({ ended: { why: 'forbidden' } })
    expect(await (await get('/api/rules/forbidden')).json()).toMatchObject([{ id: 8, platform: 'newsroom' }])
    expect((await post('/api/rules/8/permit')).status).toBe(200)
    expect(await (await get('/api/rules/forbidden')).json()).toEqual([])
  })

  it.each([
    ['/api/rules/77/pin', 404, /There is no rule 77/],
    ['/api/rules/-1/pin', 404, /There is no rule -1/],
    ['/api/rules/7e0/lift', 404, /There is no rule 7e0/],
    ['/api/rules/7/explode', 400, /expected one of pin, unpin, lift, forbid, permit, found "explode"/],
    ['/api/rules/4/pin', 409, /Rule 4 has ended/],
    ['/api/rules/4/lift', 409, /Rule 4 has ended/],
    ['/api/rules/7/permit', 404, /Rule 7 is not forbidden/],
  ])('say why %s cannot be done', async (path, status, words) => {
    const { view, post } = openConsole()
    const before = view.rules()
    const answer = await post(path)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(words) })
    expect(view.rules()).toEqual(before)
  })

  it('are changed by this console and by who has a token only', async () => {
    const { view, post } = openConsole()
    const elsewhere = { Host: 'localhost', 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }
    expect((await post('/api/rules/7/lift', undefined, elsewhere)).status).toBe(403)
    expect(view.rules().find(({ id }) => id === 7)?.ended).toBeNull()
    const own = { Host: 'localhost', 'Sec-Fetch-Site': 'same-origin' }
    expect((await post('/api/rules/7/lift', undefined, own)).status).toBe(200)
  })
})

describe('a preview in the API', () => {
  it('tells of a rule what it would have done', async () => {
    const { view, get } = openConsole()
    const answer = await get('/api/rules/7/preview')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(view.previewRule(7))))
    const missing = await get('/api/rules/77/preview')
    expect(missing.status).toBe(404)
    expect(await missing.json()).toEqual({ error: expect.stringContaining('There is no rule 77') })
  })

  it('tells the same of a match of one’s own', async () => {
    const { post } = openConsole()
    const answer = await post('/api/rules/preview', { platform: 'newsroom', match: SEARCH })
    expect(answer.status).toBe(200)
    const preview = (await answer.json()) as RulePreview
    expect(preview).toMatchObject({ platform: 'newsroom', match: SEARCH, text: 'visits to /search by curl' })
    expect(preview.lastHour.minutes).toHaveLength(60)
    expect(preview.lastHour.touched).toBeGreaterThan(0)
  })

  it('needs no value for what normal visits do not have', async () => {
    const { post } = openConsole()
    const answer = await post('/api/rules/preview', {
      platform: 'newsroom',
      match: [{ attribute: 'family', op: 'unseen' }],
    })
    expect(await answer.json()).toMatchObject({ match: [{ attribute: 'family', op: 'unseen', value: '' }] })
  })

  const test = SEARCH[0]
  it.each([
    ['no JSON', '{', /body/],
    ['an unknown platform', { platform: 'nobody', match: SEARCH }, /no platform "nobody"/],
    ['nothing to match', { platform: 'newsroom', match: [] }, /expected 1 to 4 tests/],
    ['an unknown attribute', { platform: 'newsroom', match: [{ ...test, attribute: 'mood' }] }, /match\.0\.attribute/],
    ['an unknown test', { platform: 'newsroom', match: [{ ...test, op: 'like' }] }, /match\.0\.op/],
    ['no value', { platform: 'newsroom', match: [{ attribute: 'route', op: 'is' }] }, /match\.0\.value: expected with/],
    [
      'a value too many',
      { platform: 'newsroom', match: [{ ...test, op: 'unseen' }] },
      /match\.0\.value: expected none/,
    ],
    ['one attribute twice', { platform: 'newsroom', match: [test, test] }, /each attribute at most once/],
    ['a value like a novel', { platform: 'newsroom', match: [{ ...test, value: 'x'.repeat(513) }] }, /value/],
    ['a key too many', { platform: 'newsroom', match: SEARCH, action: 'refuse' }, /action/],
  ])('says what is wrong with %s', async (_, body, words) => {
    const answer = await openConsole().post('/api/rules/preview', body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(words) })
  })

  it('takes the longest values there are, and no body beyond', async () => {
    const { post } = openConsole()
    const attributes = ['userAgent', 'route', 'query', 'languages']
    const match = attributes.map((attribute) => ({ attribute, op: 'is', value: '\u0001'.repeat(512) }))
    expect((await post('/api/rules/preview', { platform: 'newsroom', match })).status).toBe(200)
    const novel = { platform: 'newsroom', match: SEARCH, novel: 'x'.repeat(17_000) }
    expect((await post('/api/rules/preview', novel)).status).toBe(413)
  })
})
