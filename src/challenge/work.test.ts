import { createHmac } from 'node:crypto'
import { solveChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createWork, type WorkChallenge } from './work.js'

const secret = Buffer.from('a secret of twenty-eight bytes')
const work = createWork({ secret })
const NOON = Date.now()
const TICKET = '0123456789abcdef0123456789abcdef'

const payloadOf = (challenge: unknown, solution: unknown) =>
  Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')

describe('a piece of work', () => {
  let challenge: WorkChallenge
  let solution: { counter: number; derivedKey: string }

  beforeAll(async () => {
    const issued = await work.issue(TICKET, NOON)
    if (!issued) throw new Error('no work to be had')
    challenge = issued
    const solved = await solveChallenge({ challenge, deriveKey })
    if (!solved) throw new Error('not solved')
    solution = solved
  })

  test("altcha's own solver finds an answer that is taken, here and by altcha's own verifier", async () => {
    expect(work.check(payloadOf(challenge, solution), TICKET, NOON)).toBe(true)
    const keyFor = (purpose: string) => createHmac('sha256', secret).update(`holdfast work ${purpose}`).digest('hex')
    const theirs = await verifySolution({
      challenge,
      solution,
      deriveKey,
      hmacSignatureSecret: keyFor('challenge'),
      hmacKeySignatureSecret: keyFor('key'),
    })
    expect(theirs.verified).toBe(true)
  })

  test('costs about the same each time', async () => {
    expect(solution.counter).toBeGreaterThanOrEqual(300)
    expect(solution.counter).toBeLessThanOrEqual(500)
  })

  test('is worth nothing for another ticket, after its time, or to another Holdfast', () => {
    const payload = payloadOf(challenge, solution)
    expect(work.check(payload, 'f'.repeat(32), NOON)).toBe(false)
    expect(work.check(payload, TICKET, NOON + 11 * 60_000)).toBe(false)
    expect(createWork({ secret: Buffer.from('another secret of many bytes') }).check(payload, TICKET, NOON)).toBe(false)
  })

  test('a wrong answer, and easier work than was asked for, are not taken', () => {
    const { parameters } = challenge
    const wrong = { ...solution, derivedKey: `0${solution.derivedKey.slice(1)}` }
    if (wrong.derivedKey !== solution.derivedKey) {
      expect(work.check(payloadOf(challenge, wrong), TICKET, NOON)).toBe(false)
    }
    const easier = { ...challenge, parameters: { ...parameters, cost: 1 } }
    expect(work.check(payloadOf(easier, solution), TICKET, NOON)).toBe(false)
    const longer = { ...challenge, parameters: { ...parameters, expiresAt: 9_999_999_999 } }
    expect(work.check(payloadOf(longer, solution), TICKET, NOON)).toBe(false)
    const more = { ...challenge, parameters: { ...parameters, extra: 1 } }
    expect(work.check(payloadOf(more, solution), TICKET, NOON)).toBe(false)
  })

  test('whatever else is posted is not taken, and nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 500 }), fc.base64String({ maxLength: 6_000 })), (payload) => {
        expect(work.check(payload, TICKET, NOON)).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (challenge, solution) => {
        expect(work.check(payloadOf(challenge, solution), TICKET, NOON)).toBe(false)
      }),
    )
    for (const key of ['parameters', 'signature'] as const) {
      for (const value of [null, [], 1, {}, { data: null }, '']) {
        expect(work.check(payloadOf({ ...challenge, [key]: value }, solution), TICKET, NOON)).toBe(false)
      }
    }
  })

  test('only so much is made a second, however many ask', () => {
    const bounded = createWork({ secret })
    let made = 0
    for (let i = 0; i < 2_000; i++) if (bounded.issue(TICKET, NOON + i)) made++
    expect(made).toBeGreaterThan(600)
    expect(made).toBeLessThanOrEqual(900)
  })
})
