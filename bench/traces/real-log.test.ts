import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { foldedHour, RealLog, whoIs } from './real-log.js'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-real-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

const line = (time: string, target: string) =>
  `198.51.100.7 - - [${time} +0100] "GET ${target} HTTP/1.0" 200 12 "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/151.0"\n`

async function log(...lines: string[]): Promise<RealLog> {
  const path = join(folder, 'log.gz')
  writeFileSync(path, gzipSync(lines.join('')))
  const cut = await RealLog.cut(mkdtempSync(join(folder, 'hours-')), path)
  if (!cut) throw new RangeError('not cut')
  return cut
}

describe('the real log', () => {
  it('is skipped where it is not', async () => {
    expect(await RealLog.cut(folder, join(folder, 'absent.gz'))).toBeNull()
  })

  it('gives its days in the order of time, and the visits of one second spread over it', async () => {
    const real = await log(
      line('04/Aug/2026:00:10:02', '/b'),
      line('04/Aug/2026:00:10:01', '/a'),
      line('04/Aug/2026:00:10:02', '/c'),
      line('05/Aug/2026:23:59:59', '/d'),
    )
    expect([...real.days([4, 5])].map(({ target, timeMs }) => [target, timeMs])).toEqual([
      ['/a', Date.UTC(2026, 7, 4, 0, 10, 1)],
      ['/b', Date.UTC(2026, 7, 4, 0, 10, 2)],
      ['/c', Date.UTC(2026, 7, 4, 0, 10, 2, 500)],
      ['/d', Date.UTC(2026, 7, 5, 23, 59, 59)],
    ])
    expect([...real.days([5])]).toHaveLength(1)
  })

  it('lays the hours of a day over one another', async () => {
    const real = await log(
      line('04/Aug/2026:03:30:00', '/night'),
      line('04/Aug/2026:12:10:00', '/noon'),
      line('04/Aug/2026:22:50:00', '/late'),
      line('05/Aug/2026:12:00:00', '/other-day'),
    )
    const from = foldedHour(4)
    const folded = [...real.folded(4, from, 45 * 60_000)]
    expect(folded.map(({ target, timeMs }) => [target, (timeMs - from) / 60_000])).toEqual([
      ['/noon', 10],
      ['/night', 30],
    ])
  })

  it('knows who is who', () => {
    expect(whoIs('Mozilla/5.0', '/a.png', 200)).toEqual({ truth: 'real', group: 'mail proxy' })
    expect(whoIs('Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/)', '/', 200).group).toBe('crawler')
    expect(whoIs('Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko Firefox/151.0', '/', 200).group).toBe('browser')
    expect(whoIs('python-requests/2.25.1', '/', 200)).toEqual({ truth: 'real', group: 'program' })
    expect(whoIs(null, '/x.php', 404)).toEqual({ truth: 'unwanted', group: 'scanner' })
    expect(whoIs('Mozilla/5.0 (X11) Chrome/131.0', '/node/.env', 404)).toEqual({ truth: 'unwanted', group: 'scanner' })
    const phone =
      'Mozilla/5.0 (Linux; Android 6.0; Nexus 5 Build/MRA58N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/65.0.3325.181'
    expect(whoIs(phone, '/', 302)).toEqual({ truth: 'unwanted', group: 'botnet' })
    expect(whoIs(`${phone} (compatible; SomeBot/1.0)`, '/', 302).truth).toBe('real')
  })
})
