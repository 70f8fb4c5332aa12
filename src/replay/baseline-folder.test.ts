import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BaselineData } from '../baseline/baseline.js'
import { readBaseline, writeBaseline } from '../baseline/baseline-file.js'
import { openLogs } from '../logs/open-logs.js'
import { baselinePath, loadBaseline, saveBaseline } from './baseline-folder.js'
import { learn } from './learn.js'
import { line, logFile, MONDAY, people, temporaryFolder } from './small-site.test-support.js'

let data: BaselineData

async function learned(lines: ReturnType<typeof people>): Promise<BaselineData | null> {
  return learn(await openLogs([logFile(lines)]), { progress: () => {}, seed: 1 })
}

describe('a baseline', () => {
  beforeAll(async () => {
    const made = await learn(await openLogs([await logOf()]), { progress: () => {}, seed: 1 })
    if (!made) throw new Error('nothing learned')
    data = made
  })

  async function logOf(): Promise<string> {
    const { mkdtempSync } = await import('node:fs')
    const { tmpdir } = await import('node:os')
    const { join } = await import('node:path')
    const file = join(mkdtempSync(join(tmpdir(), 'holdfast-baseline-')), 'access.log')
    writeFileSync(
      file,
      `${people(MONDAY, 90, 20, 1)
        .map(({ text }) => text)
        .join('\n')}\n`,
    )
    return file
  }

  it('knows what was learned', () => {
    expect(data.visits).toBe(90 * 20 * 4)
    expect(data.ownHosts).toEqual(['www.site.example'])
    expect(data.followed).toBeGreaterThan(0.9)
    expect(data.perSecond[8]).toBeCloseTo((20 * 4) / 60, 0)
    expect(data.rowHours.length).toBeGreaterThan(3_000)
  })

  it('comes back from its folder as it was', () => {
    const folder = temporaryFolder()
    saveBaseline(folder, data)
    expect(loadBaseline(folder)).toEqual({ kind: 'read', data, path: baselinePath(folder) })
    saveBaseline(folder, data)
    expect(existsSync(`${baselinePath(folder)}.before`)).toBe(true)
  })

  it('keeps no address and no name of a visitor', () => {
    expect(JSON.stringify({ ...data, networks: null })).not.toContain('100.64')
  })

  it('that is missing is told', () => {
    const folder = temporaryFolder()
    expect(loadBaseline(folder)).toEqual({ kind: 'missing', path: baselinePath(folder) })
  })

  it.each<[string, (bytes: Buffer) => Buffer, 'damaged' | 'other-version', RegExp]>([
    ['is empty', () => Buffer.alloc(0), 'damaged', /does not begin like/],
    ['is something else', () => Buffer.from('PK\n'), 'damaged', /does not begin like/],
    ['was cut off', (bytes) => bytes.subarray(0, bytes.length - 10), 'damaged', /checksum/],
    [
      'was changed by one bit',
      (bytes) => {
        const changed = Buffer.from(bytes)
        changed[500] = (changed[500] ?? 0) ^ 1
        return changed
      },
      'damaged',
      /checksum/,
    ],
    [
      'is of another version',
      (bytes) => Buffer.concat([Buffer.from('holdfast-baseline 99 x\n'), bytes]),
      'other-version',
      /version 99, and this Holdfast reads version 1/,
    ],
  ])('that %s is put aside, never trusted', (_what, spoil, kind, why) => {
    const folder = temporaryFolder()
    const path = saveBaseline(folder, data)
    writeFileSync(path, spoil(readFileSync(path)))
    expect(loadBaseline(folder)).toEqual({
      kind: 'unusable',
      path,
      keptAs: `${path}.${kind}`,
      why: expect.stringMatching(why),
    })
    expect(existsSync(path)).toBe(false)
    expect(existsSync(`${path}.${kind}`)).toBe(true)
  })

  it('whose visits are not all there is not read, though its checksum fits', () => {
    expect(readBaseline(writeBaseline({ ...data, rows: data.rows.subarray(18) }))).toMatchObject({ kind: 'damaged' })
  })

  it('is hardly another for a line from another century', async () => {
    const lines = people(MONDAY, 90, 20, 1)
    const stray = line(Date.parse('2099-01-01T00:00:00Z'), { address: '1.2.3.4', target: '/' })
    const spoilt = await learned([...lines.slice(0, 100), stray, ...lines.slice(100)])
    expect(spoilt?.learnedTo).toBe(data.learnedTo)
    expect(spoilt?.perSecond[8]).toBeCloseTo(data.perSecond[8] ?? 0, 2)
    expect(spoilt?.rowHours.length).toBeGreaterThan(3_000)
  })

  it('is not made of nothing', async () => {
    expect(await learned([])).toBeNull()
  })
})
