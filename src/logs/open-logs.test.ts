import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeLogs } from './describe-logs.js'
import type { LogSource } from './log-source.js'
import { openLogs } from './open-logs.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-logs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** One line a second. */
function linesOf(day: string, count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(i * 1_000).toISOString().slice(11, 19)
    return `192.0.2.7 - - [${day}:${time} +0000] "GET /${i} HTTP/1.1" 200 5 "-" "curl/8"\n`
  }).join('')
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function readAll(source: LogSource) {
  const targets: string[] = []
  const bytesRead: number[] = []
  for await (const batch of source.batches()) {
    targets.push(...batch.entries.map(({ target }) => target))
    bytesRead.push(batch.bytesRead)
  }
  return { targets, bytesRead }
}

const MONDAY = '03/Aug/2026'
const TUESDAY = '04/Aug/2026'

describe('openLogs', () => {
  it('reads rotated logs in the order of their times, compressed or not, and says so', async () => {
    const newer = file('access.log', linesOf(TUESDAY, 3))
    // By its content, whatever its name.
    const older = file('access.log.1', gzipSync(linesOf(MONDAY, 2)))
    const source = await openLogs([newer, older])
    expect(source.files.map(({ name, compressed }) => [name, compressed])).toEqual([
      [older, true],
      [newer, false],
    ])
    expect(source.notes).toEqual([
      `${older}: combined, compressed.`,
      `${newer}: combined.`,
      `Read in the order of their first times: ${older}, ${newer}.`,
    ])
    const { targets, bytesRead } = await readAll(source)
    expect(targets).toEqual(['/0', '/1', '/0', '/1', '/2'])
    expect(bytesRead.at(-1)).toBe(source.bytesTotal)
    expect([...bytesRead]).toEqual(bytesRead.toSorted((a, b) => a - b))
    expect(describeLogs(source)).toEqual([])
  })

  it('reads a log of many pieces, line by line', async () => {
    const log = linesOf(MONDAY, 20_000)
    for (const content of [log, gzipSync(log)]) {
      const source = await openLogs([file('access.log', content)])
      const { targets } = await readAll(source)
      expect(targets).toHaveLength(20_000)
      expect(targets.at(-1)).toBe('/19999')
      expect(source.files[0]?.summary).toMatchObject({ lines: 20_000, entries: 20_000 })
    }
  })

  it('reads several members of gzip, as log rotation appends them', async () => {
    const [first, second] = [gzipSync(linesOf(MONDAY, 5_000)), gzipSync(linesOf(TUESDAY, 5_000))]
    const source = await openLogs([file('access.log.gz', Buffer.concat([first, second, Buffer.alloc(512)]))])
    expect((await readAll(source)).targets).toHaveLength(10_000)
    expect(describeLogs(source)).toEqual([])
  })

  it('keeps what can be read of compressed data that is cut off', async () => {
    const whole = gzipSync(linesOf(MONDAY, 20_000))
    const source = await openLogs([file('access.log.gz', whole.subarray(0, whole.length / 2))])
    const { targets } = await readAll(source)
    expect(targets.length).toBeGreaterThan(8_000)
    expect(targets.every((target, i) => target === `/${i}`)).toBe(true)
    expect(describeLogs(source)[0]).toContain('its compressed data ends early')
  })

  it('keeps most of what comes before damage', async () => {
    const damaged = gzipSync(linesOf(MONDAY, 80_000))
    damaged.fill(0xff, damaged.length - 10_000, damaged.length - 9_000)
    const source = await openLogs([file('access.log.gz', damaged)])
    expect((await readAll(source)).targets.length).toBeGreaterThan(50_000)
    expect(describeLogs(source)[0]).toContain('its compressed data is damaged')
  })

  it('does not wait for ever when something else stands behind compressed data', async () => {
    const content = Buffer.concat([gzipSync(linesOf(MONDAY, 10)), Buffer.from('something else'.repeat(9_000))])
    const source = await openLogs([file('access.log.gz', content)])
    await readAll(source)
    expect(source.files[0]?.damage).toContain('something else behind it')
  })

  it('reads standard input, compressed or not', async () => {
    const log = linesOf(MONDAY, 1_000)
    for (const content of [Buffer.from(log), gzipSync(log)]) {
      const pieces = Array.from({ length: 100 }, (_, i) => {
        const size = Math.ceil(content.length / 100)
        return content.subarray(i * size, (i + 1) * size)
      })
      const source = await openLogs(['-'], { standardInput: Readable.from(pieces.filter(({ length }) => length > 0)) })
      expect(source.bytesTotal).toBeNull()
      expect((await readAll(source)).targets).toHaveLength(1_000)
    }
    const nothing = await openLogs(['-'], { standardInput: Readable.from([]) })
    expect((await readAll(nothing)).targets).toEqual([])
    expect(describeLogs(nothing)).toEqual(['standard input is empty.'])
  })

  it('reads a file once, however often it is given', async () => {
    const path = file('access.log', linesOf(MONDAY, 2))
    const link = join(folder, 'link.log')
    symlinkSync(path, link)
    const source = await openLogs([path, path, link])
    expect((await readAll(source)).targets).toHaveLength(2)
    expect(source.notes[0]).toBe(`${link} is a file that was given before; it is read once.`)
  })

  it('says that logs overlap in time', async () => {
    const source = await openLogs([file('a.log', linesOf(MONDAY, 600)), file('b.log', linesOf(MONDAY, 600))])
    await readAll(source)
    expect(describeLogs(source).join()).toContain('overlap in time')
  })

  it('puts logs that cannot be read last, and says so', async () => {
    const source = await openLogs([file('x.log', 'x\n'), file('empty.log', ''), file('a.log', linesOf(MONDAY, 1))])
    expect(source.files.map(({ format }) => format)).toEqual(['combined', null, null])
    expect(source.notes.join()).toContain('none of its first lines can be read')
    expect(source.notes.join()).toContain('has nothing in it that can be read')
  })

  it('refuses what it cannot open, with what to do', async () => {
    const nowhere = join(folder, 'nowhere.log')
    await expect(openLogs([nowhere])).rejects.toMatchObject({ about: 'file', message: `There is no file ${nowhere}.` })
    await expect(openLogs([folder])).rejects.toThrow(`Give the files in it, for example ${folder}/access.log*`)
    await expect(openLogs([nowhere], { format: '%h' })).rejects.toMatchObject({ about: 'format' })
  })

  it('lets go of a file when nobody reads on', async () => {
    const source = await openLogs([file('access.log', linesOf(MONDAY, 20_000))])
    for await (const batch of source.batches()) if (batch.entries.length > 0) break
    expect(source.files[0]?.summary.entries).toBeLessThan(20_000)
  })
})
