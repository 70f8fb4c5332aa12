import { describe, expect, it } from 'vitest'
import { createSignInLimit } from './sign-in-limit.js'

describe('the sign-in limit', () => {
  it('counts an IPv6 /64 as one client', () => {
    const limit = createSignInLimit()
    for (let i = 0; i < 5; i++) expect(limit.take(`2001:db8::${i + 1}`, 0).kind).toBe('allowed')
    expect(limit.take('2001:db8::ffff', 0).kind).toBe('limited')
    expect(limit.take('2001:db8:0:1::1', 0).kind).toBe('allowed')
  })

  it('is a sliding minute: waiting as long as it says always helps', () => {
    const limit = createSignInLimit()
    for (let i = 0; i < 5; i++) limit.take('192.0.2.1', i * 10_000)
    const tried = limit.take('192.0.2.1', 45_000)
    expect(tried).toEqual({ kind: 'limited', retryAfterSeconds: 15 })
    expect(limit.take('192.0.2.1', 60_000).kind).toBe('allowed')
    expect(limit.take('192.0.2.1', 60_001).kind).toBe('limited')
  })

  it('stops strangers at 30 a minute in all, but not the operator at an SSH tunnel', () => {
    const limit = createSignInLimit()
    const kinds = Array.from({ length: 100 }, (_, i) => limit.take(`192.0.2.${i}`, 0).kind)
    expect(kinds.filter((kind) => kind === 'allowed')).toHaveLength(30)
    expect(limit.take('127.0.0.1', 0).kind).toBe('allowed')
    expect(limit.take('::1', 0).kind).toBe('allowed')
  })

  it('remembers no more than 35 tries, whatever addresses they come from', () => {
    const limit = createSignInLimit()
    for (let i = 0; i < 2000; i++) {
      limit.take(`10.0.${i >> 8}.${i & 255}`, i % 50)
      limit.take(`127.0.${i >> 8}.${i & 255}`, i % 50)
      limit.take(`2001:db8:${i.toString(16)}::1`, i % 50)
      limit.take('not an address', i % 50)
    }
    expect(limit.size).toBeLessThanOrEqual(35)
  })
})
