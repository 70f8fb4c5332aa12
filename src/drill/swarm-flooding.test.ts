import { afterEach, describe, expect, it } from 'vitest'
import type { Swarm } from './attack.js'
import { type AttackReport, addReports, emptyReport } from './attack-report.js'
import { startBareServer } from './bare-server.test-support.js'
import { SeededRandom } from './seeded-random.js'
import { swarm } from './shapes/swarm.js'
import { swarmAddresses } from './swarm-addresses.js'
import { SwarmFlooding } from './swarm-flooding.js'
import { Target } from './target.js'
import { startWireHoldfast, type WireOptions } from './wire-holdfast.test-support.js'

const attack = swarm.attack as Swarm
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function wireTarget(options: WireOptions = {}) {
  const wire = await startWireHoldfast(options)
  closing.push(() => wire.close())
  const check = await Target.check({ dataDir: wire.dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  return { wire, target: check.target }
}

const next = () => ({ method: 'GET', text: 'GET /search?q=x HTTP/1.1\r\nHost: news.localhost\r\n\r\n' })
const addresses = (count: number) => swarmAddresses({ ...attack, requestsPerSecond: count }, 1, new SeededRandom(3))
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a swarm', () => {
  it('asks once from each address, evenly, each answer accounted for', async () => {
    const { wire, target } = await wireTarget()
    const from = addresses(400)
    const flooding = new SwarmFlooding(target, attack, from, next, 0)
    let total: AttackReport = emptyReport()
    let moments = { sent: 0, atOrigin: 0 }
    const take = () => {
      total = addReports(total, flooding.takeReport())
      for (const { sent, atOrigin } of flooding.takeMoments())
        moments = { sent: moments.sent + sent, atOrigin: moments.atOrigin + atOrigin }
    }
    flooding.tick(10)
    take()
    // 400 a second: four in a slot of 10 ms.
    expect(total.open).toBe(4)
    for (let now = 20; now <= 1_500; now += 10) {
      flooding.tick(now)
      await turn()
    }
    while (total.answered.content < from.length) {
      take()
      await turn()
    }
    flooding.stop()
    expect(total).toMatchObject({ sent: 400, cutOff: 0, notConnected: 0, gaveUp: 0, heldBack: 0 })
    expect(moments).toEqual({ sent: 400, atOrigin: 400 })
    expect(wire.seen.map((request) => request.from).sort()).toEqual([...from].sort())
  }, 30_000)

  it('has no more under way than it may, says what it held back, and leaves who does not answer', async () => {
    const { wire, target } = await wireTarget({ site: () => {} })
    const flooding = new SwarmFlooding(target, { ...attack, connections: 5, giveUpMs: 1_000 }, addresses(100), next, 0)
    flooding.tick(100)
    expect(flooding.takeReport()).toMatchObject({ open: 5, heldBack: 35 })
    while (wire.seen.length < 5) await turn()
    flooding.eachSecond(1_099)
    flooding.eachSecond(1_101)
    expect(flooding.takeReport()).toMatchObject({ sent: 5, gaveUp: 5, heldBack: 0 })
    flooding.tick(1_110)
    expect(flooding.takeReport().open).toBe(5)
    flooding.stop()
  })

  it('counts who is cut off and who gets no connection apart', async () => {
    const bare = await startBareServer()
    const { wire, target: cutting } = await wireTarget({ site: (request) => request.socket.resetAndDestroy() })
    const flooding = new SwarmFlooding(cutting, attack, addresses(12), next, 0)
    flooding.tick(30)
    let total = emptyReport()
    while (total.cutOff < 12) {
      await turn()
      total = addReports(total, flooding.takeReport())
    }
    wire.rewriteRun({ listen: { http: [{ host: '127.0.0.1', port: bare.port }], https: [] } })
    const check = await Target.check({ dataDir: wire.dataDir })
    if (check.kind === 'refused') throw new Error(check.why)
    await bare.close()
    const refused = new SwarmFlooding(check.target, attack, addresses(12), next, 0)
    refused.tick(30)
    let missed = emptyReport()
    while (missed.notConnected < 12) {
      await turn()
      missed = addReports(missed, refused.takeReport())
    }
    expect(total).toMatchObject({ sent: 12, notConnected: 0 })
    expect(missed).toMatchObject({ sent: 0, cutOff: 0 })
  })

  it('refuses to be built past the caps', async () => {
    const { target } = await wireTarget()
    for (const change of [{ requestsPerSecond: 20_001 }, { connections: 8_001 }]) {
      expect(() => new SwarmFlooding(target, { ...attack, ...change }, [], next, 0)).toThrow(RangeError)
    }
    const tooMany = new Array<string>(50_001).fill('127.128.0.1')
    expect(() => new SwarmFlooding(target, attack, tooMany, next, 0)).toThrow('at most 50,000 addresses')
  })
})
