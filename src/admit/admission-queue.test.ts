import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KNOWN } from '../traffic/known.js'
import { TIERS } from '../traffic/tier.js'
import { AdmissionQueue, type Waiting } from './admission-queue.js'
import { VISIT_CLASSES, type VisitClass, waitLimitMs, weightOf } from './visit-class.js'

const anyOpen = () => true
const ordinary: VisitClass = { tier: 'essential', known: 'ordinary', slowed: false }

/** Everybody in the queue in the order of being served. */
function drain<T>(queue: AdmissionQueue<T>, now = 0, open: (visitClass: VisitClass) => boolean = anyOpen): T[] {
  const served: T[] = []
  for (let next = queue.take(now, open); next; next = queue.take(now, open)) served.push(next.value)
  return served
}

describe('admission queue', () => {
  test('is first come, first served within a class', () => {
    const queue = new AdmissionQueue<number>()
    for (let i = 0; i < 50; i++) queue.push(i, { visitClass: ordinary, client: i, cost: 1 }, i)
    expect(drain(queue, 100)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  test('is newest first when the oldest has waited half its time', () => {
    const queue = new AdmissionQueue<number>()
    for (let i = 0; i < 4; i++) queue.push(i, { visitClass: ordinary, client: i, cost: 1 }, i * 1000)
    expect(queue.take(2500, anyOpen)?.value).toBe(0)
    expect(queue.take(3501, anyOpen)?.value).toBe(3)
    expect(queue.take(3501, anyOpen)?.value).toBe(2)
    expect(queue.take(3501, anyOpen)?.value).toBe(1)
  })

  test('shares the time of the origin by weight', () => {
    const queue = new AdmissionQueue<VisitClass>({ capacity: 10_000 })
    const classes = TIERS.map((tier): VisitClass => ({ tier, known: 'regular', slowed: false }))
    const cost = { essential: 8, important: 4, deferrable: 40 }
    let client = 0
    for (const visitClass of classes) {
      for (let i = 0; i < 3000; i++)
        queue.push(visitClass, { visitClass, client: client++, cost: cost[visitClass.tier] }, 0)
    }
    const used = { essential: 0, important: 0, deferrable: 0 }
    for (let i = 0; i < 2000; i++) {
      const tier = queue.take(0, anyOpen)?.value.tier
      if (tier) used[tier] += cost[tier]
    }
    expect(used.essential / used.important).toBeCloseTo(4, 0)
    expect(used.important / used.deferrable).toBeGreaterThan(3.4)
    expect(used.important / used.deferrable).toBeLessThan(4.6)
  })

  test('no class starves while all others always have visits', () => {
    const queue = new AdmissionQueue<VisitClass>({ capacity: 10_000, perClient: 10_000 })
    let client = 0
    const refill = (visitClass: VisitClass) => queue.push(visitClass, { visitClass, client: client++, cost: 1 }, 0)
    for (const visitClass of VISIT_CLASSES) for (let i = 0; i < 3; i++) refill(visitClass)
    const served = new Map<VisitClass, number>()
    for (let i = 0; i < 60_000; i++) {
      const next = queue.take(0, anyOpen)
      if (!next) throw new Error('empty')
      served.set(next.value, (served.get(next.value) ?? 0) + 1)
      refill(next.value)
    }
    for (const visitClass of VISIT_CLASSES) expect(served.get(visitClass)).toBeGreaterThan(0)
  })

  test('a class that was closed for long has no claim to what it missed', () => {
    const queue = new AdmissionQueue<string>({ capacity: 10_000 })
    const over: VisitClass = { ...ordinary, known: 'over-budget' }
    let client = 0
    for (let i = 0; i < 100; i++) queue.push('over', { visitClass: over, client: client++, cost: 1 }, 0)
    for (let i = 0; i < 1000; i++) queue.push('ordinary', { visitClass: ordinary, client: client++, cost: 1 }, 0)
    for (let i = 0; i < 500; i++) queue.take(0, ({ known }) => known !== 'over-budget')
    const next = Array.from({ length: 100 }, () => queue.take(0, anyOpen)?.value)
    expect(next.filter((who) => who === 'over').length).toBeLessThanOrEqual(6)
  })

  test('one client with thirty waiting does not hold up thirty clients with one', () => {
    const queue = new AdmissionQueue<string>()
    for (let i = 0; i < 30; i++) queue.push('flood', { visitClass: ordinary, client: 1, cost: 1 }, 0)
    for (let i = 0; i < 30; i++) queue.push('person', { visitClass: ordinary, client: 100 + i, cost: 1 }, 1)
    const order = drain(queue, 2)
    expect(order.slice(0, 30).filter((who) => who === 'person').length).toBeGreaterThan(12)
    expect(order).toHaveLength(60)
  })

  test('a school behind one address may wait with all its visits while there is room', () => {
    const queue = new AdmissionQueue<number>({ capacity: 100, perClient: 8 })
    for (let i = 0; i < 50; i++) {
      expect(queue.push(i, { visitClass: ordinary, client: 1, cost: 1 }, 0).kind).toBe('waiting')
    }
    expect(queue.push(50, { visitClass: ordinary, client: 1, cost: 1 }, 0).kind).toBe('full')
    expect(queue.push(51, { visitClass: ordinary, client: 2, cost: 1 }, 0).kind).toBe('waiting')
  })

  test('where room is scarce one client waits at most perClient times, and again when some are gone', () => {
    const queue = new AdmissionQueue<number>({ capacity: 16, perClient: 8 })
    const kinds = Array.from(
      { length: 10 },
      (_, i) => queue.push(i, { visitClass: ordinary, client: 1, cost: 1 }, 0).kind,
    )
    expect(kinds.filter((kind) => kind === 'full')).toHaveLength(2)
    queue.take(0, anyOpen)
    expect(queue.push(10, { visitClass: ordinary, client: 1, cost: 1 }, 0).kind).toBe('waiting')
  })

  test('when full, the newest of the lightest makes room for the heavier, and for nobody else', () => {
    const queue = new AdmissionQueue<string>({ capacity: 3 })
    const deferrable: VisitClass = { tier: 'deferrable', known: 'ordinary', slowed: true }
    queue.push('search 1', { visitClass: deferrable, client: 1, cost: 1 }, 0)
    queue.push('search 2', { visitClass: deferrable, client: 2, cost: 1 }, 0)
    queue.push('read 1', { visitClass: ordinary, client: 3, cost: 1 }, 0)
    expect(queue.push('search 3', { visitClass: deferrable, client: 4, cost: 1 }, 0).kind).toBe('full')
    const pushed = queue.push('read 2', { visitClass: ordinary, client: 5, cost: 1 }, 0)
    expect(pushed.kind === 'waiting' && pushed.evicted?.value).toBe('search 2')
    expect(drain(queue).sort()).toEqual(['read 1', 'read 2', 'search 1'])
  })

  test('takes out who has waited too long, by class', () => {
    const queue = new AdmissionQueue<string>()
    for (const known of KNOWN) {
      queue.push(
        known,
        { visitClass: { tier: 'essential', known, slowed: false }, client: KNOWN.indexOf(known), cost: 1 },
        0,
      )
    }
    expect(queue.takeExpired(499)).toBeNull()
    expect(queue.takeExpired(500)?.value).toBe('over-budget')
    expect(queue.takeExpired(4999)).toBeNull()
    expect(queue.takeExpired(5000)).not.toBeNull()
    expect(queue.length).toBe(KNOWN.length - 2)
  })

  test('keeps its books whatever is done with it', () => {
    const visitClass = fc.constantFrom(...VISIT_CLASSES)
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('push' as const),
          visitClass,
          client: fc.nat(5),
          cost: fc.integer({ min: 1, max: 50 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), slowedOpen: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(3000) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const capacity = 12
        const perClient = 4
        const queue = new AdmissionQueue<number>({ capacity, perClient })
        const waiting = new Map<number, Waiting<number>>()
        const ofClient = (client: number) => [...waiting.values()].filter((entry) => entry.client === client).length
        let now = 0
        let id = 0
        for (const step of steps) {
          if (step.do === 'push') {
            const before = ofClient(step.client)
            const result = queue.push(id, step, now)
            if (result.kind === 'waiting') {
              expect(before < perClient || waiting.size < capacity / 2).toBe(true)
              if (result.evicted) {
                expect(waiting.size).toBe(capacity)
                expect(waiting.delete(result.evicted.value)).toBe(true)
              }
              waiting.set(id, result.entry)
            } else expect(before >= perClient || waiting.size === capacity).toBe(true)
            id++
          } else if (step.do === 'take') {
            const entry = queue.take(now, ({ slowed }) => step.slowedOpen || !slowed)
            const candidates = [...waiting.values()].filter((other) => step.slowedOpen || !other.visitClass.slowed)
            if (entry) {
              expect(waiting.delete(entry.value)).toBe(true)
              expect(step.slowedOpen || !entry.visitClass.slowed).toBe(true)
            } else expect(candidates).toEqual([])
          } else if (step.do === 'cancel') {
            const entry = [...waiting.values()][step.which % Math.max(1, waiting.size)]
            if (entry) {
              expect(queue.cancel(entry)).toBe(true)
              expect(queue.cancel(entry)).toBe(false)
              waiting.delete(entry.value)
            }
          } else {
            now += step.ms
            for (let entry = queue.takeExpired(now); entry; entry = queue.takeExpired(now)) {
              expect(now - entry.since).toBeGreaterThanOrEqual(waitLimitMs(entry.visitClass))
              expect(waiting.delete(entry.value)).toBe(true)
            }
            for (const entry of waiting.values()) expect(now - entry.since).toBeLessThan(waitLimitMs(entry.visitClass))
          }
          expect(queue.length).toBe(waiting.size)
          expect(queue.lengths().reduce((sum, { waiting: count }) => sum + count, 0)).toBe(waiting.size)
        }
        expect(drain(queue, now).sort()).toEqual([...waiting.keys()].sort())
      }),
      { numRuns: 200 },
    )
  })

  test('an evicted visit never weighs more than the one it made room for', () => {
    const push = fc.constantFrom(...VISIT_CLASSES)
    fc.assert(
      fc.property(fc.array(push, { minLength: 20, maxLength: 100 }), (pushes) => {
        const queue = new AdmissionQueue<number>({ capacity: 10 })
        for (const [i, visitClass] of pushes.entries()) {
          const result = queue.push(i, { visitClass, client: i, cost: 1 }, 0)
          if (result.kind === 'waiting' && result.evicted) {
            expect(weightOf(result.evicted.visitClass)).toBeLessThanOrEqual(weightOf(visitClass))
          }
          expect(queue.length).toBeLessThanOrEqual(10)
        }
      }),
    )
  })

  test('refuses an impossible size', () => {
    expect(() => new AdmissionQueue({ capacity: 0 })).toThrow(/capacity 0/)
  })
})
