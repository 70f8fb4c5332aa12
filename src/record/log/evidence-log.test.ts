import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EvidenceDamaged, EvidenceLog } from './evidence-log.js'
import { inclusionProof, leafHash } from './merkle.js'
import { createNoteSigner, newSigningSeed, readVerifierKey } from './note.js'
import { StoredLog } from './stored-log.js'
import { checkProofFile, proofFile } from './tlog-proof.js'
import { verifyLog } from './verify-log.js'

const NOON = Date.UTC(2026, 5, 1, 12)
const signer = createNoteSigner('news.example.org/holdfast', newSigningSeed())

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-evidence-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const entry = (i: number) => ({
  at: NOON + i,
  source: 'brain',
  kind: 'level',
  platform: 'news',
  data: { i, text: 'é' },
})

async function filled(size: number, batch = 97): Promise<EvidenceLog> {
  const { log } = await EvidenceLog.open(folder, signer)
  for (let i = log.size; i < size; ) {
    const end = Math.min(size, i + batch)
    const written: Promise<number>[] = []
    for (; i < end; i++) written.push(log.append(entry(i)))
    await Promise.all(written)
  }
  return log
}

function filesIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((one) => {
    const file = join(path, one.name)
    return one.isDirectory() ? filesIn(file) : [file]
  })
}

describe('the evidence log', () => {
  test('an empty one is whole', async () => {
    const { size, tornFiles } = await EvidenceLog.open(folder, signer)
    expect({ size, tornFiles }).toEqual({ size: 0, tornFiles: 0 })
    expect(verifyLog(folder)).toMatchObject({ origin: signer.name, size: 0, wrong: [] })
  })

  test('what was acknowledged is there after every reopening, in order, and verifies', async () => {
    for (const size of [1, 255, 256, 257, 700]) {
      const log = await filled(size)
      expect(log.size).toBe(size)
      const seen: number[] = []
      const verdict = verifyLog(folder, {
        trusted: signer.verifierKey,
        onEntry: ({ data }) => seen.push(data.i as number),
      })
      expect(verdict).toMatchObject({ size, wrong: [], firstAt: new Date(NOON).toISOString() })
      expect(seen).toEqual(Array.from({ length: size }, (_, i) => i))
    }
  })

  test('a log of more entries than two levels of tiles hold in one tile verifies, whatever the batches', async () => {
    await filled(66_000, 5_000)
    expect(verifyLog(folder)).toMatchObject({ size: 66_000, wrong: [] })
    const stored = new StoredLog(folder)
    const verifier = readVerifierKey(signer.verifierKey)
    if (!verifier) throw new Error('no verifier')
    const note = stored.text('checkpoint')
    for (const seq of [0, 255, 256, 65_535, 65_536, 65_999]) {
      const bytes = stored.entry(seq, 66_000)
      if (!bytes) throw new Error(`no entry ${seq}`)
      const file = proofFile(seq, inclusionProof(seq, 66_000, stored.subtrees(66_000)), note)
      expect(checkProofFile(file, leafHash(bytes), verifier)).toMatchObject({ size: 66_000 })
      expect(checkProofFile(file, leafHash(Buffer.from('another')), verifier)).toBeNull()
      expect(checkProofFile(file.replace(`index ${seq}`, `index ${seq + 1}`), leafHash(bytes), verifier)).toBeNull()
    }
  }, 60_000)

  test('no byte of any file can be changed, and no file taken away, without being noticed', async () => {
    await filled(300)
    const log = (await EvidenceLog.open(folder, signer)).log
    const attached = await log.keep(Buffer.from('a longer piece of evidence'), 'text/plain')
    await log.append({ ...entry(300), attach: [attached] })
    expect(verifyLog(folder, { trusted: signer.verifierKey }).wrong).toEqual([])
    const files = filesIn(folder).filter((file) => !file.endsWith('verifier-key'))
    expect(files.length).toBeGreaterThanOrEqual(6)
    for (const file of files) {
      const whole = readFileSync(file)
      fc.assert(
        fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
          const changed = Buffer.from(whole)
          changed[at] = (changed[at] ?? 0) ^ by
          writeFileSync(file, changed)
          expect(verifyLog(folder, { trusted: signer.verifierKey }).wrong).not.toEqual([])
        }),
        { numRuns: 12 },
      )
      writeFileSync(file, whole.subarray(0, whole.length - 1))
      expect(verifyLog(folder, { trusted: signer.verifierKey }).wrong).not.toEqual([])
      writeFileSync(file, whole)
      renameSync(file, `${folder}.away`)
      expect(verifyLog(folder, { trusted: signer.verifierKey }).wrong).not.toEqual([])
      renameSync(`${folder}.away`, file)
    }
    expect(verifyLog(folder, { trusted: signer.verifierKey }).wrong).toEqual([])
  })

  test('one that was written anew with another key does not pass for the old one', async () => {
    await filled(10)
    const trusted = signer.verifierKey
    rmSync(folder, { recursive: true })
    const forger = createNoteSigner(signer.name, newSigningSeed())
    const { log } = await EvidenceLog.open(folder, forger)
    await log.append(entry(0))
    expect(verifyLog(folder).wrong).toEqual([])
    expect(verifyLog(folder, { trusted }).wrong.join()).toContain('not signed by')
    await expect(EvidenceLog.open(folder, signer)).rejects.toThrow(EvidenceDamaged)
  })

  test('what was begun and not acknowledged is removed and said; what was acknowledged stays', async () => {
    await filled(300)
    const tile = join(folder, 'tile/entries/001.p')
    writeFileSync(join(tile, '60'), Buffer.concat([readFileSync(join(tile, '44')), Buffer.from('torn')]))
    writeFileSync(join(tile, '61.new'), 'torn')
    const { log, size, tornFiles } = await EvidenceLog.open(folder, signer)
    expect({ size, tornFiles }).toEqual({ size: 300, tornFiles: 2 })
    expect(await log.append(entry(300))).toBe(300)
    expect(verifyLog(folder)).toMatchObject({ size: 301, wrong: [] })
  })

  test('a log that lost what was acknowledged is not gone on with', async () => {
    await filled(300)
    writeFileSync(join(folder, 'tile/entries/001.p/44'), 'gone')
    await expect(EvidenceLog.open(folder, signer)).rejects.toThrow('the last 44 entries are missing or damaged')
  })

  test('an entry that cannot be written is refused alone, and the log goes on', async () => {
    const { log } = await EvidenceLog.open(folder, signer)
    await log.append(entry(0))
    await expect(log.append({ ...entry(1), data: { text: 'x'.repeat(70_000) } })).rejects.toThrow('at most 65535')
    expect(await log.append(entry(1))).toBe(1)
    expect(verifyLog(folder)).toMatchObject({ size: 2, wrong: [] })
  })

  test('files of others are readable where they may be copied from, and partial tiles do not pile up', async () => {
    await filled(300, 1)
    const files = filesIn(folder)
    expect(files.length).toBeLessThan(14)
    expect(statSync(join(folder, 'checkpoint')).mode & 0o777).toBe(0o644)
  })
})
