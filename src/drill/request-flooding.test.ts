import { afterEach, describe, expect, it } from 'vitest'
import type { RequestFlood } from './attack.js'
import { addReports, emptyReport } from './attack-report.js'
import { startBareServer } from './bare-server.test-support.js'
import { RequestFlooding } from './request-flooding.js'
import { flood } from './shapes/flood.js'
import { Target } from './target.js'
import { startWireHoldfast } from './wire-holdfast.test-support.js'

const attack = flood.attack as RequestFlood
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function bareTarget() {
  const bare = await startBareServer()
  const wire = await startWireHoldfast()
  closing.push(
    () => bare.close(),
    () => wire.close(),
  )
  wire.rewriteRun({ listen: { http: [{ host: '127.0.0.1', port: bare.port }], https: [] } })
  const check = await Target.check({ dataDir: wire.dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  return { bare, target: check.target }
}

const answered = () => new Promise((resolve) => setImmediate(resolve))

describe('a flood of requests', () => {
  it('is 3,000 a second on the clock it is given, each sent once and accounted for', async () => {
    const { bare, target } = await bareTarget()
    let made = 0
    const next = () => {
      made++
      return { method: 'GET', text: `GET /?n=${made} HTTP/1.1\r\nHost: ${target.authority}\r\n\r\n` }
    }
    const flooding = new RequestFlooding(target, attack, next, 0)
    let total = emptyReport()
    for (let now = 10; now <= 3_000; now += 10) {
      flooding.tick(now)
      await answered()
    }
    while (total.answered.content < made || made < total.sent) {
      total = addReports(total, flooding.takeReport())
      await answered()
    }
    total = addReports(total, flooding.takeReport())
    flooding.stop()
    // Nothing is lost between what was due and what arrived: ± the one request of the pacer's rounding.
    expect(Math.abs(total.sent + total.heldBack - 9_000)).toBeLessThanOrEqual(1)
    expect(total.sent).toBe(made)
    expect(await bare.requests()).toBe(made)
    expect(total).toMatchObject({ cutOff: 0, notConnected: 0, gaveUp: 0 })
    expect(total.open).toBeLessThanOrEqual(attack.addresses.count * attack.connectionsPerAddress)
  }, 30_000)

  it('opens no more connections than its addresses may have, and says what it held back', async () => {
    const { target } = await bareTarget()
    const small: RequestFlood = { ...attack, addresses: { seconds: [66, 66], count: 3 }, connectionsPerAddress: 2 }
    const flooding = new RequestFlooding(
      target,
      small,
      () => ({ method: 'GET', text: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' }),
      0,
    )
    // No turn of the event loop between: no connection gets its answer, so none is free again.
    for (let now = 10; now <= 100; now += 10) flooding.tick(now)
    const report = flooding.takeReport()
    flooding.stop()
    expect(report.open).toBe(6)
    expect(report.heldBack).toBe(294)
  })

  it('backs off from who does not accept it, instead of spinning', async () => {
    const { bare, target } = await bareTarget()
    await bare.close()
    const flooding = new RequestFlooding(target, attack, () => ({ method: 'GET', text: '' }), Date.now())
    const from = Date.now()
    let total = emptyReport()
    while (Date.now() - from < 600) {
      flooding.tick(Date.now())
      total = addReports(total, flooding.takeReport())
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    flooding.stop()
    expect(total.sent).toBe(0)
    expect(total.notConnected).toBeGreaterThan(0)
    expect(total.notConnected).toBeLessThanOrEqual(40 * attack.connectionsPerAddress)
  })

  it('refuses to be built past the caps', async () => {
    const { target } = await bareTarget()
    expect(
      () =>
        new RequestFlooding(target, { ...attack, requestsPerSecond: 20_001 }, () => ({ method: 'GET', text: '' }), 0),
    ).toThrow(RangeError)
    expect(
      () =>
        new RequestFlooding(target, { ...attack, connectionsPerAddress: 201 }, () => ({ method: 'GET', text: '' }), 0),
    ).toThrow(RangeError)
  })
})
