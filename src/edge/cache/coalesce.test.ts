import { describe, expect, it } from 'vitest'
import { cacheOf, get, head, KEY, NOON } from './cache.test-support.js'
import type { CacheRequest } from './cache-request.js'
import { type Begun, Coalescer, type CoalescerOptions, type Fill, type FillOutcome } from './coalesce.js'
import type { ResponseCache } from './response-cache.js'

const STORABLE = { 'cache-control': 'max-age=60', etag: '"1"' }

function coalescer(options: Partial<CoalescerOptions> = {}, cache = cacheOf()) {
  return { cache, coalescer: new Coalescer(cache, { maxFillBytes: 10_000_000, ...options }) }
}

function leader(begun: Begun): Fill {
  if (begun.kind !== 'leader') throw new Error('expected the leader')
  return begun.fill
}

function follower(begun: Begun): Begun & { kind: 'follower' } {
  if (begun.kind !== 'follower') throw new Error('expected a follower')
  return begun
}

/** A word for what became of a follower: the body it gets, or the kind. */
async function outcomeOf(begun: Begun): Promise<string> {
  const outcome = await follower(begun).wait
  return outcome.kind === 'stored' ? outcome.entry.body.toString() : outcome.kind
}

function finish(fill: Fill, body = 'page', now = NOON + 50): FillOutcome {
  fill.data(Buffer.from(body))
  return fill.end(now)
}

describe('many requests for one page', () => {
  it('become one request to the origin, and all get its answer', async () => {
    const { coalescer: together, cache } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    const waiting = Array.from({ length: 500 }, () => together.begin(KEY, get(), NOON + 1))
    expect(fill.followers).toBe(500)
    expect(fill.response(200, STORABLE, NOON + 10)).toEqual({ kind: 'store' })
    waiting.push(together.begin(KEY, get(), NOON + 20))
    fill.data(Buffer.from('pa'))
    fill.data(Buffer.from('ge'))
    expect(fill.end(NOON + 50).kind).toBe('stored')
    expect(new Set(await Promise.all(waiting.map(outcomeOf)))).toEqual(new Set(['page']))
    expect(cache.lookup(KEY, get(), NOON + 60, { distressed: false }).kind).toBe('fresh')
    expect(together.fills).toBe(0)
  })

  it('are released as soon as the headers say that it is not for others', async () => {
    const { coalescer: together } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    const waiting = together.begin(KEY, get(), NOON)
    expect(fill.response(200, { 'cache-control': 'private' }, NOON)).toEqual({ kind: 'pass' })
    expect(await outcomeOf(waiting)).toBe('not-storable')
    expect(fill.worthFinishing).toBe(false)
    expect(finish(fill).kind).toBe('not-storable')
  })

  it.each([500, 503, 429])('are told of a failure with status %i', async (status) => {
    const { coalescer: together } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    const waiting = together.begin(KEY, get(), NOON)
    fill.response(status, STORABLE, NOON)
    expect(await outcomeOf(waiting)).toBe('failed')
    expect(leader(together.begin(KEY, get(), NOON))).not.toBe(fill)
    expect(together.begin(KEY, get(), NOON).kind).toBe('follower')
  })

  it('are told when the answer breaks off, and nothing of it is stored', async () => {
    const { coalescer: together, cache } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    const waiting = together.begin(KEY, get(), NOON)
    fill.response(200, STORABLE, NOON)
    fill.data(Buffer.from('pa'))
    fill.abort()
    expect(await outcomeOf(waiting)).toBe('failed')
    expect(cache.stats().entries).toBe(0)
  })

  it('are told of a failure when the body is shorter than stated', async () => {
    const { coalescer: together } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    const waiting = together.begin(KEY, get(), NOON)
    fill.response(200, { ...STORABLE, 'content-length': '10' }, NOON)
    finish(fill)
    expect(await outcomeOf(waiting)).toBe('failed')
  })

  it('may leave, and the answer is still worth having for those who stay or come', async () => {
    const { coalescer: together } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    expect(fill.worthFinishing).toBe(false)
    const one = follower(together.begin(KEY, get(), NOON))
    const two = together.begin(KEY, get(), NOON)
    one.leave()
    one.leave()
    expect([fill.followers, fill.worthFinishing]).toEqual([1, true])
    fill.response(200, STORABLE, NOON)
    finish(fill)
    expect(await outcomeOf(two)).toBe('page')
    const settled = await Promise.race([one.wait, Promise.resolve('never')])
    expect(settled).toBe('never')
  })

  it('are told to the leader when the last of them has left, each time', () => {
    const { coalescer: together } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    let times = 0
    fill.onLastLeft(() => {
      times++
    })
    const [one, two] = [follower(together.begin(KEY, get(), NOON)), follower(together.begin(KEY, get(), NOON))]
    one.leave()
    one.leave()
    expect(times).toBe(0)
    two.leave()
    two.leave()
    expect(times).toBe(1)
    follower(together.begin(KEY, get(), NOON)).leave()
    expect(times).toBe(2)
    const settled = follower(together.begin(KEY, get(), NOON))
    fill.abort()
    settled.leave()
    expect(times).toBe(2)
  })

  it('are not held together by a leader that was lost', () => {
    const { coalescer: together } = coalescer({ maxFillMs: 60_000 })
    leader(together.begin(KEY, get(), NOON))
    expect(together.begin(KEY, get(), NOON + 60_000).kind).toBe('follower')
    const second = leader(together.begin(KEY, get(), NOON + 60_001))
    expect(second.followers).toBe(0)
    expect(together.fills).toBe(1)
  })

  it('do not get what the leader adds to the headers it passes on', () => {
    const { coalescer: together } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    const headers = ['Cache-Control', 'max-age=60']
    fill.response(200, headers, NOON)
    headers.push('Cache-Status', 'holdfast; fwd=miss')
    const outcome = finish(fill)
    expect(outcome.kind === 'stored' && outcome.entry.headers.includes('Cache-Status')).toBe(false)
    expect(outcome.kind).toBe('stored')
  })

  it('do not wait for an answer that is old when it comes', async () => {
    const { coalescer: together, cache } = coalescer()
    const fill = leader(together.begin(KEY, get(), NOON))
    const waiting = together.begin(KEY, get(), NOON)
    expect(fill.response(200, { 'cache-control': 'public, max-age=0' }, NOON)).toEqual({ kind: 'store' })
    expect(await outcomeOf(waiting)).toBe('not-storable')
    finish(fill)
    expect(cache.lookup(KEY, get(), NOON + 60, { distressed: true }).kind).toBe('stale')
    leader(together.begin(KEY, get(), NOON + 100))
    leader(together.begin(KEY, get(), NOON + 100))
  })
})

describe('who takes part', () => {
  const alone: [string, CacheRequest][] = [
    ['POST', { ...get(), method: 'POST' }],
    ['HEAD', head()],
    ['Authorization', get({ authorization: 'x' })],
    ['a session', get({ cookie: 'session=1' }, 'session')],
    ['a cookie nobody has explained', get({ cookie: 'a=1' })],
    ['a range', get({ range: 'bytes=0-1' })],
    ['a method override', get({ 'x-http-method-override': 'DELETE' })],
  ]
  it.each(alone)('%s neither follows nor leads', async (_what, request) => {
    const { coalescer: together, cache } = coalescer()
    const anonymous = leader(together.begin(KEY, get(), NOON))
    const fill = leader(together.begin(KEY, request, NOON))
    expect(leader(together.begin(KEY, request, NOON))).not.toBe(fill)
    expect(anonymous.followers).toBe(0)
    expect(fill.response(200, { 'cache-control': 'public, max-age=60' }, NOON)).toEqual({ kind: 'pass' })
    expect(finish(fill, 'for one').kind).toBe('not-storable')
    expect(cache.stats().entries).toBe(0)
    expect(together.fills).toBe(1)
  })

  it('a visitor with other cookies follows an anonymous leader, but does not lead one', async () => {
    const { coalescer: together } = coalescer()
    const withCookie = get({ cookie: '_ga=1' }, 'session')
    const cookieFill = leader(together.begin(KEY, withCookie, NOON))
    const fill = leader(together.begin(KEY, get(), NOON))
    const waiting = together.begin(KEY, withCookie, NOON)
    expect([fill.followers, cookieFill.followers]).toEqual([1, 0])
    cookieFill.response(200, STORABLE, NOON)
    fill.response(200, STORABLE, NOON)
    finish(fill)
    expect(await outcomeOf(waiting)).toBe('page')
  })

  it('visitors with other cookies share what the origin calls shared', async () => {
    const { coalescer: together } = coalescer()
    const withCookie = get({ cookie: '_ga=1' }, 'session')
    const fill = leader(together.begin(KEY, withCookie, NOON))
    const waiting = together.begin(KEY, withCookie, NOON)
    fill.response(200, { 'cache-control': 'public, max-age=60' }, NOON)
    finish(fill)
    expect(await outcomeOf(waiting)).toBe('page')
  })

  it('visitors with other cookies do not wait for what is not shared with them', () => {
    const { coalescer: together } = coalescer()
    const withCookie = get({ cookie: '_ga=1' }, 'session')
    leader(together.begin(KEY, withCookie, NOON)).response(200, STORABLE, NOON)
    leader(together.begin(KEY, withCookie, NOON))
    leader(together.begin(KEY, withCookie, NOON))
    leader(together.begin(KEY, get(), NOON))
    expect(together.begin(KEY, get(), NOON).kind).toBe('follower')
  })
})

describe('what is known not to be shareable', () => {
  it('holds for visitors with cookies though a copy from an anonymous one is stored', () => {
    const { coalescer: together, cache } = coalescer()
    cache.store(KEY, get(), { status: 200, headers: STORABLE, body: Buffer.from('page') }, NOON)
    const withCookie = get({ cookie: '_ga=1' }, 'session')
    leader(together.begin(KEY, withCookie, NOON)).response(200, STORABLE, NOON)
    leader(together.begin(KEY, withCookie, NOON))
    leader(together.begin(KEY, withCookie, NOON))
  })

  function provoke(cache: ResponseCache | undefined, status: number, headers: Record<string, string>) {
    const { coalescer: together } = coalescer({ hitForMissMs: 10_000 }, cache)
    leader(together.begin(KEY, get(), NOON)).response(status, headers, NOON)
    return (now: number) => {
      together.begin(KEY, get(), now)
      return together.begin(KEY, get(), now).kind
    }
  }

  it('is not waited for, for ten seconds', () => {
    const second = provoke(undefined, 200, { 'cache-control': 'private' })
    expect(second(NOON + 9_999)).toBe('leader')
    expect(second(NOON + 10_000)).toBe('follower')
  })

  it('is waited for again once it was stored after all', () => {
    const { coalescer: together } = coalescer()
    leader(together.begin(KEY, get(), NOON)).response(200, {}, NOON)
    const fill = leader(together.begin(KEY, get(), NOON))
    fill.response(200, STORABLE, NOON)
    leader(together.begin(KEY, get(), NOON))
    expect(together.begin(KEY, get(), NOON).kind).toBe('follower')
  })

  it('cannot be made of a page that is stored, by a visitor who provokes an odd answer', () => {
    const cache = cacheOf()
    cache.store(KEY, get(), { status: 200, headers: STORABLE, body: Buffer.from('page') }, NOON)
    expect(provoke(cache, 406, {})(NOON + 1)).toBe('follower')
    expect(provoke(undefined, 406, {})(NOON + 1)).toBe('leader')
  })

  it('is not what failed', () => {
    expect(provoke(undefined, 503, {})(NOON + 1)).toBe('follower')
  })
})

describe('variants', () => {
  const vary = { ...STORABLE, vary: 'accept-language' }
  const [german, irish] = [get({ 'accept-language': 'de' }), get({ 'accept-language': 'ga' })]

  it('are told apart as soon as the origin says so', async () => {
    const { coalescer: together } = coalescer()
    const fill = leader(together.begin(KEY, german, NOON))
    const [same, other] = [together.begin(KEY, german, NOON), together.begin(KEY, irish, NOON)]
    fill.response(200, vary, NOON)
    expect(await outcomeOf(other)).toBe('other-variant')

    const irishFill = leader(together.begin(KEY, irish, NOON))
    const [irishWaiting, germanWaiting] = [together.begin(KEY, irish, NOON), together.begin(KEY, german, NOON)]
    irishFill.response(200, vary, NOON)
    finish(fill, 'deutsch')
    finish(irishFill, 'gaeilge')
    expect(await Promise.all([same, irishWaiting, germanWaiting].map(outcomeOf))).toEqual([
      'deutsch',
      'gaeilge',
      'deutsch',
    ])
  })

  it('are told apart from the start once they are known', () => {
    const { coalescer: together, cache } = coalescer()
    cache.store(KEY, german, { status: 200, headers: vary, body: Buffer.alloc(0) }, NOON)
    leader(together.begin(KEY, german, NOON))
    leader(together.begin(KEY, irish, NOON))
    expect(together.begin(KEY, irish, NOON).kind).toBe('follower')
  })
})

describe('revalidation', () => {
  function expired(headers: Record<string, string> = STORABLE) {
    const { coalescer: together, cache } = coalescer()
    const stored = cache.store(KEY, get(), { status: 200, headers, body: Buffer.from('old') }, NOON)
    if (stored.kind !== 'stored') throw new Error(stored.reason)
    const now = NOON + 61_000
    const fill = leader(together.begin(KEY, get(), now, stored.entry))
    return { together, cache, fill, now, waiting: together.begin(KEY, get(), now, stored.entry) }
  }

  it('confirmed by a 304 serves all from the copy', async () => {
    const { fill, now, waiting, cache } = expired()
    expect(fill.response(304, { etag: '"1"' }, now)).toMatchObject({ kind: 'refreshed' })
    expect(await outcomeOf(waiting)).toBe('old')
    expect(cache.lookup(KEY, get(), now + 1, { distressed: false }).kind).toBe('fresh')
  })

  it('answered with a new page replaces it', async () => {
    const { fill, now, waiting } = expired()
    fill.response(200, { ...STORABLE, etag: '"2"' }, now)
    finish(fill, 'new', now)
    expect(await outcomeOf(waiting)).toBe('new')
  })

  it('by a 304 about something else asks again without conditions, and nobody loses the place', async () => {
    const { fill, now, waiting } = expired()
    expect(fill.response(304, { etag: '"3"' }, now)).toEqual({ kind: 'ask-again' })
    fill.response(200, STORABLE, now + 1)
    finish(fill, 'new', now + 2)
    expect(await outcomeOf(waiting)).toBe('new')
  })

  it('that fails keeps the copy for bad times', async () => {
    const { fill, now, waiting, cache } = expired()
    fill.response(503, {}, now)
    expect(await outcomeOf(waiting)).toBe('failed')
    expect(cache.lookup(KEY, get(), now, { distressed: true }).kind).toBe('stale')
  })

  it('by a 304 that nobody asked for is passed on', () => {
    const { coalescer: together } = coalescer()
    expect(leader(together.begin(KEY, get(), NOON)).response(304, {}, NOON)).toEqual({ kind: 'pass' })
  })
})

describe('the bounds', () => {
  it('so many follow, the next goes its own way', () => {
    const { coalescer: together } = coalescer({ maxFollowers: 3 })
    const fill = leader(together.begin(KEY, get(), NOON))
    for (let i = 0; i < 3; i++) follower(together.begin(KEY, get(), NOON))
    leader(together.begin(KEY, get(), NOON))
    leader(together.begin(KEY, get(), NOON))
    expect([fill.followers, together.fills]).toEqual([3, 1])
  })

  it('so many answers are waited for under unique URLs', () => {
    const { coalescer: together } = coalescer({ maxFills: 100 })
    for (let i = 0; i < 5_000; i++) leader(together.begin(`${KEY}?${i}`, get(), NOON))
    expect(together.fills).toBe(100)
  })

  it('an answer larger than an entry may be is announced or found out, and releases those who wait', async () => {
    const cache = cacheOf({ maxEntryBytes: 10_000 })
    const { coalescer: together } = coalescer({}, cache)
    const announced = leader(together.begin(`${KEY}a`, get(), NOON))
    const first = together.begin(`${KEY}a`, get(), NOON)
    expect(announced.response(200, { ...STORABLE, 'content-length': '20000' }, NOON)).toEqual({ kind: 'pass' })
    expect(await outcomeOf(first)).toBe('not-storable')

    const found = leader(together.begin(KEY, get(), NOON))
    const second = together.begin(KEY, get(), NOON)
    found.response(200, STORABLE, NOON)
    found.data(Buffer.alloc(9_000))
    found.data(Buffer.alloc(9_000))
    expect(await outcomeOf(second)).toBe('not-storable')
    expect(found.worthFinishing).toBe(false)
    found.data(Buffer.alloc(9_000))
    expect(found.end(NOON).kind).toBe('not-storable')
    leader(together.begin(KEY, get(), NOON))
    leader(together.begin(KEY, get(), NOON))
  })

  it('bodies being collected share a room, and give it back', async () => {
    const { coalescer: together, cache } = coalescer({ maxFillBytes: 100_000 })
    const fills = Array.from({ length: 50 }, (_, i) => leader(together.begin(`${KEY}?${i}`, get(), NOON)))
    for (const fill of fills) {
      fill.response(200, STORABLE, NOON)
      fill.data(Buffer.alloc(20_000))
    }
    expect(fills.filter((fill) => fill.worthFinishing)).toHaveLength(5)
    for (const fill of fills) fill.end(NOON)
    expect(cache.stats().entries).toBe(5)
    const later = leader(together.begin(KEY, get(), NOON))
    later.response(200, STORABLE, NOON)
    later.data(Buffer.alloc(100_000))
    expect(later.end(NOON).kind).toBe('stored')
  })
})
