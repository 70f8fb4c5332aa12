import { describe, expect, test } from 'vitest'
import { SampleWindow } from './sample-window.js'

describe('sample window', () => {
  test('is full when both the time and the samples are enough', () => {
    const window = new SampleWindow(100, 3)
    window.add(1, 1000)
    window.add(2, 1200)
    expect(window.full(1200)).toBe(false)
    window.add(9, 1201)
    expect(window.full(1201)).toBe(true)
    expect(window.takeMedian()).toBe(2)
    expect(window.full(5000)).toBe(false)
  })

  test('takes the middle of an even number, and 0 of nothing', () => {
    const window = new SampleWindow(0, 1)
    for (const value of [4, 1, 3, 2]) window.add(value, 0)
    expect(window.takeMedian()).toBe(2.5)
    expect(window.takeMedian()).toBe(0)
  })

  test('keeps the newest 256 of a flood', () => {
    const window = new SampleWindow(1000, 1)
    for (let i = 0; i < 10_000; i++) window.add(i < 5000 ? 1 : 7, 0)
    expect(window.takeMedian()).toBe(7)
  })
})
