import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { upperBound } from './binomial.js'
import { Collateral } from './collateral.js'
import { CollateralBudget } from './collateral-budget.js'
import { MINER_LIMITS } from './miner-limits.js'
import { PlaceIndex } from './place-index.js'
import type { Population } from './populations.js'
import { splitByNetwork } from './split-by-network.js'
import { newDictionaries, randomOf, sampleOf } from './visits.test-support.js'

/** A held-back half of which only the networks matter. */
function visitsOf(networks: number[]): Population {
  const of = Int32Array.from(networks)
  const crowd = { of, size: Math.max(0, ...networks) + 1 }
  const nothing = new Int32Array()
  return {
    rows: of.map((_, place) => place),
    networks: crowd,
    clients: crowd,
    codes: nothing,
    unseen: nothing,
    index: new PlaceIndex(nothing, nothing),
    total: of.length,
    known: nothing,
    knownIn: () => of.length,
  }
}

const first = (count: number) => Int32Array.from({ length: count }, (_, place) => place)

describe('collateral', () => {
  it('of visits of one network each is that of independent visits', () => {
    const collateral = new Collateral(visitsOf(Array.from({ length: 1_000 }, (_, i) => i)))
    for (const hits of [0, 1, 7])
      expect(collateral.of(first(hits), 1_000).upper).toBeCloseTo(upperBound(hits, 1_000), 6)
  })

  it('is less sure where the visits touched are of one network', () => {
    const networks = Array.from({ length: 1_000 }, (_, i) => i >> 3)
    const collateral = new Collateral(visitsOf(networks))
    const together = collateral.of(first(8), 1_000)
    expect(together.share).toBe(0.008)
    expect(together.upper).toBeGreaterThan(2 * upperBound(8, 1_000))
  })

  it('of clustered visits stays inside its bound nineteen times of twenty', () => {
    let wrong = 0
    const rounds = 400
    for (let seed = 0; seed < rounds; seed++) {
      const random = randomOf(seed)
      // A fiftieth of the networks is touched, each with all its visits.
      const networks: number[] = []
      const touched: number[] = []
      for (let network = 0; network < 400; network++) {
        const hit = random() < 0.02
        for (let visits = 1 + Math.floor(6 * random()); visits > 0; visits--) {
          if (hit) touched.push(networks.length)
          networks.push(network)
        }
      }
      const { upper } = new Collateral(visitsOf(networks)).of(Int32Array.from(touched), networks.length)
      if (upper < 0.02) wrong++
    }
    expect(wrong / rounds).toBeLessThan(0.07)
  })

  it('is everything where nothing could be drawn', () => {
    expect(new Collateral(visitsOf([])).of(first(0), 0)).toEqual({ share: 1, upper: 1 })
  })
})

describe('the budget of collateral', () => {
  const many = visitsOf(Array.from({ length: 10_000 }, (_, i) => i))
  const budget = () => new CollateralBudget(new Collateral(many), 10_000, MINER_LIMITS.collateral)

  it('allows the hardest action that stays inside it', () => {
    expect(budget().hardest(first(0), 10_000)).toBe('refuse')
    expect(budget().hardest(first(4), 10_000)).toBe('refuse')
    expect(budget().hardest(first(50), 10_000)).toBe('challenge')
    expect(budget().hardest(first(300), 10_000)).toBe('slow')
    expect(budget().hardest(first(600), 10_000)).toBeUndefined()
    expect(budget().hardest(first(0), 100)).toBe('slow')
  })

  it('is shared by all rules', () => {
    const shared = budget()
    const from = (start: number, count: number) => first(count).map((place) => start + place)
    shared.spend('refuse', from(0, 4), 10_000)
    expect(shared.hardest(from(0, 4), 10_000)).toBe('refuse')
    expect(shared.hardest(from(100, 3), 10_000)).toBe('challenge')
    shared.spend('challenge', from(100, 70), 10_000)
    expect(shared.hardest(from(200, 30), 10_000)).toBe('slow')
    expect(shared.hardest(from(200, 1), 10_000)).toBe('challenge')
  })
})

describe('the halves of a baseline', () => {
  const sampleWith = (networks: number[]) =>
    sampleOf(
      networks.map((network) => ({ words: {}, network, client: network })),
      newDictionaries(),
    )

  it('share no network, leave nothing out, and are as even as the largest network allows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 200 }), fc.integer(), (networks, seed) => {
        const sample = sampleWith(networks)
        const { searched, heldBack } = splitByNetwork(sample, seed)
        expect([...searched, ...heldBack].sort((a, b) => a - b)).toEqual(networks.map((_, row) => row))
        const inSearched = new Set(Array.from(searched, (row) => networks[row]))
        for (const row of heldBack) expect(inSearched.has(networks[row])).toBe(false)
        const largest = Math.max(0, ...networks.map((network) => networks.filter((other) => other === network).length))
        expect(Math.abs(searched.length - heldBack.length)).toBeLessThanOrEqual(largest)
      }),
    )
  })

  it('are others for another seed', () => {
    const sample = sampleWith(Array.from({ length: 100 }, (_, i) => i))
    expect(splitByNetwork(sample, 1)).not.toEqual(splitByNetwork(sample, 2))
    expect(splitByNetwork(sample, 1)).toEqual(splitByNetwork(sample, 1))
  })
})
