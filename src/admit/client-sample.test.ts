import { describe, expect, test } from 'vitest'
import { ClientSample } from './client-sample.js'

describe('client sample', () => {
  test('counts exactly while there is room', () => {
    const sample = new ClientSample(100, 1000)
    for (let i = 0; i < 300; i++) sample.add(i % 30, 1, 0)
    expect(sample.population).toBe(30)
    expect(sample.quantile(0.5)).toBe(10)
  })

  test('estimates the number and the ordinary amount of very many, in fixed memory', () => {
    const sample = new ClientSample(512, 1000)
    let largest = 0
    for (let client = 0; client < 200_000; client++) {
      sample.add(client * 65_537, client % 100 === 0 ? 5000 : 3, 0)
      largest = Math.max(largest, sample.size)
    }
    expect(largest).toBe(512)
    expect(sample.population).toBeGreaterThan(160_000)
    expect(sample.population).toBeLessThan(240_000)
    expect(sample.quantile(0.5)).toBe(3)
  })

  test('forgets who has gone and looks closer again', () => {
    const sample = new ClientSample(64, 1000)
    for (let client = 0; client < 10_000; client++) sample.add(client, 1, 0)
    for (let now = 2000; now < 20_000; now += 250) {
      sample.expire(now)
      for (let client = 1e6; client < 1e6 + 20; client++) sample.add(client, 1, now)
    }
    expect(sample.population).toBe(20)
  })

  test('decays, and is 0 for nobody', () => {
    const sample = new ClientSample(4, 1000)
    expect(sample.quantile(0.5)).toBe(0)
    sample.add(1, 8, 0)
    sample.decay(0.25)
    expect(sample.quantile(1)).toBe(2)
  })
})
