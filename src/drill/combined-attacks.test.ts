import { describe, expect, it } from 'vitest'
import { partsOf } from './attack.js'
import { type AttackReport, emptyReport } from './attack-report.js'
import { attackWish } from './attack-wish.js'
import type { Attacking } from './attacking.js'
import { AttacksTogether } from './attacks-together.js'
import { assertWithinCaps } from './caps.js'
import { combinedShape } from './combined-shape.js'
import { PulsingAttack } from './pulsing-attack.js'
import { rushRate } from './rush-rate.js'
import { ALL_SHAPES } from './shapes/all-shapes.js'
import { crowd } from './shapes/crowd.js'
import { mixed } from './shapes/mixed.js'
import { office } from './shapes/office.js'
import { slow } from './shapes/slow.js'
import { swarm } from './shapes/swarm.js'

/** Something that attacks and tells when. */
class Ticking implements Attacking {
  ticks: number[] = []
  stopped = 0
  #sent = 0
  tick(now: number): void {
    this.ticks.push(now)
    this.#sent++
  }
  eachSecond(): void {}
  takeReport(): AttackReport {
    const sent = this.#sent
    this.#sent = 0
    return { ...emptyReport(), sent, open: 3 }
  }
  takeMoments() {
    return this.ticks.length > 0 ? [{ at: this.ticks[0] ?? 0, sent: 1, atOrigin: 0 }] : []
  }
  stop(): void {
    this.stopped++
  }
}

describe('several attacks', () => {
  it('at once are one: ticked, stopped and counted together', () => {
    const parts = [new Ticking(), new Ticking()]
    const attack = new AttacksTogether(parts)
    attack.tick(5)
    expect(attack.takeReport()).toMatchObject({ sent: 2, open: 6 })
    expect(attack.takeMoments()).toHaveLength(2)
    attack.stop()
    expect(parts.map(({ stopped }) => stopped)).toEqual([1, 1])
  })

  it('in a pulse take turns, each ended before the pause, and lose nothing of what they did', () => {
    const bursts: { which: number; attack: Ticking }[] = []
    const start = (which: number) => () => {
      const attack = new Ticking()
      bursts.push({ which, attack })
      return attack
    }
    const pulse = new PulsingAttack({ onMs: 400, offMs: 300 }, [start(0), start(1)], 1_000)
    for (let now = 1_000; now < 1_000 + 3 * 700; now += 10) pulse.tick(now)
    pulse.stop()
    expect(bursts.map(({ which }) => which)).toEqual([0, 1, 0])
    for (const [index, { attack }] of bursts.entries()) {
      expect(attack.stopped).toBe(1)
      expect(attack.ticks).toHaveLength(40)
      expect(attack.ticks[0]).toBe(1_000 + index * 700)
      expect(attack.ticks.at(-1)).toBe(1_000 + index * 700 + 390)
    }
    expect(pulse.takeReport().sent).toBe(120)
    expect(pulse.takeMoments()).toHaveLength(3)
    expect(pulse.takeReport()).toEqual(emptyReport())
    expect(() => new PulsingAttack({ onMs: 0, offMs: 1 }, [], 0)).toThrow(RangeError)
  })

  it('ask together for no more than the caps allow', () => {
    const parts = partsOf(mixed.attack)
    const each = parts.map((part) => attackWish(part, 30))
    const sum = (of: 'requestsPerSecond' | 'connections' | 'addresses') =>
      each.reduce((total, wish) => total + (wish[of] ?? 0), 0)
    expect(attackWish(mixed.attack, 30)).toEqual({
      attackSeconds: 30,
      requestsPerSecond: sum('requestsPerSecond'),
      connections: sum('connections'),
      addresses: sum('addresses'),
    })
    const thrice = combinedShape([slow, { ...slow, name: 'slow2' }, { ...slow, name: 'slow3' }])
    expect(() => assertWithinCaps(attackWish(thrice.attack, 30))).toThrow('at most 8,000 connections')
  })
})

describe('shapes combined', () => {
  it('have every attack of theirs, and of each kind of visitor as many as the one with most', () => {
    const both = combinedShape([swarm, slow, crowd])
    expect(both.name).toBe('swarm+slow+crowd')
    expect(partsOf(both.attack)).toEqual([swarm.attack, slow.attack])
    expect(both.learnsNormal).toBe(true)
    const rush = { from: 0, rampMs: 0, until: 10_000 }
    const kinds = new Set(ALL_SHAPES.flatMap(({ visitors }) => visitors.map(({ kind }) => kind)))
    for (const kind of kinds) {
      const height = ({ visitors }: typeof both) =>
        visitors.filter((group) => group.kind === kind).reduce((sum, group) => sum + rushRate(group, rush, 1_000), 0)
      expect(height(both), kind).toBe(Math.max(height(swarm), height(slow), height(crowd)))
    }
  })

  it('of crowds alone are a crowd, and of one are that one', () => {
    expect(combinedShape([swarm])).toBe(swarm)
    expect(combinedShape([crowd, office])).toMatchObject({ attack: null, targets: crowd.targets })
    expect(() => combinedShape([])).toThrow(RangeError)
  })
})
