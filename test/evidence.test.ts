import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { Entry } from '../src/record/log/entry.js'
import { HOLDFAST } from './demo.test-support.js'
import { startGuardedSite } from './guarded-site.test-support.js'

function evidence(cwd: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) =>
    execFile(HOLDFAST, ['evidence', ...args], { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    ),
  )
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-evidence-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

it('keeps a record that outlives kill -9 of the brain, and that anybody can check in a copy', async () => {
  const site = await startGuardedSite()
  const here = folder()
  const copy = join(here, 'copy')
  const entriesOf = async (): Promise<Entry[]> => {
    const { output } = await evidence(here, 'show', '--json', '--data-dir', site.dataDir)
    return output
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  }
  const until = async (is: (entries: Entry[]) => boolean): Promise<Entry[]> => {
    for (let tries = 0; tries < 100; tries++) {
      const entries = existsSync(join(site.dataDir, 'evidence', 'checkpoint')) ? await entriesOf() : []
      if (is(entries)) return entries
      await sleep(100)
    }
    throw new Error(`not on record: ${JSON.stringify(await entriesOf())}`)
  }
  try {
    await until((entries) => entries.some(({ kind }) => kind === 'alive'))
    const body = JSON.stringify({ list: 'deny', cidr: '198.51.100.0/24', note: 'a test' })
    const added = await site.console('/api/lists', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(added.status).toBeLessThan(300)
    const before = await until((entries) => entries.some(({ kind }) => kind === 'list-added'))
    process.kill(site.pids().brain, 'SIGKILL')
    const after = await until((entries) => entries.filter(({ kind }) => kind === 'record-begins').length === 2)
    expect(after.slice(0, before.length)).toEqual(before)
    cpSync(join(site.dataDir, 'evidence'), copy, { recursive: true })
  } finally {
    await site.stop()
  }
  const whole = await evidence(here, 'verify', 'copy')
  expect(whole.output).toContain('is whole')
  expect(whole.code).toBe(0)
  const [, key = ''] = /key +(\S+)/.exec(whole.output) ?? []

  const kinds = (await evidence(here, 'show', 'copy')).output
  expect(kinds).toContain('list-added')
  expect(kinds).not.toContain('198.51.100')

  expect((await evidence(here, 'prove', '1', 'copy')).code).toBe(0)
  const checked = await evidence(here, 'check', 'entry-1.json', 'entry-1.tlog-proof', '--key', key)
  expect(checked.output).toContain('is in the record of')
  writeFileSync(join(here, 'entry-1.json'), readFileSync(join(here, 'entry-1.json'), 'utf8').replace('calm', 'CALM'))
  expect((await evidence(here, 'check', 'entry-1.json', 'entry-1.tlog-proof', '--key', key)).code).toBe(1)

  const tile = join(copy, 'tile/0/000.p')
  rmSync(tile, { recursive: true })
  const damaged = await evidence(here, 'verify', 'copy', '--key', key)
  expect(damaged.code).toBe(1)
  expect(damaged.output).toContain('NOT as it was signed')
}, 60_000)

it('says what to do when there is no record, no such entry, or no key', async () => {
  const here = folder()
  const none = await evidence(here, 'verify', '--data-dir', here)
  expect(none).toMatchObject({ code: 1, output: expect.stringContaining('There is no evidence log in') })
  expect((await evidence(here, 'prove', 'first', '--data-dir', here)).code).toBe(2)
  expect((await evidence(here, 'prove', '1', '--data-dir', here)).output).toContain('Holdfast makes one when it runs')
  expect((await evidence(here, 'check', 'a', 'b', '--key', 'no key')).code).toBe(2)
})
