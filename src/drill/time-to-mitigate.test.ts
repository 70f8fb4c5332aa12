import { describe, expect, it } from 'vitest'
import type { ActionRecord } from './action-record.js'
import { medianAndWorst, timesToMitigate, timeToMitigate } from './time-to-mitigate.js'

const action = (startedAt: number, succeeded: boolean, tookMs = 50): ActionRecord => ({
  activity: 'read',
  kind: 'browser',
  startedAt,
  succeeded,
  firstTry: succeeded,
  refused: false,
  challenged: false,
  tookMs,
  waitedMs: 0,
})

/** Twenty actions in each second, of which as many succeed as said. */
const seconds = (good: readonly number[], tookMs = 50) =>
  good.flatMap((count, second) =>
    Array.from({ length: 20 }, (_, i) => action(1_000 + second * 1_000 + i * 50, i < count, tookMs)),
  )

describe('the time to mitigate', () => {
  it.each([
    ['nobody noticed', [20, 20, 20, 20, 20, 20], 0],
    ['one in twenty may fail', [19, 19, 19, 19, 19, 19], 0],
    ['it took two seconds', [3, 10, 20, 20, 20, 20, 20], 2],
    ['a relapse starts it anew', [0, 20, 20, 20, 0, 20, 20, 20, 20, 20], 5],
    ['five good seconds did not fit in', [0, 0, 20, 20, 20, 20], null],
    ['it never held', [20, 0, 20, 0, 20, 0, 20, 0], null],
  ])('%s', (_name, good, expected) => {
    expect(timeToMitigate(seconds(good), 1_000, 1_000 + good.length * 1_000)).toBe(expected)
  })

  it('counts what came too late as not mitigated', () => {
    expect(timeToMitigate(seconds([20, 20, 20, 20, 20, 20], 2_001), 1_000, 7_000)).toBeNull()
  })

  it('takes no proof from seconds in which nothing happened', () => {
    expect(timeToMitigate([], 1_000, 11_000)).toBeNull()
    expect(timeToMitigate([action(0, true), action(20_000, true)], 1_000, 11_000)).toBeNull()
  })
})

describe('the times to mitigate an attack that changes', () => {
  it.each([
    ['each change is met at once', [20, 20, 20, 20, 20, 20, 20, 20, 20, 20], [0, 5], [0, 0]],
    ['each change costs a second', [0, 20, 20, 20, 20, 0, 20, 20, 20, 20, 20], [0, 5], [1, 1]],
    ['only the first is met', [20, 20, 20, 20, 20, 0, 0, 0, 0, 0], [0, 5], [0, null]],
    ['the last began too late to tell', [20, 20, 20, 20, 20, 20, 0, 0], [0, 6], [0]],
  ])('%s', (_name, good, waves, expected) => {
    expect(timesToMitigate(seconds(good), 1_000, 1_000 + good.length * 1_000, waves)).toEqual(expected)
  })

  it('are worst when one was never met', () => {
    expect(medianAndWorst([0, 1, null])).toEqual({ median: 1, worst: Number.POSITIVE_INFINITY })
    expect(medianAndWorst([2, 1, 4])).toEqual({ median: 2, worst: 4 })
    expect(medianAndWorst([])).toBeNull()
  })
})
