import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEMANDS } from './evidence.js'
import { RotatingSigner } from './rotating-signer.js'
import { answerTo, createTickets, TICKET_LASTS_MS, type TicketHolder } from './tickets.js'

const secret = Buffer.from('a secret of twenty-eight bytes')
const tickets = createTickets({ secret })
const holder: TicketHolder = { platform: 'newsroom', network: 1_920_002 }
const NOON = Date.UTC(2026, 5, 1, 12)

describe('a ticket', () => {
  test('says what was demanded, and how long ago, at every time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DEMANDS),
        fc.nat({ max: 1e13 }),
        fc.nat({ max: TICKET_LASTS_MS - 1 }),
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        (demand, at, ageMs, network) => {
          const of = { ...holder, network }
          const ticket = tickets.issue(of, demand, at)
          expect(ticket).toMatch(/^[\w-]{1,90}$/)
          expect(createTickets({ secret }).check(ticket, of, at + ageMs)).toMatchObject({
            kind: 'valid',
            demand,
            ageMs,
          })
        },
      ),
    )
  })

  test('has an id of its own', () => {
    const ids = Array.from({ length: 1_000 }, () => {
      const check = tickets.check(tickets.issue(holder, 'work', NOON), holder, NOON)
      return check.kind === 'valid' ? check.id : check.kind
    })
    expect(new Set(ids).size).toBe(1_000)
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
  })

  test('ends after ten minutes, and is not taken from the future', () => {
    const ticket = tickets.issue(holder, 'script', NOON)
    expect(tickets.check(ticket, holder, NOON + TICKET_LASTS_MS)).toEqual({ kind: 'expired' })
    expect(tickets.check(ticket, holder, NOON - 1_000)).toMatchObject({ kind: 'valid', ageMs: 0 })
    expect(tickets.check(ticket, holder, NOON - 60_000)).toEqual({ kind: 'forged' })
  })

  test('is worth nothing to another network, platform or Holdfast', () => {
    const ticket = tickets.issue(holder, 'script', NOON)
    expect(tickets.check(ticket, { ...holder, network: 7 }, NOON)).toEqual({ kind: 'forged' })
    expect(tickets.check(ticket, { ...holder, platform: 'campaign' }, NOON)).toEqual({ kind: 'forged' })
    const other = createTickets({ secret: Buffer.from('another secret of many bytes') })
    expect(other.check(ticket, holder, NOON)).toEqual({ kind: 'forged' })
    expect(tickets.check(undefined, holder, NOON)).toEqual({ kind: 'none' })
  })

  test('a demand is not lowered, nor anything else changed', () => {
    const ticket = tickets.issue(holder, 'work', NOON)
    expect(tickets.check(`0${ticket.slice(1)}`, holder, NOON)).toEqual({ kind: 'forged' })
    for (let at = 0; at < ticket.length; at++) {
      const changed = ticket.slice(0, at) + (ticket[at] === 'a' ? 'b' : 'a') + ticket.slice(at + 1)
      expect(tickets.check(changed, holder, NOON).kind).not.toBe('valid')
    }
  })

  test('whatever is sent in its place is refused in words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(['none', 'forged', 'expired']).toContain(tickets.check(text, holder, NOON).kind)
      }),
    )
  })

  test('what was signed with the same secret for another purpose is no signature of it', () => {
    const ticket = tickets.issue(holder, 'script', NOON)
    const fields = ticket.slice(0, -44)
    const text = `${fields} ${holder.network} ${holder.platform}`
    expect(ticket).toBe(`${fields}-${new RotatingSigner(secret, 'ticket').sign(text, NOON)}`)
    const other = `${fields}-${new RotatingSigner(secret, 'clearance').sign(text, NOON)}`
    expect(tickets.check(other, holder, NOON)).toEqual({ kind: 'forged' })
  })
})

test('the answer of a script differs from ticket to ticket', () => {
  const answers = Array.from({ length: 1_000 }, () => answerTo(tickets.issue(holder, 'script', NOON)))
  expect(new Set(answers).size).toBeGreaterThan(990)
  // FNV-1a of "a", from the reference tables of its authors: e40c292c.
  expect(answerTo('a')).toBe((0xe40c292c).toString(36))
})
