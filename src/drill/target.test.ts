import { afterEach, describe, expect, it } from 'vitest'
import { openWindow } from './drill-window.js'
import { openLoopback } from './open-loopback.js'
import { runDrill } from './run-drill.js'
import { flood } from './shapes/flood.js'
import { Target } from './target.js'
import { startWireHoldfast, type WireHoldfast, type WireOptions } from './wire-holdfast.test-support.js'

const open: WireHoldfast[] = []
afterEach(async () => {
  for (const wire of open.splice(0)) await wire.close()
})

async function start(options: WireOptions = {}): Promise<WireHoldfast> {
  const wire = await startWireHoldfast(options)
  open.push(wire)
  return wire
}

const drillOn = (wire: WireHoldfast) => runDrill({ shape: flood, dataDir: wire.dataDir, seconds: 5, seed: 1 })

describe('what a drill may be aimed at', () => {
  it('is the running Holdfast of the same user on loopback', async () => {
    const wire = await start()
    const check = await Target.check({ dataDir: wire.dataDir })
    expect(check.kind).toBe('target')
    if (check.kind !== 'target') return
    expect(check.target).toMatchObject({
      host: '127.0.0.1',
      port: wire.port,
      platform: 'newsroom',
      authority: `news.localhost:${wire.port}`,
    })
  })

  it('reaches one that listens everywhere over 127.0.0.1', async () => {
    const wire = await start({ host: '0.0.0.0' })
    const check = await Target.check({ dataDir: wire.dataDir })
    expect(check).toMatchObject({ kind: 'target', target: { host: '127.0.0.1' } })
  })

  const otherUser = (process.getuid?.() ?? 0) + 1
  const refusals: [string, (wire: WireHoldfast) => void, RegExp][] = [
    ['belongs to another user', (wire) => wire.rewriteRun({ uid: otherUser }), /belongs to user \d+/],
    ['is not running any more', (wire) => wire.rewriteRun({ pid: 2 ** 22 + 1 }), /not running any more/],
    [
      'listens on another address only',
      (wire) => wire.rewriteRun({ listen: { http: [{ host: '192.0.2.1', port: wire.port }], https: [] } }),
      /192\.0\.2\.1/,
    ],
    [
      'listens on a name',
      (wire) => wire.rewriteRun({ listen: { http: [{ host: 'localhost.example.org', port: wire.port }], https: [] } }),
      /plain HTTP on 127/,
    ],
    [
      'listens on IPv6 loopback only',
      (wire) => wire.rewriteRun({ listen: { http: [{ host: '::1', port: wire.port }], https: [] } }),
      /plain HTTP on 127/,
    ],
    [
      'speaks HTTPS only',
      (wire) => wire.rewriteRun({ listen: { http: [], https: [{ host: '127.0.0.1', port: wire.port }] } }),
      /plain HTTP/,
    ],
    ['is another instance', (wire) => wire.rewriteRun({ instance: 'instance-0' }), /another Holdfast/],
    ['has no console', (wire) => wire.rewriteRun({ console: null }), /without its console/],
    [
      'has a console elsewhere',
      (wire) => wire.rewriteRun({ console: { url: 'http://192.0.2.1:7070', token: 'x' } }),
      /not on this machine/,
    ],
    [
      'has a console that does not know the token',
      (wire) => wire.rewriteRun({ console: { url: wire.run.console?.url ?? '', token: 'wrong' } }),
      /did not accept the token/,
    ],
    ['protects nothing', (wire) => wire.rewriteRun({ platforms: [] }), /protects no platform/],
  ]
  it.each(refusals)('is refused when it %s, before anything is sent', async (_name, change, why) => {
    const wire = await start()
    change(wire)
    const outcome = await drillOn(wire)
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(why) })
    if (outcome.kind === 'refused') expect(outcome.remedy.length).toBeGreaterThan(10)
    expect(wire.seen).toEqual([])
    expect(wire.asked).not.toContain('POST /api/drill')
  })

  it('is refused when nothing runs at all', async () => {
    const wire = await start()
    const outcome = await runDrill({ shape: flood, dataDir: `${wire.dataDir}/nothing-here`, seconds: 5, seed: 1 })
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringMatching(/no Holdfast runs/) })
  })

  it.each([401, 403, 404, 409, 500])('is refused when it does not open a drill window (%i)', async (windowStatus) => {
    const wire = await start({ windowStatus })
    const outcome = await drillOn(wire)
    expect(outcome).toMatchObject({ kind: 'refused', why: expect.stringContaining(`status ${windowStatus}`) })
    expect(wire.seen).toEqual([])
  })

  it('is refused when what answers there is no Holdfast', async () => {
    const wire = await start({ instance: 'somebody-else' })
    expect(await drillOn(wire)).toMatchObject({ kind: 'refused', why: expect.stringMatching(/another Holdfast/) })
    expect(wire.seen).toEqual([])
  })

  it('has no window longer than half an hour', async () => {
    const wire = await start()
    const check = await Target.check({ dataDir: wire.dataDir })
    if (check.kind !== 'target') throw new Error(check.why)
    expect(await openWindow(check.target, 1801)).toMatchObject({ kind: 'refused' })
    expect(wire.asked).not.toContain('POST /api/drill')
  })
})

describe('a connection for load', () => {
  it('cannot be opened to an address that was not checked', () => {
    const forged = { host: '127.0.0.1', port: 80, authority: 'x' } as unknown as Target
    expect(() => openLoopback(forged, { from: '127.0.0.1' }, () => {})).toThrow('127.0.0.0/8 only')
  })

  it('cannot leave loopback even when the target is bent afterwards', async () => {
    const wire = await start()
    const check = await Target.check({ dataDir: wire.dataDir })
    if (check.kind !== 'target') throw new Error(check.why)
    const bent = Object.assign(Object.create(Target.prototype), check.target, { host: '192.0.2.1' }) as Target
    expect(() => openLoopback(bent, { from: '127.0.0.1' }, () => {})).toThrow('127.0.0.0/8 only')
    expect(() => openLoopback(check.target, { from: '192.0.2.1' }, () => {})).toThrow('127.0.0.0/8 only')
  })
})

describe('the caps', () => {
  it.each([
    ['a longer attack', { seconds: 601 }],
    ['a faster one', { shape: { ...flood, attack: { ...flood.attack, requestsPerSecond: 20_001 } } as typeof flood }],
  ])('refuse %s before anything is sent', async (_name, change) => {
    const wire = await start()
    await expect(runDrill({ shape: flood, dataDir: wire.dataDir, seconds: 5, seed: 1, ...change })).rejects.toThrow(
      'a drill has at most',
    )
    expect(wire.seen).toEqual([])
  })
})
