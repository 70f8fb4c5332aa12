import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { percent, percentAtMost } from './percent.js'
import { queryWords } from './query-words.js'
import type { Finding, MinedTest } from './rule.js'
import { ruleSentence } from './sentence.js'
import { testWords } from './test-words.js'

function test(attribute: MinedTest['attribute'], value: string, normal = 0.1): MinedTest {
  return { attribute, op: 'is', value, normal }
}

function unseen(attribute: MinedTest['attribute']): MinedTest {
  return { attribute, op: 'unseen', value: '', normal: 0.01 }
}

function finding(tests: MinedTest[], more: Partial<Finding> = {}): Finding {
  return {
    tests,
    mostly: {},
    explains: 0.62,
    collateral: { share: 0.0002, upper: 0.0005 },
    visits: 900,
    networks: 800,
    clients: 900,
    fewNetworks: false,
    logP: -2_000,
    ...more,
  }
}

describe('a rule in a sentence', () => {
  it.each<[Finding, string]>([
    [
      finding([
        test('method', 'GET'),
        test('route', '/search'),
        test('query', 'q=:word8'),
        test('headers', '5f3a9c (14 fields)', 0.0002),
        test('referrer', 'none'),
      ]),
      '62 % of the excess: GET /search with a parameter q: a word of 5 to 8 letters, with header shape 5f3a9c (14 fields), seen in 0.02 % of normal visits, with no referrer. Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([unseen('route')], { explains: 1 }),
      '100 % of the excess: visits to a path never seen before. Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([test('method', 'POST'), unseen('route'), test('network', 'new')]),
      '62 % of the excess: POST of a path never seen before from networks not seen in calm times. Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([test('tls', 't13d1516h2', 0)], { mostly: { method: 'GET', route: '/' } }),
      '62 % of the excess: visits with the TLS fingerprint t13d1516h2, seen in no normal visit (nearly all GET /). Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([test('family', 'Chrome 124, Android'), test('http', '1.1'), test('cookie', 'none')]),
      '62 % of the excess: visits by Chrome 124, Android, with no cookie, over HTTP/1.1. Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([test('crawler', 'pretender Googlebot')], { fewNetworks: true, networks: 2 }),
      '62 % of the excess: visits by programs that pretend to be Googlebot. From 2 networks only. Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([test('family', 'Chrome 124, Windows'), test('languages', 'en-us', 0.01), test('fetch', 'missing')]),
      '62 % of the excess: visits by Chrome 124, Windows, with Accept-Language "en-us", seen in 1 % of normal visits, without the fields that the browser they name sends along. Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([
        test('method', 'GET'),
        test('route', '/'),
        test('http', '2'),
        test('as', 'AS 64500'),
        test('country', 'IE'),
        test('network', 'new'),
      ]),
      '62 % of the excess: GET / over HTTP/2, from AS 64500, from Ireland, from networks not seen in calm times. Would touch at most 0.05 % of normal visits.',
    ],
    [
      finding([test('method', 'POST'), test('query', '-')], { fewNetworks: true, networks: 1 }),
      '62 % of the excess: POST requests without a query. From one network only. Would touch at most 0.05 % of normal visits.',
    ],
  ])('%#: %o', ({ tests, ...rest }, sentence) => {
    const inOrder = [...tests].sort((a, b) => ATTRIBUTES.indexOf(a.attribute) - ATTRIBUTES.indexOf(b.attribute))
    expect(ruleSentence({ ...rest, tests: inOrder })).toBe(sentence)
  })

  it('has words for every attribute, seen or not', () => {
    for (const attribute of ATTRIBUTES) {
      expect(testWords(unseen(attribute))).toMatch(/never/)
      expect(testWords(test(attribute, 'xyz'))).toMatch(/xyz/)
    }
  })

  it('is one short line of plain text, whatever visitors sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ATTRIBUTES), fc.string({ unit: 'binary', maxLength: 400 }), (attribute, value) => {
        const sentence = ruleSentence(finding([test(attribute, value)]))
        expect(sentence).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect([...sentence].length).toBeLessThan(500)
      }),
    )
    expect(ruleSentence(finding([test('userAgent', 'a\u202eb\n0 % of the excess: nothing')]))).toContain('"a·b·0 %')
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(testWords(test('referrer', name))).toBe(`coming from ${name}`)
      expect(queryWords(`q=:${name}`)).toBe(`with a parameter q: :${name}`)
    }
  })
})

describe('what is told of a live visit, in words', () => {
  it.each<[MinedTest['attribute'], string, string]>([
    ['languages', 'none', 'with no Accept-Language'],
    ['encodings', 'gzip,br', 'with Accept-Encoding "gzip,br", seen in 10 % of normal visits'],
    ['headers', '00ab12 (1 field)', 'with header shape 00ab12 (1 field), seen in 10 % of normal visits'],
    ['fetch', 'contradicting', 'with fields that contradict the browser they name'],
    ['fetch', 'none', 'without fetch metadata, of which none was to be expected'],
    ['kind', 'other', 'for something else than pages'],
    ['userAgent', 'none', 'with no user agent'],
    ['country', 'XK', 'from Kosovo'],
    ['country', 'ÖÖ', 'from ÖÖ'],
    ['crawler', 'verified Googlebot', 'by Googlebot, verified'],
    ['crawler', 'declared mail-proxy', 'by mail proxies'],
    [
      'tls',
      't13d1516h2_8daaf6152771_b186095e22b6',
      'with the TLS fingerprint t13d1516h2_8daaf6152771_b186095e22b6, seen in 10 % of normal visits',
    ],
  ])('%s %s', (attribute, value, words) => expect(testWords(test(attribute, value))).toBe(words))
})

describe('a query in words', () => {
  it.each([
    ['-', 'without a query'],
    ['q=:words&page=:number', 'with the parameters q: several words; page: a number of up to 4 digits'],
    [':name=:code40', 'with a parameter of a made-up name: letters and digits of 17 to 40 characters'],
    [':number8', 'with a parameter :number8'],
    ['preview', 'with a parameter preview'],
    ['q=:empty', 'with a parameter q: empty'],
    ['a=:mixedlong&…', 'with the parameters a: a word in mixed case of more than 40 letters; and more'],
  ])('%s', (shape, words) => expect(queryWords(shape)).toBe(words))
})

describe('a share in per cent', () => {
  it.each([
    [0, '0 %', '0.01 %'],
    [0.000_01, 'less than 0.01 %', '0.01 %'],
    [0.0005, '0.05 %', '0.05 %'],
    [0.00051, '0.05 %', '0.06 %'],
    [0.0123, '1.2 %', '1.3 %'],
    [0.624, '62 %', '63 %'],
    [0.9996, 'more than 99.9 %', '100 %'],
    [1, '100 %', '100 %'],
  ])('%f is %s, and at most %s', (share, exactly, atMost) => {
    expect(percent(share)).toBe(exactly)
    expect(percentAtMost(share)).toBe(atMost)
  })

  it('never says of a bound that it is lower than it is, nor that anything is nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(Number.parseFloat(percentAtMost(share))).toBeGreaterThanOrEqual(100 * share - 1e-6)
        if (share > 0) expect(percent(share)).not.toBe('0 %')
        if (share < 1) expect(percent(share)).not.toBe('100 %')
      }),
    )
  })
})
