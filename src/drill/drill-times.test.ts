import { expect, it } from 'vitest'
import { calmLeftMs } from './drill-times.js'

const times = { calmMs: 8_000, learnMs: 20_000, learnMostMs: 180_000 }

it('the calm lasts its time, or until Holdfast knows what is normal, and never without end', () => {
  const left = (lastedMs: number, learns: boolean, normal: Parameters<typeof calmLeftMs>[3]) =>
    calmLeftMs(lastedMs, times, learns, normal)
  expect(left(-2_000, false, null)).toBe(10_000)
  expect(left(8_000, false, { visits: 0, ready: false })).toBe(0)
  expect(left(8_000, true, null)).toBe(12_000)
  expect(left(20_000, true, null)).toBe(0)
  expect(left(20_000, true, { visits: 900, ready: false })).toBe(160_000)
  expect(left(20_001, true, { visits: 2_000, ready: true })).toBe(0)
  expect(left(180_000, true, { visits: 900, ready: false })).toBe(0)
})
