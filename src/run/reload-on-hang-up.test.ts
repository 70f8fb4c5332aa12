import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Config } from '../config/config.js'
import { folderWith } from '../config/config-folder.test-support.js'
import { loadConfig } from '../config/load-config.js'
import { createLogger, limitedLogger } from '../config/logger.js'
import { reloadedConfig } from '../config/reloaded-config.js'
import type { ReloadOutcome } from '../config/run-file.js'
import { reloadOnHangUp } from './reload-on-hang-up.js'
import type { Reloaded, Running } from './supervisor.js'

const file = (host: string, more = '') =>
  `platforms: [{ name: news, hosts: [${host}], origin: "http://127.0.0.1:9" }]\n${more}`

afterEach(() => void process.removeAllListeners('SIGHUP'))

/** A Holdfast without processes, that reads a file again at SIGHUP. */
function hearing(text: string) {
  const path = join(folderWith({ 'holdfast.yaml': text }), 'holdfast.yaml')
  let config = loadConfig(path)
  const log: string[] = []
  const notes: ReloadOutcome[] = []
  /** Readings wait here until they are let through. */
  let letThrough: () => void = () => {}
  let held = Promise.resolve()
  let failure: Error | null = null
  const running: Running = {
    info: {
      pid: process.pid,
      instance: 'a',
      startedAt: '2026-11-23T12:00:00.000Z',
      uid: 0,
      console: null,
      listen: { http: [], https: [] },
      platforms: [],
    },
    reload: async (wanted: Config): Promise<Reloaded> => {
      await held
      if (failure) throw failure
      const next = reloadedConfig(config, wanted)
      config = next.config
      return { changes: next.changes, needsRestart: next.needsRestart, failed: [] }
    },
    note: (outcome) => void notes.push(outcome),
    stop: async () => {},
  }
  let started: (running: Running) => void = () => {}
  const starting = new Promise<Running>((resolve) => {
    started = resolve
  })
  const logger = createLogger({ level: 'info' }, { write: (line) => void log.push(line) })
  reloadOnHangUp(path, starting, limitedLogger(logger, Date.now))
  return {
    path,
    log,
    notes,
    hosts: () => config.platforms[0]?.hosts,
    write: (next: string) => writeFileSync(path, next),
    start: () => started(running),
    hold: () => {
      held = new Promise((resolve) => {
        letThrough = resolve
      })
    },
    letThrough: () => letThrough(),
    failWith: (error: Error | null) => {
      failure = error
    },
    /** Resolves when nothing is under way any more. */
    settled: async () => {
      for (let turn = 0; turn < 10; turn++) await nextTurn()
    },
  }
}

const hangUp = () => void process.emit('SIGHUP', 'SIGHUP')

describe('a SIGHUP', () => {
  it('reads the file again, and notes what has changed', async () => {
    const { start, write, notes, hosts, settled } = hearing(file('a.example'))
    start()
    write(file('b.example', 'edges: 7\n'))
    hangUp()
    await settled()
    expect(notes).toMatchObject([
      { count: 1, changes: ['platform news: hosts changed'], needsRestart: ['edges'], mistakes: [] },
    ])
    expect(hosts()).toEqual(['b.example'])
  })

  it('that comes during the start waits for its end', async () => {
    const { start, write, notes, hosts, settled } = hearing(file('a.example'))
    write(file('b.example'))
    hangUp()
    await settled()
    expect(notes).toEqual([])
    start()
    await settled()
    expect(notes).toMatchObject([{ count: 1 }])
    expect(hosts()).toEqual(['b.example'])
  })

  it('changes nothing when there is a mistake in the file, which is told with its line', async () => {
    const { path, start, write, notes, log, hosts, settled } = hearing(file('a.example'))
    start()
    write(file('b.example', 'limits: { headersMs: soon }\n'))
    hangUp()
    await settled()
    const told = `${path}:2:22: limits.headersMs: expected a whole number of milliseconds`
    expect(notes).toMatchObject([{ count: 1, changes: [], needsRestart: [] }])
    expect(notes[0]?.mistakes.join('\n')).toContain(told)
    expect(log.join('')).toContain('"event":"reload-refused"')
    expect(log.join('')).toContain(told)
    expect(hosts()).toEqual(['a.example'])

    write(file('b.example'))
    hangUp()
    await settled()
    expect(notes.at(-1)).toMatchObject({ count: 2, mistakes: [] })
    expect(hosts()).toEqual(['b.example'])
  })

  it('that comes while the file is being read leads to one more reading, however many come', async () => {
    const { start, write, notes, hosts, hold, letThrough, settled } = hearing(file('a.example'))
    start()
    hold()
    write(file('b.example'))
    hangUp()
    await settled()
    write(file('c.example'))
    for (let i = 0; i < 20; i++) hangUp()
    letThrough()
    await settled()
    expect(notes.map(({ count }) => count)).toEqual([1, 21])
    expect(hosts()).toEqual(['c.example'])
  })

  it('is answered again after one that went wrong in an unexpected way', async () => {
    const { start, write, notes, log, hosts, failWith, settled } = hearing(file('a.example'))
    start()
    failWith(new Error('no room on the disk'))
    hangUp()
    await settled()
    expect(log.join('')).toMatch(/"event":"reload-failed"/)
    expect(log.join('')).toContain('no room on the disk')
    failWith(null)
    write(file('b.example'))
    hangUp()
    await settled()
    expect(notes).toMatchObject([{ count: 2 }])
    expect(hosts()).toEqual(['b.example'])
  })
})
