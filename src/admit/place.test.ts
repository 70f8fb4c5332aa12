import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPlaces } from './place.js'

const places = createPlaces({ secret: Buffer.from('a secret of twenty-eight bytes') })
const holder = { network: 1_920_002, platform: 'newsroom' }
const NOON = Date.UTC(2026, 5, 1, 12)
const MINUTE = 60_000

describe('place in the waiting room', () => {
  test('says how long its holder has waited', () => {
    const token = places.issue(holder, NOON)
    expect(token).toMatch(/^[\w-]{1,80}$/)
    expect(places.check(token, holder, NOON + 30_000)).toEqual({
      kind: 'valid',
      waitedMs: 30_000,
      since: NOON,
      ageMs: 30_000,
    })
  })

  test('keeps its time when it is issued again, and with that its life goes on', () => {
    let token = places.issue(holder, NOON)
    for (let minute = 9; minute <= 45; minute += 9) {
      const check = places.check(token, holder, NOON + minute * MINUTE)
      if (check.kind !== 'valid') throw new Error(check.kind)
      expect(check.waitedMs).toBe(minute * MINUTE)
      token = places.issue(holder, NOON + minute * MINUTE, check.since)
    }
  })

  test('a wait counts for an hour at most', () => {
    const check = places.check(places.issue(holder, NOON, NOON - 5 * 60 * MINUTE), holder, NOON)
    expect(check).toMatchObject({ kind: 'valid', waitedMs: 60 * MINUTE })
  })

  test('expires after ten minutes without a visit', () => {
    const token = places.issue(holder, NOON)
    expect(places.check(token, holder, NOON + 10 * MINUTE - 1).kind).toBe('valid')
    expect(places.check(token, holder, NOON + 10 * MINUTE)).toEqual({ kind: 'expired' })
  })

  test('is worth nothing in another network, on another platform, or to another Holdfast', () => {
    const token = places.issue(holder, NOON)
    const other = createPlaces({ secret: Buffer.from('another secret of many bytes') })
    expect(places.check(token, { ...holder, network: 1_985_110 }, NOON)).toEqual({ kind: 'forged' })
    expect(places.check(token, { ...holder, platform: 'campaign' }, NOON)).toEqual({ kind: 'forged' })
    expect(other.check(token, holder, NOON)).toEqual({ kind: 'forged' })
  })

  test('is worth nothing to a holder whose platform ends like the network of another', () => {
    const token = places.issue({ network: 7, platform: '7 newsroom' }, NOON)
    expect(places.check(token, { network: 7, platform: '7 newsroom' }, NOON).kind).toBe('valid')
    expect(places.check(token, { network: 77, platform: 'newsroom' }, NOON)).toEqual({ kind: 'forged' })
  })

  test('no changed character gets through', () => {
    const token = places.issue(holder, NOON)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (let at = 0; at < token.length; at++) {
      for (const character of alphabet) {
        if (character === token[at]) continue
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        expect(places.check(changed, holder, NOON)).toEqual({ kind: 'forged' })
      }
    }
  })

  test('whatever else comes is forged or none, and never an exception', () => {
    expect(places.check(undefined, holder, NOON)).toEqual({ kind: 'none' })
    expect(places.check('', holder, NOON)).toEqual({ kind: 'none' })
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ minLength: 44, maxLength: 44 })), (text) => {
        expect(places.check(text, holder, NOON).kind).toBe(text === '' ? 'none' : 'forged')
      }),
    )
  })

  test('refuses a short secret', () => {
    expect(() => createPlaces({ secret: new Uint8Array(15) })).toThrow(/15 bytes/)
  })
})
