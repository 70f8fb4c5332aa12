import { expect, it } from 'vitest'
import { wholeHour } from './whole-hour.js'

const NOW = Date.UTC(2026, 2, 3, 2, 47, 10)

it('has a place for every minute up to now, also where nobody came', () => {
  const hour = wholeHour([{ at: '2026-03-03T02:46:00.000Z', visits: 5, touched: 2 }], NOW)
  expect(hour).toHaveLength(60)
  expect(hour[0]).toEqual({ at: '2026-03-03T01:48:00.000Z', visits: 0, touched: 0 })
  expect(hour[58]).toEqual({ at: '2026-03-03T02:46:00.000Z', visits: 5, touched: 2 })
  expect(hour[59]?.at).toBe('2026-03-03T02:47:00.000Z')
})

it('leaves out what is older', () => {
  const hour = wholeHour([{ at: '2026-03-03T01:47:00.000Z', visits: 5, touched: 2 }], NOW)
  expect(hour.every(({ visits }) => visits === 0)).toBe(true)
})
