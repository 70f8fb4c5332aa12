import { describe, expect, it } from 'vitest'
import { Anomaly } from './anomaly.js'
import { RATIOS, RatioWindow } from './ratios.js'

function stretch(options: { visits: number; newShare: number; unseen: number; noise: number }): Float64Array {
  const window = new RatioWindow()
  for (let i = 0; i < options.visits; i++) {
    const share = ((i * 37 + options.noise * 11) % 100) / 100
    window.add({
      networkIsNew: share < options.newShare,
      page: share < 0.3,
      referrer: share < 0.6,
      query: share < 0.1,
      post: false,
      failed: false,
      unseenRoute: share < options.unseen,
      unseenQuery: false,
      unseenUserAgent: share < options.unseen,
      client: i % 70,
      route: i % 15,
    })
  }
  return window.shares()
}

const calm = Array.from({ length: 300 }, (_, noise) =>
  stretch({ visits: 100 + noise, newShare: 0.4, unseen: 0.02, noise }),
)
const anomaly = new Anomaly(Anomaly.learn(calm))

describe('the distance from normal', () => {
  it('does not grow with the volume', () => {
    expect(anomaly.score(stretch({ visits: 20_000, newShare: 0.4, unseen: 0.02, noise: 1 })).value).toBeLessThan(1)
  })

  it('is large where the shares are others, and says which', () => {
    const { value, reasons } = anomaly.score(stretch({ visits: 500, newShare: 1, unseen: 0.9, noise: 1 }))
    expect(value).toBeGreaterThan(1)
    expect(reasons.slice(0, 3).map(({ ratio }) => ratio)).toContain('unseenUserAgent')
  })

  it('is computed of shares between 0 and 1, in their order', () => {
    const shares = stretch({ visits: 1000, newShare: 0.5, unseen: 0, noise: 0 })
    expect(shares).toHaveLength(RATIOS.length)
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(0)
    for (const share of shares) expect(share).toBeLessThanOrEqual(1)
    expect(new RatioWindow().shares().every((share) => share === 0)).toBe(true)
  })
})
