import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../config/config-folder.test-support.js'
import { writeRunFile } from '../config/run-file.js'
import { CommandFailure, UsageError } from './command.js'
import { runInfo } from './console-on-the-wire.test-support.js'
import { dataDirOf, findConsole, findRunning } from './find-running.js'

describe('the data folder', () => {
  it('is that of the file, the one named, or ./data', () => {
    const folder = folderWith({ 'holdfast.yaml': 'platforms: []\ndataDir: state\n' })
    expect(dataDirOf({ config: join(folder, 'holdfast.yaml') })).toBe(join(folder, 'state'))
    expect(dataDirOf({ dataDir: 'x' })).toBe(resolve('x'))
    expect(dataDirOf({})).toBe(resolve('data'))
  })

  it('is that of the file which `holdfast run` would read here', () => {
    const here = process.cwd()
    process.chdir(folderWith({ 'holdfast.yaml': 'dataDir: /srv/state\n' }))
    try {
      expect(dataDirOf({})).toBe('/srv/state')
    } finally {
      process.chdir(here)
    }
  })

  it('is said in one way only', () => {
    expect(() => dataDirOf({ config: 'a', dataDir: 'b' })).toThrow(UsageError)
  })
})

describe('the running Holdfast', () => {
  it('is found through its run file', () => {
    const dataDir = folderWith()
    writeRunFile(dataDir, runInfo({ console: { url: 'http://127.0.0.1:7070', token: 't' } }))
    expect(findRunning({ dataDir })).toMatchObject({ instance: 'a1b2c3' })
    expect(findConsole({ dataDir })).toEqual({ url: 'http://127.0.0.1:7070', token: 't' })
  })

  it('is not there: says where it looked and how to start one', () => {
    const dataDir = folderWith()
    expect(failureOf(() => findRunning({ dataDir }))).toBe(
      `no Holdfast runs with the data folder ${dataDir}. Start it: holdfast run`,
    )
    expect(failureOf(() => findRunning({}))).toContain('Say which one you mean with --config FILE or --data-dir DIR')
  })

  it('is gone without having said goodbye', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await once(child, 'exit')
    const dataDir = folderWith()
    writeRunFile(dataDir, runInfo({ pid: child.pid ?? 0 }))
    expect(failureOf(() => findRunning({ dataDir }))).toContain(
      `names process ${child.pid}, which is gone. It was killed or crashed`,
    )
  })

  it('belongs to another user', () => {
    const dataDir = folderWith()
    writeRunFile(dataDir, runInfo({ uid: 12_345 }))
    expect(failureOf(() => findRunning({ dataDir }, 1000))).toContain(
      `the Holdfast of ${dataDir} belongs to the user with number 12345. Call this command as that user`,
    )
    expect(findRunning({ dataDir }, 0)).toMatchObject({ uid: 12_345 })
  })

  it('has no console to ask', () => {
    const dataDir = folderWith()
    writeRunFile(dataDir, runInfo())
    expect(failureOf(() => findConsole({ dataDir }))).toContain('has no console (`console: off`)')
  })

  it('has left a run file that cannot be understood', () => {
    expect(failureOf(() => findRunning({ dataDir: folderWith({ 'run.json': '{}' }) }))).toContain('remove the file')
  })
})

function failureOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof CommandFailure) return error.message
    throw error
  }
  throw new Error('expected a CommandFailure')
}
