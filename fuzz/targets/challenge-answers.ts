import { createClearances } from '../../src/challenge/clearances.js'
import { type Partner, partnerHeader, partnerOf } from '../../src/challenge/partners.js'
import { createTickets } from '../../src/challenge/tickets.js'
import { createWork } from '../../src/challenge/work.js'
import { askedFor, whereTo } from '../../src/edge/challenge/where-to.js'
import { mustHold, type Target } from '../engine/target.js'

const NOW = Date.parse('2030-01-01T00:00:00Z')
const MINUTE_MS = 60_000
const SITE = 'https://news.example.org'
const SECRET = Buffer.alloc(32, 7)
const HOLDER = { platform: 'news', network: 4711, browser: 42 }
const ID = '0123456789abcdef0123456789abcdef'
const PARTNER: Partner = { name: 'monitor', key: 'k'.repeat(32) }
const PARTNERS = new Map([[PARTNER.name, PARTNER]])

const clearances = createClearances({ secret: SECRET })
const tickets = createTickets({ secret: SECRET })
const work = createWork({ secret: SECRET })
const clearance = clearances.issue(HOLDER, { evidence: 'script', id: ID }, NOW - MINUTE_MS)
const ticket = tickets.issue(HOLDER, 'script', NOW - MINUTE_MS)
const partner = partnerHeader(PARTNER, NOW / 1000 + 60)
const solution = Buffer.from(
  JSON.stringify({
    challenge: { parameters: { data: { ticket: ID }, expiresAt: NOW / 1000 + 60, keySignature: 'a' }, signature: 'b' },
    solution: { derivedKey: '0'.repeat(64) },
  }),
).toString('base64')

/** What a visitor shows and says who answers a challenge: clearance, ticket, solution, a partner's signature, where to go on. */
export const challengeAnswers: Target = {
  name: 'challenge-answers',
  about: 'clearances, tickets, solutions and partners’ signatures, made up and changed, and where to go on to',
  weight: 0.5,
  words: [
    clearance,
    ticket,
    partner,
    solution,
    clearance.slice(-44),
    ticket.slice(-44),
    '/',
    '//',
    '/\\',
    '\t',
    '\r\n',
    'https:',
    'javascript:',
    '@evil.example',
    '/.well-known/holdfast/check?to=',
    '{"challenge":{"parameters":{},"signature":""},"solution":{"derivedKey":""}}',
    '__proto__',
    '-',
    '.',
  ],
  mostBytes: 110_000,
  mostMs: 50,
  attempt(input) {
    const text = Buffer.from(input).toString('latin1')
    for (const said of [text, edited(clearance, input)]) mustNotClear(said)
    for (const said of [text, edited(ticket, input)]) mustBeNoTicket(said)
    for (const said of [text, edited(partner, input)]) {
      mustHold(
        said === partner || partnerOf(said, PARTNERS, NOW) === null,
        () => `${JSON.stringify(said)} is a partner`,
      )
    }
    // Nothing was given out that it could be the solution of.
    for (const said of [text, edited(solution, input), Buffer.from(input).toString('base64')]) {
      mustHold(!work.check(said, ID, NOW), () => `${JSON.stringify(said)} is a solution`)
    }
    mustStayHere(text)
  },
}

/** A genuine text with the input as changes to it: a place, a character, a place, a character, … */
function edited(genuine: string, input: Uint8Array): string {
  const characters = [...genuine]
  for (let i = 0; i + 1 < input.length && i < 32; i += 2) {
    characters[(input[i] ?? 0) % characters.length] = String.fromCharCode(input[i + 1] ?? 0)
  }
  return characters.join('')
}

function mustNotClear(said: string): void {
  const { kind } = clearances.check(said, HOLDER, NOW)
  if (said === clearance) {
    mustHold(kind === 'valid', 'the genuine clearance is valid')
    const elsewhere = clearances.check(said, { ...HOLDER, network: 4712 }, NOW).kind
    mustHold(elsewhere === 'elsewhere', 'but not in another network')
    mustHold(clearances.check(said, { ...HOLDER, platform: 'other' }, NOW).kind === 'forged', 'nor on another platform')
    return
  }
  mustHold(kind !== 'valid' && kind !== 'elsewhere', () => `the clearance ${JSON.stringify(said)} is ${kind}`)
}

function mustBeNoTicket(said: string): void {
  const { kind } = tickets.check(said, HOLDER, NOW)
  if (said === ticket) {
    mustHold(kind === 'valid', 'the genuine ticket is valid')
    mustHold(tickets.check(said, { ...HOLDER, network: 4712 }, NOW).kind === 'forged', 'but not in another network')
    return
  }
  mustHold(kind !== 'valid', () => `the ticket ${JSON.stringify(said)} is valid`)
}

/** As a browser reads it, it is an address of this site, and it fits into a header field. */
function mustStayHere(said: string): void {
  for (const to of [whereTo(said), askedFor(said, ''), askedFor('/', said)]) {
    mustHold(new URL(to, SITE).origin === SITE, () => `${JSON.stringify(said)} leads to ${JSON.stringify(to)}`)
    mustHold(/^\/[\x21-\x7e]{0,3000}$/.test(to), () => `${JSON.stringify(to)} is no value of a field`)
  }
}
