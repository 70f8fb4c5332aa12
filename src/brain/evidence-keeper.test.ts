import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { calmStatus, SAMPLE_NOW, sampleView } from '../console/sample-view.test-support.js'
import type { Entry } from '../record/log/entry.js'
import { verifyLog } from '../record/log/verify-log.js'
import { EVIDENCE_FOLDER, EvidenceKeeper } from './evidence-keeper.js'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-keeper-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const view = sampleView(calmStatus())
const seen = { status: calmStatus(), rules: view.rules, friction: view.friction, lists: view.lists }
const open = (at: number) => EvidenceKeeper.open(dataDir, 'news.example.org', '0.1.0', at)

function onRecord(folder = join(dataDir, EVIDENCE_FOLDER)): Entry[] {
  const entries: Entry[] = []
  expect(verifyLog(folder, { onEntry: (entry) => entries.push(entry) }).wrong).toEqual([])
  return entries
}

describe('the record of a running Holdfast', () => {
  it('begins, goes on and ends, and says for how long nobody kept it', async () => {
    const first = await open(SAMPLE_NOW)
    first.see(seen, SAMPLE_NOW + 1_000)
    await first.end(SAMPLE_NOW + 2_000)
    const again = await open(SAMPLE_NOW + 3_600_000)
    await again.end(SAMPLE_NOW + 3_601_000)
    const entries = onRecord()
    expect(entries.map(({ kind }) => kind)).toEqual([
      'record-begins',
      'level',
      'alive',
      'record-ends',
      'record-begins',
      'not-recorded',
      'record-ends',
    ])
    expect(entries[5]?.data).toEqual({
      from: new Date(SAMPLE_NOW + 2_000).toISOString(),
      to: new Date(SAMPLE_NOW + 3_600_000).toISOString(),
    })
    expect(again.troubles).toEqual([])
  })

  it('has one direction, though the clock is set back', async () => {
    const keeper = await open(SAMPLE_NOW)
    await keeper.end(SAMPLE_NOW - 3_600_000)
    expect(onRecord()).toHaveLength(2)
  })

  it('that was damaged is kept, a new one is begun, and the operator told', async () => {
    await (await open(SAMPLE_NOW)).end(SAMPLE_NOW)
    writeFileSync(join(dataDir, EVIDENCE_FOLDER, 'checkpoint'), 'damaged')
    const keeper = await open(SAMPLE_NOW + 1_000)
    await keeper.end(SAMPLE_NOW + 2_000)
    expect(readdirSync(dataDir).some((name) => name.startsWith('evidence.damaged-2026-03-03'))).toBe(true)
    expect(keeper.troubles.join()).toContain('was damaged and is kept as')
    expect(onRecord()[0]?.data.replaced).toContain('evidence.damaged-')
  })

  it('cannot be kept: the defence goes on and says so, and the key is never replaced by itself', async () => {
    await (await open(SAMPLE_NOW)).end(SAMPLE_NOW)
    writeFileSync(join(dataDir, 'evidence-key'), 'damaged')
    const keeper = await open(SAMPLE_NOW + 1_000)
    keeper.see(seen, SAMPLE_NOW + 2_000)
    await keeper.end(SAMPLE_NOW + 3_000)
    expect(keeper.troubles.join()).toContain('Nothing is put on record')
    expect(keeper.troubles.join()).toContain('Bring it back from a copy')
    expect(onRecord()).toHaveLength(2)
  })

  it('is written as soon as that is possible again', async () => {
    const keeper = await open(SAMPLE_NOW)
    keeper.see(seen, SAMPLE_NOW)
    await keeper.end(SAMPLE_NOW)
    rmSync(join(dataDir, EVIDENCE_FOLDER, 'tile'), { recursive: true })
    writeFileSync(join(dataDir, EVIDENCE_FOLDER, 'tile'), 'in the way')
    await keeper.end(SAMPLE_NOW + 1_000)
    expect(keeper.troubles.join()).toContain('cannot be written')
    rmSync(join(dataDir, EVIDENCE_FOLDER, 'tile'))
    await keeper.end(SAMPLE_NOW + 2_000)
    expect(keeper.troubles).toEqual([])
    expect(onRecord().at(-1)).toMatchObject({ kind: 'not-recorded', data: { entries: 1 } })
  })

  it('is signed with a key that only its owner can read', async () => {
    await (await open(SAMPLE_NOW)).end(SAMPLE_NOW)
    expect(statSync(join(dataDir, 'evidence-key')).mode & 0o777).toBe(0o600)
  })
})
