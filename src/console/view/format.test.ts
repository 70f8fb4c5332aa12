import { describe, expect, it } from 'vitest'
import { formatClock, formatDuration, formatMegabytes, formatMs, formatNumber, formatShare } from './format.js'

describe('figures for people', () => {
  it.each([
    [0, '0'],
    [0.04, '0.0'],
    [0.44, '0.4'],
    [12, '12'],
    [12.34, '12.3'],
    [99.94, '99.9'],
    [99.96, '100'],
    [874.6, '875'],
    [12345.6, '12,346'],
  ])('number %d → %s', (value, text) => expect(formatNumber(value)).toBe(text))

  it.each([
    [null, '–'],
    [0, '0 ms'],
    [0.127, '< 1 ms'],
    [85.4, '85 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [1240, '1.2 s'],
  ])('time %s ms → %s', (ms, text) => expect(formatMs(ms)).toBe(text))

  it.each([
    [null, '–'],
    [1, '100 %'],
    [0.9999, '99.9 %'],
    [0.99, '99 %'],
    [0.9987, '99.8 %'],
    [0.901, '90.1 %'],
    [0.879, '87 %'],
    [0.29, '29 %'],
    [0.0009, '0 %'],
    [0, '0 %'],
  ])('share %s → %s, never more than it is', (share, text) => expect(formatShare(share)).toBe(text))

  it.each([
    [-5, '0 s'],
    [4300, '4 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_900_000, '1 h 05 min'],
    [86_400_000, '1 day'],
    [187_200_000, '2 days 4 h'],
  ])('duration %d ms → %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it('memory in MB, and in GB when there is much', () => {
    expect(formatMegabytes(164.4)).toBe('164 MB')
    expect(formatMegabytes(2048)).toBe('2.0 GB')
  })

  it('time of day in the zone of the server', () => {
    expect(formatClock('2026-07-03T23:47:10Z', 'Europe/Dublin')).toBe('00:47:10')
    expect(formatClock(0, 'UTC')).toBe('00:00:00')
  })
})
