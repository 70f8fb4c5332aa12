import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRICTION_MEASURES, Friction, type FrictionSight } from './friction.js'

const NOON = Date.UTC(2026, 10, 23, 12)

function sight(changes: Partial<FrictionSight> = {}): FrictionSight {
  return {
    measure: 'slowed',
    rule: null,
    activity: 'search',
    text: 'search was slowed',
    visits: 10,
    people: 0,
    usual: { low: 2, high: 5 },
    ...changes,
  }
}

/** Looks once a second; `at(i)` is what is in force in second i. */
function seconds(friction: Friction, from: number, to: number, at: (second: number) => FrictionSight[]): void {
  for (let second = from; second < to; second++) friction.look('news', at(second), NOON + 1000 * second)
}

describe('the friction ledger', () => {
  it('has one entry from when a measure comes to when it ends, with what it touched', () => {
    const friction = new Friction()
    seconds(friction, 0, 90, (second) => (second >= 10 && second < 70 ? [sight()] : []))
    expect(friction.entries).toEqual([
      {
        id: 1,
        platform: 'news',
        measure: 'slowed',
        rule: null,
        activity: 'search',
        text: 'search was slowed',
        from: NOON + 10_000,
        until: NOON + 69_000,
        inForce: false,
        visits: 600,
        people: 0,
        usual: { low: 120, high: 300 },
        ending: null,
      },
    ])
  })

  it('says at once that a measure is not in force any more, and goes on with it when it comes back soon', () => {
    const friction = new Friction()
    seconds(friction, 0, 6, (second) => (second < 5 ? [sight()] : []))
    expect(friction.entries).toMatchObject([{ inForce: false, until: NOON + 4_000 }])
    seconds(friction, 6, 12, () => [sight()])
    expect(friction.entries).toMatchObject([{ inForce: true, from: NOON, until: NOON + 11_000, visits: 110 }])
    seconds(friction, 12, 40, (second) => (second >= 30 ? [sight()] : []))
    expect(friction.entries).toMatchObject([
      { id: 1, inForce: false, until: NOON + 11_000 },
      { id: 2, inForce: true, from: NOON + 30_000 },
    ])
  })

  it('keeps measures apart by platform, activity and rule', () => {
    const friction = new Friction()
    const three = [sight(), sight({ activity: 'read', measure: 'late' }), sight({ measure: 'challenge', rule: 7 })]
    friction.look('news', three, NOON)
    friction.look('shop', [sight()], NOON)
    friction.look('news', three.slice(1), NOON + 1000)
    expect(friction.entries.map(({ platform, inForce }) => [platform, inForce])).toEqual([
      ['news', false],
      ['news', true],
      ['news', true],
      ['shop', true],
    ])
  })

  it('forgets what touched nobody, but not that an activity was slowed', () => {
    const friction = new Friction()
    const nobody = [sight({ measure: 'challenge', rule: 7, visits: 0 }), sight({ visits: 0 })]
    seconds(friction, 0, 30, (second) => (second < 10 ? nobody : []))
    expect(friction.entries).toMatchObject([{ measure: 'slowed', visits: 0 }])
  })

  it('keeps why a rule ended, and forgets it when the rule is back', () => {
    const friction = new Friction()
    const rule = sight({ measure: 'challenge', rule: 7 })
    friction.look('news', [rule], NOON)
    friction.look('news', [], NOON + 1000)
    friction.ended('news', 7, 'it met people')
    expect(friction.entries).toMatchObject([{ ending: 'it met people' }])
    friction.look('news', [rule], NOON + 2000)
    expect(friction.entries).toMatchObject([{ inForce: true, ending: null }])
  })

  it('knows no more what is usual once it was not known for a moment', () => {
    const friction = new Friction()
    seconds(friction, 0, 3, (second) => [sight(second === 1 ? { usual: null } : {})])
    expect(friction.entries).toMatchObject([{ usual: null }])
  })

  it('ends with a restart what was in force, and numbers go on', () => {
    const before = new Friction()
    before.look('news', [sight()], NOON)
    const after = new Friction(JSON.parse(JSON.stringify(before.entries)))
    expect(after.entries).toMatchObject([{ inForce: false, until: NOON, ending: 'Holdfast was started again' }])
    after.look('shop', [sight()], NOON + 60_000)
    expect(after.entries.map(({ id }) => id)).toEqual([1, 2])
  })

  it('stays bounded, whatever is in force: the oldest that have ended make room, and what is in force stays', () => {
    const friction = new Friction()
    const many = (offset: number, count: number) =>
      Array.from({ length: count }, (_, i) => sight({ measure: 'challenge', rule: offset + i }))
    for (let round = 0; round < 40; round++) friction.look('news', many(100 * round, 50), NOON + 20_000 * round)
    expect(friction.entries).toHaveLength(1_000)
    expect(friction.entries.filter(({ inForce }) => inForce)).toHaveLength(50)
    expect(friction.entries.at(-1)?.rule).toBe(100 * 39 + 49)
    friction.look('news', many(1_000_000, 5_000), NOON + 900_000)
    expect(friction.entries).toHaveLength(1_000)
  })

  it('holds for whatever comes: measures that nobody sees are not in force, times run forwards', () => {
    const sights = fc.uniqueArray(
      fc.record({ measure: fc.constantFrom(...FRICTION_MEASURES), rule: fc.option(fc.nat(3)), visits: fc.nat(9) }),
      { selector: ({ measure, rule }) => `${measure} ${rule}`, maxLength: 6 },
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(sights, fc.nat(30))), (looks) => {
        const friction = new Friction()
        let at = NOON
        for (const [seen, pause] of looks) {
          at += 1000 * pause
          friction.look('news', seen.map(sight), at)
          expect(friction.entries.filter(({ inForce }) => inForce)).toHaveLength(seen.length)
          for (const { from, until } of friction.entries) {
            expect(from).toBeLessThanOrEqual(until)
            expect(until).toBeLessThanOrEqual(at)
          }
        }
        friction.look('news', [], at + 1000)
        expect(friction.entries.some(({ inForce }) => inForce)).toBe(false)
      }),
    )
  })
})
