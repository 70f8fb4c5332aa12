import { expect, it } from 'vitest'
import { calmLeftMs } from './drill-times.js'

const times = { calmMs: 8_000, learnMs: 20_000, learnMostMs: 180_000 }
const FROM = 1_000_000

it('the calm lasts its time, or a while after Holdfast knows what is normal, and never without end', () => {
  const left = (sinceMs: number, learns: boolean, readyAfterMs: number | null) =>
    calmLeftMs(
      FROM + sinceMs,
      { from: FROM, learns, readyAt: readyAfterMs === null ? null : FROM + readyAfterMs },
      times,
    )
  expect(left(-2_000, false, null)).toBe(10_000)
  expect(left(8_000, false, null)).toBe(0)
  expect(left(8_000, true, 0)).toBe(12_000)
  expect(left(20_001, true, 0)).toBe(0)
  expect(left(20_000, true, null)).toBe(160_000)
  expect(left(30_000, true, 25_000)).toBe(15_000)
  expect(left(179_000, true, 178_000)).toBe(1_000)
  expect(left(180_000, true, null)).toBe(0)
})
