import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogClock } from './log-clock.js'
import { commonTime } from './read-log.test-support.js'

function read(text: string): number {
  return new LogClock().read(Buffer.from(text), 0, Buffer.byteLength(text))
}

const someTime = fc.integer({ min: 1_000_000_000_000, max: 4_102_444_800_000 })

describe('LogClock', () => {
  it('reads the common format in every zone', () => {
    fc.assert(
      fc.property(someTime, fc.integer({ min: -720, max: 840 }), (time, zone) => {
        const second = Math.floor(time / 1_000) * 1_000
        return read(commonTime(second, zone)) === second
      }),
    )
  })

  it('reads RFC 3339', () => {
    fc.assert(fc.property(someTime, (time) => read(new Date(time).toISOString()) === time))
    expect(read('2026-08-04T00:29:36+01:00')).toBe(Date.UTC(2026, 7, 3, 23, 29, 36))
    expect(read('2026-08-04T00:29:36.123456789Z')).toBe(Date.UTC(2026, 7, 4, 0, 29, 36, 123))
    expect(read('2026/08/04 00:29:36')).toBe(Date.UTC(2026, 7, 4, 0, 29, 36))
  })

  it('reads seconds, milliseconds, microseconds and nanoseconds since 1970', () => {
    expect(read('1786054486.193625')).toBe(1786054486194)
    expect(read('1786054486')).toBe(1786054486000)
    expect(read('1786054486193')).toBe(1786054486193)
    expect(read('1786054486193625')).toBe(1786054486194)
    expect(read('1786054486193625000')).toBe(1786054486194)
  })

  it('takes a time without a zone as UTC, with a fraction', () => {
    expect(read('06/Feb/2009:12:14:14.655')).toBe(Date.UTC(2009, 1, 6, 12, 14, 14, 655))
  })

  it('reads clocks that were never set', () => {
    expect(read('01/Jan/1970:00:00:07 +0000')).toBe(7_000)
  })

  it.each([
    '',
    '-',
    'yesterday at noon, or so it says',
    '04/Foo/2026:00:29:36 +0100',
    '32/Aug/2026:00:29:36 +0100',
    '04/Aug/2026:24:29:36 +0100',
    '04/Aug/2026:00:29:36 +01',
    '04/Aug/2026:00:29:36 CEST',
    '04/Aug/2026 00:29:36 +0100',
    '2026-13-04T00:29:36Z',
    '2026-08-04T00:29',
    '12345',
    '1e400000000',
    '99999999999999999999999999',
  ])('does not take %j for a time', (text) => {
    expect(read(text)).toBeNaN()
  })

  it('does not confuse a time with the one before', () => {
    const clock = new LogClock()
    const times = [
      '04/Aug/2026:00:29:36 +0100',
      '04/Aug/2026:00:29:36 +0200',
      '04/Aug/2026:00:29:3x +0200',
      '04/Aug/2026:00:29:36 +0100',
    ]
    const text = Buffer.from(times.join(''))
    expect(times.map((_, i) => clock.read(text, i * 26, i * 26 + 26))).toEqual([
      Date.UTC(2026, 7, 3, 23, 29, 36),
      Date.UTC(2026, 7, 3, 22, 29, 36),
      Number.NaN,
      Date.UTC(2026, 7, 3, 23, 29, 36),
    ])
  })
})
