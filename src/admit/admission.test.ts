import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KNOWN } from '../traffic/known.js'
import { TIERS } from '../traffic/tier.js'
import { Admission, type AdmissionOptions, type AdmissionVisit, type Decision, type Ticket } from './admission.js'

const visit: AdmissionVisit = { tier: 'essential', known: 'ordinary', slowed: false, client: 1, activity: 0 }
const over: AdmissionVisit = { ...visit, known: 'over-budget' }
const fine = { latencyMs: 10, ok: true }

/** An admission with a fixed number of places. */
function places(count: number, options: AdmissionOptions = {}): Admission {
  return new Admission({ limit: { initial: count, min: count, max: count }, ...options })
}

/** Enters visits of different clients; what was decided about each is in the list, or 'waiting'. */
function enterAll(admission: Admission, visits: readonly AdmissionVisit[], now = 0) {
  return visits.map((one, i) => {
    const entered: { kind: string; ticket: Ticket | null; decision: Decision | null } = {
      kind: '',
      ticket: null,
      decision: null,
    }
    const result = admission.enter({ ...one, client: i }, now, (decision) => {
      expect(entered.decision).toBeNull()
      entered.decision = decision
    })
    entered.kind = result.kind
    if (result.kind !== 'full') entered.ticket = result.ticket
    return entered
  })
}

const many = (count: number, one: AdmissionVisit) => Array.from({ length: count }, () => one)

describe('admission', () => {
  test('admits up to the limit, the others wait and follow as places are given back', () => {
    const admission = places(4)
    const entered = enterAll(admission, many(6, visit))
    expect(entered.map(({ kind }) => kind)).toEqual([...many(4, visit).map(() => 'admitted'), 'waiting', 'waiting'])
    const [first] = entered
    if (first?.ticket) admission.finish(first.ticket, fine, 30)
    expect(entered[4]?.decision).toEqual({ kind: 'admitted', waitedMs: 30 })
    expect(entered[5]?.decision).toBeNull()
    expect(entered[4]?.ticket?.state).toBe('admitted')
  })

  test('who has waited too long is told to come later', () => {
    const admission = places(1)
    const entered = enterAll(admission, [visit, visit, { ...visit, tier: 'deferrable' }])
    admission.tick(1999)
    expect(entered[2]?.decision).toBeNull()
    admission.tick(2000)
    expect(entered[2]?.decision?.kind).toBe('full')
    admission.tick(5000)
    expect(entered[1]?.decision?.kind).toBe('full')
    expect(admission.snapshot(5000)).toMatchObject({
      waiting: 0,
      inFlight: 1,
      shed: 2,
      admitted: 1,
      entered: 3,
      queued: 2,
    })
  })

  test('when the queue is full, a lesser visit makes room for a better one', () => {
    const admission = places(1, { queue: { capacity: 2 } })
    const search: AdmissionVisit = { ...visit, tier: 'deferrable' }
    const entered = enterAll(admission, [visit, search, search, search, visit])
    expect(entered.map(({ kind }) => kind)).toEqual(['admitted', 'waiting', 'waiting', 'full', 'waiting'])
    expect(entered[2]?.decision?.kind).toBe('full')
  })

  test('clients over their budget leave half of the places free for others', () => {
    const admission = places(8)
    expect(enterAll(admission, many(8, over)).filter(({ kind }) => kind === 'admitted')).toHaveLength(4)
    expect(enterAll(admission, many(4, visit)).every(({ kind }) => kind === 'admitted')).toBe(true)
  })

  test('a client over its budget still gets a place when nobody else is there, and one in a crowd in time', () => {
    const admission = places(1)
    expect(enterAll(admission, [over])[0]?.kind).toBe('admitted')

    const crowd = places(2)
    let served = 0
    let now = 0
    const running = new Set<Ticket>()
    const enter = (one: AdmissionVisit, client: number) => {
      const result = crowd.enter({ ...one, client }, now, (decision) => {
        if (decision.kind === 'full' || result.kind !== 'waiting') return
        running.add(result.ticket)
        if (one === over) served++
      })
      if (result.kind === 'admitted') running.add(result.ticket)
    }
    for (let client = 0; client < 20_000; client++) {
      now += 5
      enter(visit, client)
      enter(visit, 1e6 + client)
      if (client % 20 === 0) enter(over, 2e6 + client)
      for (const ticket of [...running].slice(0, 1)) {
        running.delete(ticket)
        crowd.finish(ticket, fine, now)
      }
      if (client % 10 === 0) crowd.tick(now)
    }
    expect(served).toBeGreaterThan(5)
  })

  test('over time, clients over their budget get no more than their share, though nobody else is there', () => {
    const admission = places(2)
    const running: { ticket: Ticket; since: number }[] = []
    let busyMs = 0
    let now = 0
    for (; now < 20_000; now += 5) {
      const result = admission.enter({ ...over, client: now }, now, (decision) => {
        if (decision.kind === 'admitted' && result.kind === 'waiting')
          running.push({ ticket: result.ticket, since: now })
      })
      if (result.kind === 'admitted') running.push({ ticket: result.ticket, since: now })
      const [first] = running
      if (first && now - first.since >= 20) {
        running.shift()
        busyMs += now - first.since
        admission.finish(first.ticket, { latencyMs: now - first.since, ok: true }, now)
      }
      admission.tick(now)
    }
    // 15 % of two places, of 20 s.
    expect(busyMs / now).toBeGreaterThan(0.2)
    expect(busyMs / now).toBeLessThan(0.32)
  })

  test('slowed activities get a quarter of the places, and always one', () => {
    const slowed: AdmissionVisit = { ...visit, tier: 'deferrable', slowed: true }
    const admitted = (admission: Admission) =>
      enterAll(admission, many(12, slowed)).filter(({ kind }) => kind === 'admitted')
    expect(admitted(places(12))).toHaveLength(3)
    expect(admitted(places(2))).toHaveLength(1)
  })

  test('visits that wait for a slowed activity do not hold up the others', () => {
    const admission = places(8)
    enterAll(admission, many(6, { ...visit, known: 'waited', tier: 'deferrable', slowed: true }))
    expect(enterAll(admission, many(6, visit)).every(({ kind }) => kind === 'admitted')).toBe(true)
  })

  test('a visitor who leaves gives back the place in line or at the origin, once', () => {
    const admission = places(1)
    const [first, second, third] = enterAll(admission, many(3, visit))
    if (second?.ticket) admission.leave(second.ticket, 5)
    if (first?.ticket) {
      admission.leave(first.ticket, 10)
      admission.leave(first.ticket, 10)
      admission.finish(first.ticket, fine, 10)
    }
    expect(third?.decision).toEqual({ kind: 'admitted', waitedMs: 10 })
    expect(second?.decision).toBeNull()
    expect(admission.snapshot(10)).toMatchObject({ inFlight: 1, waiting: 0, answers: 0 })
  })

  test('asks to come again in 2 to 10 s, spread out by who it is, later when many wait', () => {
    const admission = places(1, { queue: { capacity: 100, perClient: 100 } })
    const retryAfter = (client: number, now = 0) => {
      const asked = { ...visit, client, known: 'over-budget', tier: 'deferrable' } as const
      const result = admission.enter(asked, now, () => {})
      return result.kind === 'full' ? result.retryAfterMs : Number.NaN
    }
    enterAll(admission, many(101, visit))
    const told = Array.from({ length: 1_000 }, (_, client) => retryAfter(client))
    expect(Math.min(...told)).toBeGreaterThanOrEqual(2_000)
    expect(Math.max(...told)).toBeLessThanOrEqual(10_000)
    // As many in each second as in any other, and everybody the same every time.
    for (let second = 2_000; second < 10_000; second += 1_000) {
      const share = told.filter((ms) => ms >= second && ms < second + 1_000).length / told.length
      expect(share).toBeGreaterThan(0.08)
      expect(share).toBeLessThan(0.17)
    }
    expect(told.map((_, client) => retryAfter(client, 60_000))).toEqual(told)
  })

  test('counts waits, those that did not wait included, and answers', () => {
    const admission = places(1)
    const [first] = enterAll(admission, many(2, visit))
    if (first?.ticket) admission.finish(first.ticket, { latencyMs: 100, ok: false }, 100)
    const snapshot = admission.snapshot(100)
    expect(snapshot).toMatchObject({ meanWaitMs: 50, answers: 1, errors: 1, admitted: 2, limit: 1 })
    expect(snapshot.p95WaitMs).toBeGreaterThan(90)
    expect(snapshot.waits.count).toBe(2)
    expect(admission.snapshot(200)).toMatchObject({ meanWaitMs: 0, p95WaitMs: null, entered: 0, answers: 0 })
  })

  test('keeps its books and answers every visit exactly once, whatever happens, even from within its calls back', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('enter' as const),
        tier: fc.constantFrom(...TIERS),
        known: fc.constantFrom(...KNOWN),
        slowed: fc.boolean(),
        client: fc.nat(6),
        reenters: fc.boolean(),
      }),
      fc.record({
        do: fc.constantFrom('finish' as const, 'leave' as const, 'tick' as const),
        which: fc.nat(),
        ms: fc.nat(700),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const admission = places(4, { queue: { capacity: 8, perClient: 4 } })
        const tickets = new Set<Ticket>()
        let now = 0
        let entered = 0
        let answered = 0
        let left = 0
        const enter = (one: AdmissionVisit, reenters: boolean) => {
          entered++
          let decided = 0
          const result = admission.enter(one, now, () => {
            expect(++decided).toBe(1)
            answered++
            if (reenters) enter({ ...one, client: one.client + 100, known: 'waited' }, false)
          })
          if (result.kind !== 'waiting') {
            expect(decided).toBe(0)
            answered++
          }
          if (result.kind !== 'full') tickets.add(result.ticket)
        }
        for (const step of steps) {
          if (step.do === 'enter') enter({ ...step, activity: 0 }, step.reenters)
          else {
            now += step.ms
            const ticket = [...tickets].filter(({ state }) => state !== 'done')[step.which % 12]
            if (step.do === 'tick' || !ticket) admission.tick(now)
            else if (step.do === 'finish') admission.finish(ticket, { latencyMs: 10, ok: true }, now)
            else {
              if (ticket.state === 'waiting') left++
              admission.leave(ticket, now)
            }
          }
          const states = [...tickets].map(({ state }) => state)
          const inFlight = states.filter((state) => state === 'admitted').length
          const waiting = states.filter((state) => state === 'waiting').length
          expect(admission.snapshot(now)).toMatchObject({ inFlight, waiting })
          expect(inFlight).toBeLessThanOrEqual(4)
          expect(entered).toBe(answered + waiting + left)
        }
      }),
      { numRuns: 200 },
    )
  })
})
