import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIELD, headerShape, SentFields } from './sent-fields.js'

const CHROME = [
  ['Host', 'news.example.org'],
  ['Connection', 'keep-alive'],
  ['User-Agent', 'Mozilla/5.0'],
  ['Accept', 'text/html'],
  ['Sec-Fetch-Mode', 'navigate'],
  ['Accept-Encoding', 'gzip'],
  ['Accept-Language', 'en'],
] as const

function shapeOf(fields: readonly (readonly [string, string])[]): string {
  const sent = new SentFields()
  sent.read(fields.flat())
  return headerShape(sent)
}

describe('the header shape', () => {
  it('is short, the same on every machine, and in whatever case names are written', () => {
    expect(shapeOf(CHROME)).toMatch(/^[0-9a-f]{6} \(7 fields\)$/)
    expect(shapeOf(CHROME.map(([name, value]) => [name.toUpperCase(), value]))).toBe(shapeOf(CHROME))
    expect(shapeOf(CHROME.map(([name]) => [name, 'another value']))).toBe(shapeOf(CHROME))
    expect(shapeOf([])).toMatch(/\(0 fields\)$/)
  })

  it('is another for another order, one more and one less', () => {
    const shapes = CHROME.map((_, i) => shapeOf(CHROME.filter((_, j) => i !== j)))
    const swapped = CHROME.slice(1).map((_, i) => {
      const [a, b] = [CHROME[i], CHROME[i + 1]]
      return shapeOf(CHROME.map((field, j) => (j === i ? (b ?? field) : j === i + 1 ? (a ?? field) : field)))
    })
    const more = shapeOf([...CHROME, ['X-Flood', '1']])
    expect(new Set([shapeOf(CHROME), more, ...shapes, ...swapped]).size).toBe(2 + shapes.length + swapped.length)
  })

  it('is the same for one browser with and without what comes and goes, wherever it stands', () => {
    const passing = fc.constantFrom(
      ...['Cookie', 'Referer', 'If-None-Match', 'If-Modified-Since', 'Range', 'Cache-Control', 'Pragma', 'Priority'],
      ...['Content-Length', 'X-Forwarded-For', 'Via', 'Forwarded', 'X-Real-IP', 'Sec-Fetch-User', 'Save-Data'],
    )
    const added = fc.array(fc.tuple(passing, fc.nat(CHROME.length)), { maxLength: 8 })
    fc.assert(
      fc.property(added, (extra) => {
        const fields: (readonly [string, string])[] = [...CHROME]
        for (const [name, at] of extra) fields.splice(at, 0, [name, 'x'])
        expect(shapeOf(fields)).toBe(shapeOf(CHROME))
      }),
    )
  })

  it('costs no more for two hundred fields than for some dozens, and still tells how many there are', () => {
    const many = (count: number): [string, string][] => Array.from({ length: count }, (_, i) => [`x-${i}`, ''])
    expect(shapeOf(many(200))).toMatch(/\(200 fields\)$/)
    expect(shapeOf(many(200))).not.toBe(shapeOf(many(201)))
    expect(shapeOf([['x'.repeat(100_000), '']])).toMatch(/\(1 field\)$/)
  })
})

describe('values of fields', () => {
  it('are those of the first of a name, in any case, as they were sent', () => {
    const sent = new SentFields()
    sent.read(['USER-agent', 'a', 'User-Agent', 'b', 'sec-ch-ua', '', 'Referer', 'https://x.example/'])
    expect(sent.value(FIELD.userAgent)).toBe('a')
    expect(sent.value(FIELD.brands)).toBe('')
    expect(sent.value(FIELD.referrer)).toBe('https://x.example/')
    expect(sent.value(FIELD.accept)).toBeUndefined()
    sent.read(['Accept', 'x', 'Cookie'])
    expect(sent.value(FIELD.userAgent)).toBeUndefined()
    expect(sent.value(FIELD.accept)).toBe('x')
  })

  it('are found alike whatever was read before', () => {
    const name = fc.oneof(
      fc.constantFrom('', 'Accept', 'accept', 'Cookie', 'User-Agent', 'x'.repeat(65), 'y'.repeat(65)),
      fc.string(),
    )
    const fields = fc.array(fc.tuple(name, fc.string()), { maxLength: 80 })
    fc.assert(
      fc.property(fields, fields, (before, now) => {
        const sent = new SentFields()
        sent.read(before.flat())
        sent.read(now.flat())
        const fresh = new SentFields()
        fresh.read(now.flat())
        expect([sent.shape, sent.count]).toEqual([fresh.shape, fresh.count])
        for (const place of Object.values(FIELD)) expect(sent.value(place)).toBe(fresh.value(place))
      }),
    )
  })
})
