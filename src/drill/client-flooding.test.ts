import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { ClientFlood } from './attack.js'
import { type AttackReport, addReports, emptyReport } from './attack-report.js'
import { attackRequests } from './attack-requests.js'
import { ClientFlooding } from './client-flooding.js'
import { copiedHeaders } from './copied-headers.js'
import { SeededRandom } from './seeded-random.js'
import { copies } from './shapes/copies.js'
import { Target } from './target.js'
import { startWireHoldfast, type WireOptions } from './wire-holdfast.test-support.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const flood: ClientFlood = {
  ...(copies.attack as ClientFlood),
  addresses: { seconds: [82, 89], count: 30 },
  requestsPerSecond: 300,
  mix: [{ what: 'cache-busting', weight: 1 }],
}

async function start(changes: Partial<ClientFlood>, options: WireOptions = {}) {
  const wire = await startWireHoldfast(options)
  closing.push(() => wire.close())
  const check = await Target.check({ dataDir: wire.dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  const profiles = copiedHeaders(1).flat()
  const random = new SeededRandom(1)
  const site = { articles: [], words: [], journeys: [] }
  const next = attackRequests({ mix: flood.mix, headers: profiles }, site, check.target.authority, random)
  const make = () => new ClientFlooding(check.target, { ...flood, ...changes }, { profiles, next, random }, Date.now())
  return { wire, make }
}

async function attackUntil(attack: ClientFlooding, enough: (sum: AttackReport) => boolean): Promise<AttackReport> {
  let sum = emptyReport()
  const deadline = Date.now() + 15_000
  while (!enough(sum)) {
    if (Date.now() > deadline) throw new Error(`not enough in time: ${JSON.stringify(sum)}`)
    attack.tick(Date.now())
    await new Promise((resolve) => setImmediate(resolve))
    sum = addReports(sum, attack.takeReport())
  }
  attack.stop()
  return sum
}

/** A challenge as Holdfast's, without its secrets: a ticket in a cookie and in the address, then a clearance. */
function challenging(waitMs: number) {
  const given = new Map<string, number>()
  return (request: IncomingMessage, response: ServerResponse) => {
    const cookie = request.headers.cookie ?? ''
    if (cookie.includes('holdfast-clearance=')) return void response.end('<h1>Here</h1>')
    const ticket = createHash('sha1')
      .update(request.socket.remoteAddress ?? '')
      .digest('hex')
    if (!request.url?.startsWith('/.well-known/holdfast/check')) {
      given.set(ticket, Date.now())
      const location = `/.well-known/holdfast/check?ticket=${ticket}&to=%2F`
      return void response
        .writeHead(302, { location, 'set-cookie': `holdfast-ticket=${ticket}; Path=/; HttpOnly` })
        .end()
    }
    if (!cookie.includes(`holdfast-ticket=${ticket}`)) return void response.writeHead(403).end()
    const left = waitMs - (Date.now() - (given.get(ticket) ?? Date.now()))
    if (left > 0) return void response.writeHead(503, { refresh: `1; url=${request.url}` }).end()
    response.writeHead(303, { location: '/', 'set-cookie': 'holdfast-clearance=c; Path=/' }).end()
  }
}

describe('clients that copy browsers', () => {
  it('ask in turn, at their pace, over one connection each, with a browser’s headers that stay theirs', async () => {
    const { wire, make } = await start({})
    const attack = make()
    const sum = await attackUntil(attack, ({ answered }) => answered.content >= 120)
    expect(sum).toMatchObject({ open: 30, cutOff: 0, notConnected: 0, gaveUp: 0 })
    const addresses = [...new Set(wire.seen.map(({ from }) => from))]
    expect(addresses).toHaveLength(30)
    for (const address of addresses) {
      const own = wire.seen.filter(({ from }) => from === address)
      expect(own.length).toBeGreaterThanOrEqual(3)
      expect(new Set(own.map(({ headers }) => JSON.stringify(headers))).size).toBe(1)
    }
    expect(wire.seen.every(({ headers }) => headers['sec-fetch-mode'] === 'navigate' || headers['user-agent'])).toBe(
      true,
    )
  }, 30_000)

  it.each([
    ['none', 0, false],
    ['cookies', 0, true],
    ['cookies', 500, false],
    ['patience', 500, true],
  ] as const)(
    'with %s, where %i ms are to be waited, get through: %s',
    async (wit, waitMs, through) => {
      const { make } = await start({ wit, addresses: { seconds: [90, 97], count: 10 } }, { site: challenging(waitMs) })
      const sum = await attackUntil(make(), ({ answered, sent }) => (through ? answered.content > 20 : sent > 300))
      expect(sum.answered.challenged).toBeGreaterThan(5)
      if (!through) expect(sum.answered.content).toBe(0)
    },
    30_000,
  )

  it('leave who does not answer, and come again', async () => {
    const { wire, make } = await start({ giveUpMs: 100 }, { site: () => {} })
    const attack = make()
    for (let i = 0; i < 30; i++) {
      attack.tick(Date.now())
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    attack.eachSecond(Date.now())
    const { gaveUp, sent, open } = attack.takeReport()
    expect(gaveUp).toBeGreaterThan(10)
    expect(sent).toBeLessThanOrEqual(30)
    expect(open).toBeLessThanOrEqual(30)
    await attackUntil(attack, (sum) => sum.sent > 5)
    expect(wire.seen.length).toBeGreaterThan(20)
  }, 30_000)

  it('refuse to be built past the caps', async () => {
    const { make } = await start({ requestsPerSecond: 20_001 })
    expect(make).toThrow(RangeError)
    const { make: many } = await start({ addresses: { seconds: [82, 120], count: 8_001 } })
    expect(many).toThrow('at most 8,000 connections')
  })
})
