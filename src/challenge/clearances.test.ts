import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLEARANCE_LASTS_MS, type ClearanceHolder, createClearances } from './clearances.js'
import { EVIDENCES } from './evidence.js'

const secret = Buffer.from('a secret of twenty-eight bytes')
const holder: ClearanceHolder = { platform: 'newsroom', network: 1_920_002, browser: 77 }
const NOON = Date.UTC(2026, 5, 1, 12)
const ID = '0123456789abcdef0123456789abcdef'
const given = { evidence: 'script', id: ID } as const

describe('a clearance', () => {
  test('says what was shown, for every holder and at every time', () => {
    const clearances = createClearances({ secret })
    const anyHolder = fc.record({
      platform: fc.string({ minLength: 1, maxLength: 30 }),
      network: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      browser: fc.nat({ max: 0xffffffff }),
    })
    const id = fc.stringMatching(/^[0-9a-f]{32}$/)
    const ageMs = fc.nat({ max: CLEARANCE_LASTS_MS - 1 })
    fc.assert(
      fc.property(
        anyHolder,
        fc.constantFrom(...EVIDENCES),
        id,
        fc.nat({ max: 1e13 }),
        ageMs,
        (of, evidence, id, at, age) => {
          const token = clearances.issue(of, { evidence, id }, at)
          expect(token).toMatch(/^[\w-]{1,110}$/)
          expect(clearances.check(token, of, at + age)).toMatchObject({ kind: 'valid', evidence, id, since: at })
        },
      ),
    )
  })

  test('is the same to all edges, and after a restart', () => {
    const token = createClearances({ secret }).issue(holder, given, NOON)
    expect(createClearances({ secret }).check(token, holder, NOON + 1).kind).toBe('valid')
  })

  test('outlives the change of keys, and ends after four hours', () => {
    const clearances = createClearances({ secret })
    for (let minute = 0; minute < 24 * 60; minute += 13) {
      const at = NOON + minute * 60_000
      const token = clearances.issue(holder, given, at)
      expect(createClearances({ secret }).check(token, holder, at + CLEARANCE_LASTS_MS - 1).kind).toBe('valid')
      expect(clearances.check(token, holder, at + CLEARANCE_LASTS_MS)).toEqual({ kind: 'expired' })
    }
  })

  test('ends though it was seen before', () => {
    const clearances = createClearances({ secret })
    const token = clearances.issue(holder, given, NOON)
    expect(clearances.check(token, holder, NOON).kind).toBe('valid')
    expect(clearances.check(token, holder, NOON + CLEARANCE_LASTS_MS)).toEqual({ kind: 'expired' })
  })

  test('is of no use in another network or browser, and known to be honest there', () => {
    const clearances = createClearances({ secret })
    const token = clearances.issue(holder, given, NOON)
    for (const other of [{ network: 5 }, { browser: 78 }]) {
      expect(clearances.check(token, { ...holder, ...other }, NOON)).toMatchObject({ kind: 'elsewhere', ...given })
    }
  })

  test('is worth nothing on another platform, seen before or not, or to another Holdfast', () => {
    const clearances = createClearances({ secret })
    const token = clearances.issue(holder, given, NOON)
    expect(clearances.check(token, { ...holder, platform: 'campaign' }, NOON)).toEqual({ kind: 'forged' })
    expect(clearances.check(token, holder, NOON).kind).toBe('valid')
    expect(clearances.check(token, { ...holder, platform: 'campaign' }, NOON)).toEqual({ kind: 'forged' })
    const other = createClearances({ secret: Buffer.from('another secret of many bytes') })
    expect(other.check(token, holder, NOON)).toEqual({ kind: 'forged' })
  })

  test('no changed, added or missing character gets through', () => {
    const clearances = createClearances({ secret })
    const token = clearances.issue(holder, given, NOON)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (let at = 0; at < token.length; at++) {
      for (const character of alphabet) {
        const changed = token.slice(0, at) + character + token.slice(at + 1)
        if (changed !== token) expect(clearances.check(changed, holder, NOON).kind).not.toBe('valid')
      }
      expect(clearances.check(token.slice(0, at) + token.slice(at + 1), holder, NOON).kind).not.toBe('valid')
    }
    expect(clearances.check(`${token} `, holder, NOON).kind).toBe('forged')
  })

  test('whatever is sent in its place is refused in words', () => {
    const clearances = createClearances({ secret })
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (sent) => {
        expect(['none', 'forged', 'expired']).toContain(clearances.check(sent, holder, NOON).kind)
      }),
    )
    expect(clearances.check(undefined, holder, NOON)).toEqual({ kind: 'none' })
  })

  test('what is remembered of 100,000 honest ones, each in a header of 8 kB, and of as many forged ones, is bounded', () => {
    const clearances = createClearances({ secret })
    const before = process.memoryUsage().heapUsed
    const padding = 'x'.repeat(8_000)
    for (let i = 0; i < 100_000; i++) {
      const id = i.toString(16).padStart(32, '0')
      const cookie = `${clearances.issue(holder, { evidence: 'work', id }, NOON)}; padding=${padding}${i}`
      clearances.check(cookie.slice(0, cookie.indexOf(';')), holder, NOON)
      clearances.check(`1${i}-1-1-${id}-${'A'.repeat(43)}`, holder, NOON)
    }
    const { used, bound } = clearances.remembered
    expect(used).toBeLessThanOrEqual(bound)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
  })

  test('an id that no ticket has is a bug', () => {
    expect(() => createClearances({ secret }).issue(holder, { evidence: 'work', id: 'mine' }, NOON)).toThrow(RangeError)
    expect(() => createClearances({ secret: Buffer.from('short') })).toThrow(RangeError)
  })
})
