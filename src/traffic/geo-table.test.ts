import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IpAddress, parseAddress } from './address.js'
import { GeoTable } from './geo-table.js'
import { mmdb } from './mmdb.test-support.js'

function address(text: string): IpAddress {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(text)
  return parsed
}

describe('a table of networks', () => {
  const table = new GeoTable(
    mmdb({
      '203.0.113.0/24': { autonomous_system_number: 64_500, autonomous_system_organization: 'Example' },
      '198.51.100.0/25': { country: { iso_code: 'IE', names: { en: 'Ireland' } } },
      '2001:db8:1::/48': { asn: 'AS64501', country_code: 'DE', country: 'Germany' },
      '192.0.2.7/32': { country: 'FR', traits: { autonomous_system_number: 64_502 } },
    }),
  )

  it.each([
    ['203.0.113.9', 'AS 64500', null],
    ['198.51.100.127', null, 'IE'],
    ['198.51.100.128', null, null],
    ['2001:db8:1:2::3', 'AS 64501', 'DE'],
    ['2001:db8:2::', null, null],
    ['192.0.2.7', 'AS 64502', 'FR'],
    ['192.0.2.8', null, null],
    ['::ffff:203.0.113.9', 'AS 64500', null],
  ])('says of %s: %s, %s', (text, as, country) => {
    expect(table.find(address(text))).toEqual({ as, country })
    expect(table.find(address(text))).toEqual({ as, country })
  })

  it('knows what it tells', () => {
    expect(table.tells).toEqual({ as: true, country: true })
    expect(new GeoTable(mmdb({ '203.0.113.0/24': { asn: 64_500 } }, 'GeoLite2-ASN'))).toMatchObject({
      kind: 'GeoLite2-ASN',
      tells: { as: true, country: false },
    })
  })

  it.each([
    ['AS number 0', { autonomous_system_number: 0 }],
    ['a name for a code', { country: { iso_code: 'Ireland' } }],
    ['a code in small letters', { country_code: 'ie' }],
    ['a name for a number', { asn: 'AS64500; DROP' }],
    ['another kind of table', { city: { names: { en: 'Cork' } } }],
  ])('does not take %s for an answer', (_what, record) => {
    expect(new GeoTable(mmdb({ '203.0.113.0/24': record })).tells).toEqual({ as: false, country: false })
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('network,asn\n203.0.113.0/24,64500\n'.repeat(100))],
    ['its first half', mmdb({ '203.0.113.0/24': { asn: 64_500 } }).subarray(0, 300)],
    ['its end alone', mmdb({ '203.0.113.0/24': { asn: 64_500 } }).subarray(-180)],
  ])('is not %s', (_what, bytes) => {
    expect(() => new GeoTable(bytes)).toThrow(/MaxMind DB file/)
  })

  it('that is damaged is refused, or what is damaged is unknown; it never hangs', () => {
    const sound = mmdb({ '203.0.113.0/24': { country: { iso_code: 'IE' } }, '10.0.0.0/8': { asn: 64_500 } })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const bytes = Buffer.from(sound)
          for (const [at, value] of changes) bytes[at] = value
          let damaged: GeoTable
          try {
            damaged = new GeoTable(bytes)
          } catch (error) {
            expect((error as Error).message).toMatch(/MaxMind DB file/)
            return
          }
          for (const text of ['203.0.113.1', '10.1.2.3', '2001:db8::1']) {
            const { as, country } = damaged.find(address(text))
            expect(as ?? 'AS 1').toMatch(/^AS \d+$/)
            expect(country ?? 'IE').toMatch(/^[A-Z]{2}$/)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
