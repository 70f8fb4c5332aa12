import { afterEach, describe, expect, it } from 'vitest'
import type { HandshakeFlood } from './attack.js'
import { type AttackReport, addReports, emptyReport } from './attack-report.js'
import type { Attacking } from './attacking.js'
import { HandshakeFlooding } from './handshake-flooding.js'
import { openLoopback } from './open-loopback.js'
import { readyAttack } from './ready-attack.js'
import { ResetFlooding } from './reset-flooding.js'
import { startSecureWire } from './secure-wire.test-support.js'
import { SeededRandom } from './seeded-random.js'
import { handshakes } from './shapes/handshakes.js'
import { mixed } from './shapes/mixed.js'
import { resets } from './shapes/resets.js'
import { Target } from './target.js'
import { clientHello } from './tls-hello.js'
import { startWireHoldfast } from './wire-holdfast.test-support.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function secure(options: { instance?: string } = {}) {
  const started = await startSecureWire(options)
  closing.push(() => started.close())
  return started
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const reset = { kind: 'resets', addresses: { seconds: [75, 75], count: 4 }, requestsPerSecond: 400 } as const
const shake: HandshakeFlood = {
  ...(handshakes.attack as HandshakeFlood),
  addresses: { seconds: [76, 76], count: 20 },
  handshakesPerSecond: 100,
}

async function attackUntil(attack: Attacking, enough: (sum: AttackReport) => boolean): Promise<AttackReport> {
  let sum = emptyReport()
  const deadline = Date.now() + 15_000
  while (!enough(sum)) {
    if (Date.now() > deadline) throw new Error(`not enough in time: ${JSON.stringify(sum)}`)
    attack.tick(Date.now())
    await turn()
    sum = addReports(sum, attack.takeReport())
  }
  return sum
}

describe('resets over HTTP/2', () => {
  it('are asked and taken back at once, each for something else, over one connection from each address', async () => {
    const { target, seen } = await secure()
    const attack = new ResetFlooding(target, reset, Date.now())
    const sum = await attackUntil(attack, ({ sent }) => sent >= 100 && seen.requests.length >= 100)
    while (seen.resets < 90) await turn()
    attack.stop()
    expect(sum).toMatchObject({ open: 4, notConnected: 0, cutOff: 0 })
    expect(new Set(seen.connections).size).toBe(seen.connections.length)
    expect(seen.connections.every((from) => from.startsWith('127.75.'))).toBe(true)
    expect(new Set(seen.requests).size).toBe(seen.requests.length)
  }, 30_000)

  it('go on over new connections where they were cut off', async () => {
    const { target, seen, cutAll } = await secure()
    const attack = new ResetFlooding(target, reset, Date.now())
    await attackUntil(attack, ({ open }) => open === 4 && seen.handshakes === 4)
    cutAll()
    const sum = await attackUntil(attack, ({ cutOff }) => cutOff === 4 && seen.handshakes === 8)
    attack.stop()
    expect(sum.notConnected).toBe(0)
  }, 30_000)
})

describe('handshakes that go no further', () => {
  const start = async (target: Target, flood: HandshakeFlood, now: number) =>
    new HandshakeFlooding(target, flood, { hello: await clientHello(target), random: new SeededRandom(2) }, now)

  it('are answered, some are ended, and nothing is asked for', async () => {
    const { target, seen } = await secure()
    const attack = await start(target, shake, Date.now())
    const sum = await attackUntil(attack, ({ answered }) => answered.content >= 60)
    expect(seen.connections.length).toBeGreaterThanOrEqual(60)
    expect(seen.connections.every((from) => from.startsWith('127.76.'))).toBe(true)
    // Three of four are left lying.
    expect(seen.handshakes).toBeGreaterThan(3)
    expect(seen.handshakes).toBeLessThan(40)
    expect(seen.requests).toEqual([])
    expect(sum).toMatchObject({ notConnected: 0, cutOff: 0 })
    attack.stop()
    expect(attack.takeReport().cutOff).toBe(0)
  }, 30_000)

  it('are held for their time, never more than their share, and let go', async () => {
    const { target } = await secure()
    const attack = await start(target, { ...shake, holdMs: 100, mix: [{ way: 'hello', weight: 1 }] }, 0)
    let most = 0
    for (let now = 10; now <= 1_000; now += 10) {
      attack.tick(now)
      await turn()
      most = Math.max(most, attack.takeReport().open)
    }
    attack.stop()
    expect(most).toBeLessThanOrEqual(10)
    expect(most).toBeGreaterThan(5)
  })
})

describe('attacks over TLS', () => {
  it.each([
    ['resets', resets],
    ['handshakes', handshakes],
  ])('%s are refused where no HTTPS is spoken on loopback, before anything is sent', async (_name, { attack }) => {
    if (attack === null) throw new Error('no attack')
    const circumstances = { site: { articles: [], words: [], journeys: [] }, seed: 1, seconds: 5 }
    const wire = await startWireHoldfast()
    closing.push(() => wire.close())
    for (const https of [[], [{ host: '192.0.2.1', port: 443 }], [{ host: '127.0.0.1', port: wire.port }]]) {
      wire.rewriteRun({ listen: { ...wire.run.listen, https } })
      const check = await Target.check({ dataDir: wire.dataDir })
      if (check.kind === 'refused') throw new Error(check.why)
      expect(await readyAttack(check.target, attack, circumstances)).toMatchObject({
        kind: 'refused',
        reason: 'not here',
      })
      const several = { kind: 'together', parts: [...partsOfMixed(), attack] } as typeof attack
      expect(await readyAttack(check.target, several, circumstances)).toMatchObject({ kind: 'refused' })
      expect(() => openLoopback(check.target, { from: '127.75.0.1', secure: 'raw' }, () => {})).toThrow('127.0.0.0/8')
    }
    expect(wire.seen.filter(({ from }) => /^127\.7[56]\./.test(from))).toEqual([])
  })

  it('go to no other Holdfast than the one of the run file, and to nobody who is no target', async () => {
    const { target, seen } = await secure({ instance: 'another' })
    expect(target.secure).toMatchObject({ kind: 'refused', why: expect.stringContaining('another Holdfast') })
    expect(() => new ResetFlooding(target, reset, 0)).toThrow('TLS')
    expect(() => openLoopback(target, { from: '127.75.0.1', secure: 'raw' }, () => {})).toThrow('127.0.0.0/8')
    const address = { kind: 'address', host: '192.0.2.1', port: 443, authority: 'x', serverName: 'x' } as const
    const forged = { host: '127.0.0.1', port: 1, secure: address } as unknown as Target
    expect(() => openLoopback(forged, { from: '127.75.0.1', secure: 'raw' }, () => {})).toThrow('127.0.0.0/8')
    expect(() => new ResetFlooding(forged, reset, 0).tick(100)).toThrow('127.0.0.0/8')
    const hello = Buffer.from('hello')
    const shaking = new HandshakeFlooding(forged, shake, { hello, random: new SeededRandom(1) }, 0)
    expect(() => shaking.tick(100)).toThrow('127.0.0.0/8')
    expect(seen.connections).toEqual([])
  })

  it('refuse to be built past the caps', async () => {
    const { target } = await secure()
    expect(() => new ResetFlooding(target, { ...reset, requestsPerSecond: 20_001 }, 0)).toThrow(RangeError)
    expect(() => new ResetFlooding(target, { ...reset, addresses: { seconds: [75, 76], count: 8_001 } }, 0)).toThrow(
      RangeError,
    )
    const long = { ...shake, holdMs: 81_000 }
    await expect(start(target, long)).rejects.toThrow('at most 8,000 connections')
  })
})

const partsOfMixed = () => (mixed.attack?.kind === 'together' ? mixed.attack.parts : [])

async function start(target: Target, flood: HandshakeFlood): Promise<HandshakeFlooding> {
  return new HandshakeFlooding(target, flood, { hello: Buffer.alloc(1), random: new SeededRandom(1) }, 0)
}
