import { describe, expect, it } from 'vitest'
import type { RequestHeaders } from './cache-request.js'
import { ANONYMOUS_USE, cacheUse } from './cache-use.js'

const nothing = { lookup: 'none', store: 'none', coalesce: false }
const lookupOnly = { lookup: 'any', store: 'none', coalesce: false }
const sharedOnly = { lookup: 'shared', store: 'none', coalesce: false }

describe('what the cache may do with a request', () => {
  const cases: [what: string, method: string, headers: RequestHeaders, use: object][] = [
    ['a plain GET takes part in everything', 'GET', {}, ANONYMOUS_USE],
    ['a HEAD is answered from copies only', 'HEAD', {}, lookupOnly],
    ['a POST never', 'POST', {}, nothing],
    ['a DELETE never', 'DELETE', {}, nothing],
    ['a method in small letters is another method', 'get', {}, nothing],
    ['Authorization never', 'GET', { authorization: 'Basic eDp5' }, nothing],
    ['an empty Authorization is still one', 'GET', { authorization: '' }, nothing],
    ['an upgrade never', 'GET', { upgrade: 'websocket' }, nothing],
    ['a GET with a body never', 'GET', { 'content-length': '3' }, nothing],
    ['a GET with a chunked body never', 'GET', { 'transfer-encoding': 'chunked' }, nothing],
    ['a stated body of nothing is none', 'GET', { 'content-length': '0' }, ANONYMOUS_USE],
    ['a range is answered from copies only', 'GET', { range: 'bytes=0-9' }, lookupOnly],
    ['any cookie may be a session when nobody says which one is', 'GET', { cookie: '_ga=1' }, sharedOnly],
    ['several Cookie headers too', 'GET', { cookie: ['a=1', 'b=2'] }, sharedOnly],
    ['our own cookie says nothing to the origin', 'GET', { cookie: 'holdfast-place=aB-_9.x' }, ANONYMOUS_USE],
    [
      'a cookie with our name and a strange value is not ours',
      'GET',
      { cookie: 'holdfast-a=1, session=x' },
      sharedOnly,
    ],
    ['our own beside another', 'GET', { cookie: 'holdfast-place=a; x=1' }, sharedOnly],
    ['no-cache does not get past the cache', 'GET', { 'cache-control': 'no-cache', pragma: 'no-cache' }, ANONYMOUS_USE],
    ['no-store of a visitor counts for nothing', 'GET', { 'cache-control': 'no-store, max-age=0' }, ANONYMOUS_USE],
    ['X-HTTP-Method-Override is not stored', 'GET', { 'x-http-method-override': 'POST' }, lookupOnly],
    ['nor X_Original_URL, which CGI reads as X-Original-URL', 'GET', { x_original_url: '/admin' }, lookupOnly],
    ['an ordinary X header is nothing', 'GET', { 'x-requested-with': 'fetch' }, ANONYMOUS_USE],
  ]
  it.each(cases)('%s', (_what, method, headers, use) => {
    expect(cacheUse(method, headers)).toEqual(use)
  })
})

describe('with the session cookie named', () => {
  const use = (cookie: string) => cacheUse('GET', { cookie }, { signedInCookie: 'session' })

  it.each([
    'session=abc',
    'a=1; session=abc',
    'a=1;session=abc',
    'session =abc',
    'session',
    'session=',
    '; ;session=x',
    'holdfast-place=x; session=abc',
  ])('leaves a signed-in visitor alone: %s', (cookie) => {
    expect(use(cookie)).toEqual(nothing)
  })

  it.each(['_ga=1', 'Session=abc', 'mysession=abc', 'a=session', 'session2=x'])(
    'reads any copy for a visitor with other cookies, and stores only what the origin calls shared: %s',
    (cookie) => {
      expect(use(cookie)).toEqual({ lookup: 'any', store: 'shared', coalesce: true })
    },
  )

  it('needs no cookie', () => {
    expect(cacheUse('GET', {}, { signedInCookie: 'session' })).toEqual(ANONYMOUS_USE)
  })
})
