import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressBlocksOf } from './attack.js'
import { buildProcesses } from './built-processes.test-support.js'
import type { AttackOrder } from './load-messages.js'
import { addressesOf } from './loopback-address.js'
import { startSecureWire } from './secure-wire.test-support.js'
import { ALL_SHAPES } from './shapes/all-shapes.js'
import { copies } from './shapes/copies.js'
import { flood } from './shapes/flood.js'
import { slow } from './shapes/slow.js'
import { startWireHoldfast } from './wire-holdfast.test-support.js'
import { withRate } from './with-rate.js'

let processes: Awaited<ReturnType<typeof buildProcesses>>
let program: string
beforeAll(async () => {
  processes = await buildProcesses()
  program = fileURLToPath(new URL('attack-process.js', processes.folder))
})
afterAll(() => processes.remove())

/** A parent that starts an attack as the drill does and then waits to be killed. */
const PARENT = `
import { fork } from 'node:child_process'
process.once('message', ({ program, order }) => {
  const attack = fork(program, { execArgv: [] })
  attack.on('message', (message) => {
    if (message.kind === 'ready') {
      attack.send({ kind: 'begin' })
      process.send({ pid: attack.pid })
    } else if (message.kind === 'refused') process.send({ refused: message.why })
  })
  attack.send({ kind: 'prepare', order })
})
`

const nextMessage = <T>(child: ChildProcess) =>
  new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)))

async function until(condition: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (!condition() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  return condition()
}

function later(time: string, ms: number): string {
  return new Date(Date.parse(time) + ms).toISOString()
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a load process', () => {
  it.each([
    ['flood', withRate(flood, 300)],
    ['slow attack', withRate(slow, 50)],
    ['flood of copies', withRate(copies, 100)],
  ])(
    'in a %s stops by itself when its parent dies',
    async (_name, shape) => {
      const wire = await startWireHoldfast()
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-parent-'))
      const file = join(folder, 'parent.mjs')
      writeFileSync(file, PARENT)
      const parent = fork(file, { execArgv: [] })
      const window = wire.openWindow(60_000)
      const attackers = new Set(addressBlocksOf(shape.attack).flatMap(addressesOf))
      const order: AttackOrder = {
        dataDir: wire.dataDir,
        instance: wire.run.instance,
        window,
        seed: 1,
        seconds: 60,
        attack: shape.attack as AttackOrder['attack'],
      }
      const started = nextMessage<{ pid?: number; refused?: string }>(parent)
      parent.send({ program, order })
      const { pid, refused } = await started
      expect(refused).toBeUndefined()
      if (pid === undefined) throw new Error('no attack process')
      const attacked = () => wire.seen.some(({ from }) => attackers.has(from))
      expect(await until(attacked, 10_000)).toBe(true)
      parent.kill('SIGKILL')
      expect(await until(() => !alive(pid), 5_000)).toBe(true)
      const seen = wire.seen.length
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(wire.seen.length).toBe(seen)
      await wire.close()
      rmSync(folder, { recursive: true, force: true })
    },
    30_000,
  )

  it('begins no attack of any shape without a window of that Holdfast that is open', async () => {
    const { wire, seen, close } = await startSecureWire()
    const attack = fork(program, { execArgv: [] })
    const open = wire.openWindow(60_000)
    const windows = [
      { ...open, id: 'another' },
      { ...open, signature: `${open.signature.slice(0, -2)}xx` },
      { ...open, until: new Date(Date.now() + 120_000).toISOString() },
    ]
    for (const { name, attack: wanted } of ALL_SHAPES) {
      if (wanted === null) continue
      for (const window of windows) {
        const answer = nextMessage(attack)
        const order = {
          dataDir: wire.dataDir,
          instance: wire.run.instance,
          window,
          seed: 1,
          seconds: 5,
          attack: wanted,
        }
        attack.send({ kind: 'prepare', order })
        expect(await answer, name).toMatchObject({ kind: 'refused', why: expect.stringContaining('window') })
        attack.send({ kind: 'begin' })
      }
    }
    attack.disconnect()
    expect(wire.seen).toEqual([])
    expect(seen.requests).toEqual([])
    expect(new Set(seen.connections)).toEqual(new Set(['127.0.0.1']))
    await close()
  }, 60_000)

  it('ends with the drill window, even with a parent that forgets it', async () => {
    const wire = await startWireHoldfast()
    const window = wire.openWindow(2_500)
    const attack = fork(program, { execArgv: [] })
    const ended = new Promise((resolve) => attack.once('exit', resolve))
    const ready = nextMessage(attack)
    const order: AttackOrder = {
      dataDir: wire.dataDir,
      instance: wire.run.instance,
      window,
      seed: 1,
      seconds: 60,
      attack: withRate(flood, 50).attack as AttackOrder['attack'],
    }
    attack.send({ kind: 'prepare', order })
    await ready
    attack.send({ kind: 'begin' })
    await ended
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(window.until) - 50)
    await wire.close()
  }, 20_000)

  it('sends nothing more once its window is closed, even with a parent that does not notice', async () => {
    const wire = await startWireHoldfast()
    const window = wire.openWindow(60_000)
    const attack = fork(program, { execArgv: [] })
    const ended = new Promise((resolve) => attack.once('exit', resolve))
    const ready = nextMessage(attack)
    const order: AttackOrder = {
      dataDir: wire.dataDir,
      instance: wire.run.instance,
      window,
      seed: 1,
      seconds: 60,
      attack: withRate(flood, 50).attack as AttackOrder['attack'],
    }
    attack.send({ kind: 'prepare', order })
    await ready
    attack.send({ kind: 'begin' })
    expect(await until(() => wire.seen.some(({ from }) => from.startsWith('127.66.')), 10_000)).toBe(true)
    wire.drill = null
    const closedAt = Date.now()
    await ended
    expect(Date.now() - closedAt).toBeLessThan(3_000)
    await wire.close()
  }, 20_000)

  it.each([
    ['with another end', (window: AttackOrder['window']) => ({ ...window, until: later(window.until, 60_000) })],
    ['of another name', (window: AttackOrder['window']) => ({ ...window, id: 'drill-2' })],
    ['without a signature', (window: AttackOrder['window']) => ({ ...window, signature: '' })],
  ])(
    'sends no packet in a window %s than the console has given',
    async (_name, bent) => {
      const wire = await startWireHoldfast()
      const attack = fork(program, { execArgv: [] })
      const answer = nextMessage(attack)
      attack.send({
        kind: 'prepare',
        order: {
          dataDir: wire.dataDir,
          instance: wire.run.instance,
          window: bent(wire.openWindow(60_000)),
          seed: 1,
          seconds: 10,
          attack: flood.attack,
        },
      })
      expect(await answer).toMatchObject({
        kind: 'refused',
        why: expect.stringContaining('not given by this Holdfast'),
      })
      expect(wire.seen).toEqual([])
      attack.disconnect()
      await wire.close()
    },
    20_000,
  )

  it('refuses what is past the caps, whoever asks', async () => {
    const wire = await startWireHoldfast()
    const window = wire.openWindow(60_000)
    const attack = fork(program, { execArgv: [] })
    const answer = nextMessage(attack)
    attack.send({
      kind: 'prepare',
      order: {
        dataDir: wire.dataDir,
        instance: wire.run.instance,
        window,
        seed: 1,
        seconds: 601,
        attack: flood.attack,
      },
    })
    expect(await answer).toMatchObject({ kind: 'refused', why: expect.stringContaining('at most 600 seconds') })
    attack.disconnect()
    await wire.close()
  }, 20_000)

  it('does nothing when it is started by hand', async () => {
    const { execFile } = await import('node:child_process')
    const [code, error] = await new Promise<[unknown, string]>((resolve) => {
      const child = execFile(process.execPath, [program], (_error, _out, err) => resolve([child.exitCode, err]))
    })
    expect(code).toBe(2)
    expect(error).toContain('does nothing by itself')
  })
})
