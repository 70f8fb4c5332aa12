import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLogger, limitedLogger } from '../../config/logger.js'
import { KeptFile } from './kept-file.js'

/** A file that holds a number, and what the log says of it. */
function numberIn(path: string): { file: KeptFile<number>; reads: () => number; log: string[] } {
  const log: string[] = []
  let now = 0
  // Much time passes, so that nothing is left out for being said too often.
  const later = () => {
    now += 3_600_000
    return now
  }
  const logger = limitedLogger(createLogger({ level: 'info' }, { write: (line) => void log.push(line) }), later)
  let reads = 0
  const parse = (bytes: Buffer) => {
    reads++
    const number = Number(bytes.toString())
    if (Number.isNaN(number)) throw new Error('no number')
    return number
  }
  return { file: new KeptFile(path, parse, logger), reads: () => reads, log }
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-kept-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

it('is read once, and again when it has changed', async () => {
  const path = join(folder(), 'number')
  writeFileSync(path, '7')
  const { file, reads } = numberIn(path)
  expect(file.value).toBeNull()
  expect(await Promise.all([file.renew(), file.renew()])).toEqual([true, true])
  for (let i = 0; i < 5; i++) expect(await file.renew()).toBe(false)
  expect([file.value, reads()]).toEqual([7, 1])
  writeFileSync(path, '1234')
  expect(await file.renew()).toBe(true)
  expect([file.value, reads()]).toEqual([1234, 2])
})

it('says once what is wrong, keeps what was there, and takes what is right again', async () => {
  const path = join(folder(), 'number')
  const { file, reads, log } = numberIn(path)
  for (let i = 0; i < 5; i++) await file.renew()
  expect([file.value, reads(), log.length]).toEqual([null, 0, 1])
  expect(log[0]).toContain('"stays":"nothing"')
  writeFileSync(path, '7')
  await file.renew()
  writeFileSync(path, 'seven')
  for (let i = 0; i < 5; i++) await file.renew()
  expect([file.value, reads(), log.length]).toEqual([7, 2, 3])
  expect(log[2]).toContain('no number')
  rmSync(path)
  for (let i = 0; i < 5; i++) await file.renew()
  expect([file.value, reads(), log.length]).toEqual([7, 2, 4])
  writeFileSync(path, '12')
  await file.renew()
  expect(file.value).toBe(12)
})
