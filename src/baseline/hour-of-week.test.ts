import { expect, it } from 'vitest'
import { hourOfWeek } from './hour-of-week.js'

it.each([
  ['2026-11-23T00:00:00Z', 0],
  ['2026-11-23T18:07:00Z', 18],
  ['2026-11-29T23:59:59Z', 167],
  ['1969-12-31T23:30:00Z', 71],
])('%s is hour %i of the week', (at, hour) => expect(hourOfWeek(Date.parse(at))).toBe(hour))
