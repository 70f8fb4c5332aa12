import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { needsTool } from '../../test/debian-tools.js'
import { ChromiumVisitors } from './chromium-visitors.js'
import { SeededRandom } from './seeded-random.js'
import { startSocksRelay } from './socks-relay.js'
import { Target } from './target.js'
import { startWireHoldfast, type WireHoldfast } from './wire-holdfast.test-support.js'

const chromiumPath = needsTool('chromium')
const open: WireHoldfast[] = []
afterEach(async () => {
  for (const wire of open.splice(0)) await wire.close()
})

async function targetOfWire() {
  const wire = await startWireHoldfast()
  open.push(wire)
  const check = await Target.check({ dataDir: wire.dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  return { wire, target: check.target }
}

/** What the relay answers to these bytes, until it says enough or closes. */
function ask(port: number, parts: readonly Buffer[], enough: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0)
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part)
    })
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk])
      if (answer.length >= enough) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

const GREETING = Buffer.from([5, 1, 0])
const asking = (host: string, port: number) =>
  Buffer.concat([Buffer.from([5, 1, 0, 3, host.length]), Buffer.from(host), Buffer.from([port >> 8, port & 255])])

describe('the way of a real browser', () => {
  it('leads to the target, from an address of its own', async () => {
    const { wire, target } = await targetOfWire()
    const relay = await startSocksRelay(target, '127.62.7.7')
    const request = Buffer.from(`GET / HTTP/1.1\r\nHost: ${target.authority}\r\nConnection: close\r\n\r\n`)
    const answer = await ask(relay.port, [GREETING, asking('news.localhost', wire.port), request], 10_000)
    expect(answer.subarray(0, 4)).toEqual(Buffer.from([5, 0, 5, 0]))
    expect(answer.toString('latin1')).toContain('HTTP/1.1 200')
    expect(wire.seen.map(({ from }) => from)).toEqual(['127.62.7.7'])
    relay.close()
  })

  it.each([
    ['another host', asking('update.example.org', 80)],
    ['another port', asking('news.localhost', 443)],
    ['the machine by its number', Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, 0, 80])],
  ])('leads nowhere else: %s', async (_name, request) => {
    const { wire, target } = await targetOfWire()
    const relay = await startSocksRelay(target, '127.62.7.7')
    const answer = await ask(relay.port, [GREETING, request], 12)
    expect([...answer.subarray(0, 4)]).toEqual([5, 0, 5, 2])
    expect(wire.seen).toEqual([])
    relay.close()
  })

  it.each([
    ['no SOCKS 5', Buffer.from([4, 1, 0, 80])],
    ['a request to listen', Buffer.from([5, 1, 0, 5, 2, 0, 3, 1, 97, 0, 80])],
    ['what never ends', Buffer.concat([Buffer.from([5, 255]), Buffer.alloc(900, 5)])],
  ])('ends at %s', async (_name, bytes) => {
    const { target } = await targetOfWire()
    const relay = await startSocksRelay(target, '127.62.7.7')
    expect((await ask(relay.port, [bytes], 12)).length).toBeLessThanOrEqual(2)
    relay.close()
  })
})

describe.skipIf(!chromiumPath)('real chromium', { timeout: 90_000 }, () => {
  it('reads pages of the target as a visitor, and nothing else', async () => {
    const { wire, target } = await targetOfWire()
    const step = { method: 'GET' as const, path: '/article/one', expectStatus: [200], expectText: 'One' }
    const journeys = [{ name: 'reads', activity: 'read', weight: 1, steps: [step] }]
    const site = { articles: [], words: [], journeys }
    const visitors = await ChromiumVisitors.start(target, site, journeys, new SeededRandom(3))
    if (typeof visitors === 'string') throw new Error(visitors)
    visitors.begin()
    const actions = []
    const deadline = Date.now() + 60_000
    while (actions.length < 2 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      actions.push(...visitors.takeActions())
    }
    await visitors.end()
    expect(actions.length).toBeGreaterThanOrEqual(2)
    for (const action of actions)
      expect(action).toMatchObject({ kind: 'real chromium', activity: 'read', succeeded: true, challenged: false })
    const people = wire.seen.filter(({ from }) => from !== '127.0.0.1')
    expect(people.every(({ from }) => from.startsWith('127.62.'))).toBe(true)
    expect(people.map(({ path }) => path)).toContain('/article/one')
    expect(people.some(({ headers }) => /Chrome/.test(headers['user-agent'] ?? ''))).toBe(true)
  })

  it('is "not here" where there is no page for it', async () => {
    const { target } = await targetOfWire()
    const site = { articles: [], words: [], journeys: [] }
    expect(await ChromiumVisitors.start(target, site, [], new SeededRandom(3))).toContain('no page to read')
  })
})
