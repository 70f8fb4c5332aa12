import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderWith } from '../config/config-folder.test-support.js'
import { type ReloadOutcome, type RunInfo, runFilePath, writeRunFile } from '../config/run-file.js'
import { runInfo } from './console-on-the-wire.test-support.js'
import { runCli } from './run-cli.test-support.js'

const FILE = '/etc/holdfast/holdfast.yaml'
const fine: ReloadOutcome = { count: 1, at: '2026-11-23T12:00:00.000Z', changes: [], needsRestart: [], mistakes: [] }

/** What a Holdfast does at SIGHUP, as far as this command sees it: it notes in its run file what became of it. */
const NOTES_OUTCOMES = `
const { readFileSync, renameSync, writeFileSync } = require('node:fs')
const [path, outcomes] = process.argv.slice(1)
process.on('SIGHUP', () => {
  const info = JSON.parse(readFileSync(path, 'utf8'))
  info.reload = JSON.parse(outcomes)[info.reload?.count ?? 0]
  writeFileSync(path + '.new', JSON.stringify(info))
  renameSync(path + '.new', path)
})
setInterval(() => {}, 1000)
process.stdout.write('ready')
`

/** A process that notes these outcomes one after the other. @returns the data folder that leads to it */
async function running(outcomes: ReloadOutcome[], changes: Partial<RunInfo> = {}): Promise<string> {
  const dataDir = folderWith()
  const child = spawn(process.execPath, ['-e', NOTES_OUTCOMES, runFilePath(dataDir), JSON.stringify(outcomes)])
  onTestFinished(async () => {
    const over = once(child, 'exit')
    child.kill('SIGKILL')
    await over
  })
  await once(child.stdout, 'data')
  writeRunFile(dataDir, runInfo({ pid: child.pid ?? 0, configFile: FILE, ...changes }))
  return dataDir
}

describe('holdfast reload', () => {
  it('says what has changed and what needs a restart', async () => {
    const outcome = { ...fine, changes: ['platform news: hosts changed'], needsRestart: ['cache', 'edges'] }
    const dataDir = await running([outcome])
    expect(await runCli('reload', '--data-dir', dataDir)).toEqual({
      code: 0,
      err: '',
      out: `${FILE} is in force.\n  platform news: hosts changed\n! needs a restart: cache, edges\n`,
    })
  })

  it('says when the file says the same, and is not content with the outcome of another time', async () => {
    const before = { ...fine, mistakes: ['an old mistake'] }
    const dataDir = await running([before, { ...fine, count: 2 }], { reload: before })
    expect(await runCli('reload', '--data-dir', dataDir)).toEqual({
      code: 0,
      err: '',
      out: `${FILE} says the same as before.\n`,
    })
  })

  it('prints the mistakes, and ends with 1', async () => {
    const mistakes = [`${FILE} has a problem:`, `  ${FILE}:2:22: limits.headersMs: expected a whole number`]
    const dataDir = await running([{ ...fine, mistakes }])
    expect(await runCli('reload', '--data-dir', dataDir)).toEqual({
      code: 1,
      err: '',
      out: `${mistakes.join('\n')}\n`,
    })
  })

  it('tells programs the same', async () => {
    const outcome = { ...fine, mistakes: ['a mistake'] }
    const dataDir = await running([outcome])
    const { code, out } = await runCli('reload', '--json', '--data-dir', dataDir)
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual(outcome)
  })

  it('has nothing to read again where Holdfast runs without a file, and sends no signal', async () => {
    const dataDir = folderWith()
    // This very process: a SIGHUP would end it.
    writeRunFile(dataDir, runInfo())
    const { code, err } = await runCli('reload', '--data-dir', dataDir)
    expect(code).toBe(1)
    expect(err).toContain('has no configuration file that could be read again. Restart it instead.')
  })

  it('says so when Holdfast ends meanwhile', async () => {
    const dataDir = folderWith()
    writeRunFile(dataDir, runInfo({ configFile: FILE, pid: await endingAtHangUp() }))
    const { code, err } = await runCli('reload', '--data-dir', dataDir)
    expect(code).toBe(1)
    expect(err).toContain('Holdfast does not run any more')
  })
})

/** A process that a SIGHUP ends. @returns its number */
async function endingAtHangUp(): Promise<number> {
  const child = spawn(process.execPath, ['-e', "setInterval(() => {}, 1000); process.stdout.write('ready')"])
  await once(child.stdout, 'data')
  return child.pid ?? 0
}
