import { describe, expect, it } from 'vitest'
import { addressBlocksOf } from './attack.js'
import { attackWish } from './attack-wish.js'
import { assertWithinCaps, CAPS } from './caps.js'
import { addressesOf, isLoopbackV4 } from './loopback-address.js'
import { rushRate } from './rush-rate.js'
import { FAMILIES } from './shape.js'
import { ALL_SHAPES } from './shapes/all-shapes.js'
import { crowd } from './shapes/crowd.js'
import { retryStorm } from './shapes/retry-storm.js'
import { disguisedSwarm, swarm } from './shapes/swarm.js'
import { mostRate, withRate } from './with-rate.js'

describe('the shapes', () => {
  it.each(ALL_SHAPES.map((shape) => [shape.name, shape] as const))(
    '%s speaks from loopback only, attack and visitors apart',
    (_name, shape) => {
      const attackers = addressBlocksOf(shape.attack).flatMap(addressesOf)
      const visitors = shape.visitors.flatMap(({ addresses }) => addressesOf(addresses))
      expect([...attackers, ...visitors].every(isLoopbackV4)).toBe(true)
      expect(new Set([...attackers, ...visitors]).size).toBe(attackers.length + visitors.length)
      const network = (address: string) => address.split('.').slice(0, 3).join('.')
      const taken = new Set(attackers.map(network))
      expect(visitors.some((address) => taken.has(network(address)))).toBe(false)
    },
  )

  it('have thousands of real addresses in thousands of networks, and forty actions a second in calm', () => {
    for (const { visitors } of ALL_SHAPES) {
      const addresses = visitors.flatMap((group) => addressesOf(group.addresses))
      expect(new Set(addresses.map((address) => address.split('.').slice(0, 3).join('.'))).size).toBeGreaterThan(5_000)
      expect(visitors.reduce((sum, { actionsPerSecond }) => sum + actionsPerSecond, 0)).toBe(40)
    }
  })

  it('make a crowd ten times the calm within ten seconds, and calm again after it', () => {
    const rush = { from: 1_000, rampMs: crowd.rushRampMs, until: 31_000 }
    const all = (at: number) => crowd.visitors.reduce((sum, group) => sum + rushRate(group, rush, at), 0)
    expect(all(999)).toBe(40)
    expect(all(6_000)).toBeCloseTo(220)
    expect(all(11_000)).toBeCloseTo(400)
    expect(all(30_999)).toBeCloseTo(400)
    expect(all(31_000)).toBe(40)
  })

  it('make a swarm of ten to fifty thousand addresses in half a minute, at several times the calm, with newcomers in it', () => {
    const { addresses = 0, requestsPerSecond = 0 } = attackWish(swarm.attack, 30)
    expect(addresses).toBeGreaterThanOrEqual(10_000)
    expect(addresses).toBeLessThanOrEqual(CAPS.addresses)
    const calm = swarm.visitors.reduce((sum, group) => sum + group.actionsPerSecond, 0)
    expect(requestsPerSecond).toBeGreaterThanOrEqual(10 * calm)
    const rush = { from: 0, rampMs: swarm.rushRampMs, until: 30_000 }
    const newcomers = swarm.visitors.filter((group) => rushRate(group, rush, 20_000) > rushRate(group, null, 20_000))
    expect(newcomers.map(({ kind, actionsPerSecond }) => [kind, actionsPerSecond])).toEqual([['newcomer', 0]])
  })

  it.each(ALL_SHAPES.map((shape) => [shape.name, shape] as const))(
    '%s for half a minute is within the caps',
    (_name, shape) => {
      expect(() => assertWithinCaps(attackWish(shape.attack, 30))).not.toThrow()
    },
  )

  it('have each a name, and stand by family in the order of the list', () => {
    expect(new Set(ALL_SHAPES.map(({ name }) => name)).size).toBe(ALL_SHAPES.length)
    expect([...new Set(ALL_SHAPES.map(({ family }) => family))]).toEqual(FAMILIES)
    const places = ALL_SHAPES.map(({ family }) => FAMILIES.indexOf(family))
    expect(places).toEqual([...places].sort())
    for (const { attack, family } of ALL_SHAPES) expect(attack === null).toBe(family.startsWith('No attack'))
  })

  it('keep everybody away during an outage, then let them come in waves that get lower, never more than their height', () => {
    const rush = { from: 10_000, rampMs: 0, outageMs: 5_000, until: 40_000 }
    const all = (at: number) => retryStorm.visitors.reduce((sum, group) => sum + rushRate(group, rush, at), 0)
    const calm = all(0)
    expect([all(10_000), all(14_999)]).toEqual([0, 0])
    expect(all(15_000)).toBeGreaterThan(8 * calm)
    const waves = [15_000, 20_000, 25_000, 30_000, 35_000].map(all)
    expect(waves).toEqual([...waves].sort((a, b) => b - a))
    for (const wave of [15_000, 20_000, 25_000]) expect(all(wave + 2_000)).toBeLessThan(all(wave) / 2)
    expect(all(40_000)).toBe(calm)
  })

  it('compare a swarm in disguise with its like only', () => {
    const names = [false, true].flatMap((disguised) =>
      [false, true].map((changing) => disguisedSwarm({ disguised, changing }).name),
    )
    expect(names).toEqual(['swarm', 'swarm-changing', 'swarm-disguised', 'swarm-disguised-changing'])
  })

  it('can be weaker or stronger, never past the caps', () => {
    for (const shape of ALL_SHAPES) {
      const most = mostRate(shape)
      for (const rate of [(most ?? 10) + 1, 0, Number.NaN])
        expect(() => withRate(shape, rate), shape.name).toThrow(RangeError)
      if (most === null) continue
      const { attack } = withRate(shape, most)
      expect(() => assertWithinCaps({ ...attackWish(attack, 1), addresses: 0 })).not.toThrow()
      if (attack?.kind === 'requests') expect(attack.requestsPerSecond).toBe(CAPS.requestsPerSecond)
      if (attack?.kind === 'slow') expect(attack.connections).toBe(CAPS.connections)
      if (attack?.kind === 'handshakes') expect(attackWish(attack, 1).connections).toBe(CAPS.connections)
    }
    const half = withRate(crowd, 200).visitors
    expect(half.reduce((sum, { rushActionsPerSecond = 0 }) => sum + rushActionsPerSecond, 0)).toBeCloseTo(200)
  })
})

describe('loopback', () => {
  it.each(['127.0.0.1', '127.254.3.4'])('is %s', (address) => expect(isLoopbackV4(address)).toBe(true))
  it.each(['128.0.0.1', '::1', 'localhost', '127.0.0.1.example.org', '127.1', '', '0.0.0.0', undefined])(
    'is not %s',
    (address) => expect(isLoopbackV4(address)).toBe(false),
  )
  it('gives no addresses outside its blocks', () => {
    expect(() => addressesOf({ seconds: [0, 3], count: 1 })).toThrow(RangeError)
    expect(() => addressesOf({ seconds: [5, 4], count: 1 })).toThrow(RangeError)
    expect(() => addressesOf({ seconds: [250, 255], count: 1 })).toThrow(RangeError)
    expect(() => addressesOf({ seconds: [5, 5], count: 70_000 })).toThrow(RangeError)
  })
})
