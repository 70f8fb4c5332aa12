import { expect, it } from 'vitest'
import { type CacheHandling, cacheStatus } from './cache-status.js'

it.each<[CacheHandling, string]>([
  [{ kind: 'hit' }, 'holdfast; hit'],
  [{ kind: 'hit', ttlSeconds: 12.7 }, 'holdfast; hit; ttl=12'],
  [{ kind: 'hit', ttlSeconds: -4.2, detail: 'stale-busy' }, 'holdfast; hit; ttl=-4; detail=stale-busy'],
  [{ kind: 'forwarded', why: 'miss', stored: true }, 'holdfast; fwd=miss; stored'],
  [{ kind: 'forwarded', why: 'stale', status: 304, stored: true }, 'holdfast; fwd=stale; fwd-status=304; stored'],
  [{ kind: 'forwarded', why: 'miss', collapsed: true }, 'holdfast; fwd=miss; collapsed'],
  [{ kind: 'forwarded', why: 'bypass', stored: false }, 'holdfast; fwd=bypass'],
])('%j is %s (RFC 9211)', (handling, value) => {
  expect(cacheStatus(handling)).toBe(value)
})
