import { expect, it } from 'vitest'
import { formatDuration, parseDuration } from './duration.js'

it.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1h30m', 5_400_000],
  ['1d0h0m1s', 86_401_000],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

it.each(['', '0s', '0h0m', '90', 's', '1.5h', '-1h', '1w', '2 h', '1h ', 'h1', '9999999s', `${'1s'.repeat(50_000)}x`])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull()
  },
)

it.each([
  [0, '0 s'],
  [-5000, '0 s'],
  [Number.NaN, '–'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [245_000, '4 min 5 s'],
  [725_000, '12 min'],
  [3_600_000, '1 h'],
  [7_800_000, '2 h 10 min'],
  [273_600_000, '3 d 4 h'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})
