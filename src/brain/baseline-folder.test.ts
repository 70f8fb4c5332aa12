import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BaselineData } from '../baseline/baseline.js'
import { readBaseline, writeBaseline } from '../baseline/baseline-file.js'
import { openLogs } from '../logs/open-logs.js'
import { learn } from '../replay/learn.js'
import { line, logFile, MONDAY, people, temporaryFolder } from '../replay/small-site.test-support.js'
import { randomAddressKey } from './address-key.js'
import { baselinePath, loadBaseline, newestBaselinePath, saveBaseline } from './baseline-folder.js'

let data: BaselineData

async function learned(lines: ReturnType<typeof people>): Promise<BaselineData | null> {
  return learn(await openLogs([logFile(lines)]), { key: randomAddressKey(), progress: () => {}, seed: 1 })
}

describe('a baseline', () => {
  beforeAll(async () => {
    const made = await learn(await openLogs([await logOf()]), { key: randomAddressKey(), progress: () => {}, seed: 1 })
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
    const path = baselinePath(folder)
    saveBaseline(path, data)
    expect(loadBaseline(path)).toEqual({ kind: 'read', data })
    saveBaseline(path, data)
    expect(existsSync(`${path}.before`)).toBe(true)
  })

  it('of a platform is its own; of the only one it is the newer of that and what was learned by hand', () => {
    const folder = temporaryFolder()
    const [learned, own] = [baselinePath(folder), baselinePath(folder, 'news')]
    expect(newestBaselinePath(folder, 'news', true)).toBe(own)
    saveBaseline(learned, data)
    expect(newestBaselinePath(folder, 'news', true)).toBe(learned)
    expect(newestBaselinePath(folder, 'news', false)).toBe(own)
    saveBaseline(own, data)
    expect(newestBaselinePath(folder, 'news', true)).toBe(own)
    utimesSync(own, 0, 0)
    expect(newestBaselinePath(folder, 'news', true)).toBe(learned)
  })

  it('keeps no address and no name of a visitor', () => {
    expect(JSON.stringify({ ...data, networks: null })).not.toContain('100.64')
  })

  it('that is missing is told', () => {
    const folder = temporaryFolder()
    expect(loadBaseline(baselinePath(folder))).toEqual({ kind: 'missing' })
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
      /version 99, and this Holdfast reads version 2/,
    ],
  ])('that %s is put aside, never trusted', (_what, spoil, kind, why) => {
    const folder = temporaryFolder()
    const path = baselinePath(folder, 'news & co')
    saveBaseline(path, data)
    writeFileSync(path, spoil(readFileSync(path)))
    expect(loadBaseline(path)).toEqual({
      kind: 'unusable',
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
