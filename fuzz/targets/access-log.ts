import fc from 'fast-check'
import { AccessLogReader } from '../../src/traffic/access-log/access-log-reader.js'
import { describeSummary } from '../../src/traffic/access-log/describe-summary.js'
import type { LineReader } from '../../src/traffic/access-log/line-reader.js'
import type { LogEntry } from '../../src/traffic/access-log/log-entry.js'
import { LogFormats } from '../../src/traffic/access-log/log-formats.js'
import { parseAddress } from '../../src/traffic/address.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const AT = '[04/Aug/2026:00:29:36 +0100]'
const request = fc.constantFrom('GET / HTTP/1.1', 'POST /a?b=\\x22 HTTP/2', '-', '', '\\x16\\x03', 'GET /a b', '\\"')
const agent = fc.constantFrom('-', 'curl/8', 'a\\', '\\\\', '"', '\\xff')
const line = fc.oneof(
  fc.tuple(request, agent).map(([asked, by]) => `192.0.2.7 - - ${AT} "${asked}" 200 5 "-" "${by}"`),
  request.map((asked) => `host:80 ::1 - u ${AT} "${asked}" 404 -`),
  request.map((asked) => `<13>Aug  4 00:29:36 h haproxy[1]: 10.0.0.1:5 [04/Aug/2026:00:29:36.1] f b/s 1/2/3/4/5 200 7 - - ---- 1/1/1/1/0 0/0 {a|} {} "${asked}"`),
  fc.tuple(request, agent).map(([asked, by]) => `{"ts":1786054486.1,"remote_ip":"192.0.2.7","request":{"method":"GET","uri":"${asked}","headers":{"User-Agent":["${by}"]}},"status":200}`),
  fc.constantFrom('', '\r', '\ufeff', '\0', '#Fields: x', 'PK\x03\x04'),
) // biome-ignore format: a line is a line

const formats = new LogFormats()
const ALL = formats.all
const GIVEN = formats.given(
  '$remote_addr "$request" $status $msec $http_referer|$http_user_agent',
) as readonly LineReader[]

/** Logs of web servers, whose lines hold what visitors sent. */
export const accessLog: Target = {
  name: 'access-log',
  about: 'access logs of all formats, and what is said about them',
  weight: 1,
  words: ['"', '\\"', '\\x', '\\u00', '#2', ' - - [', '] "', '" ', '{"', '":', '":{', '[', ']}', ', ', '\n', '\r\n', ' HTTP/1.1', '<13>1 ', ': ', '::1', '-', 'ms'], // biome-ignore format: a list of words
  generate: fromArbitrary(fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'))),
  mostBytes: 200_000,
  mostMs: 250,
  attempt(input) {
    const log = Buffer.from(input)
    for (const readers of [ALL, GIVEN]) {
      const { entries, reader } = read(log, readers, log.length)
      checkCounts(log, entries, reader)
      for (const entry of entries) checkEntry(entry)
      const size = 1 + (log.length % 61)
      if (log.length > 10_000) continue
      const again = read(log, readers, size)
      mustHold(
        JSON.stringify(again.entries) === JSON.stringify(entries),
        () => `a log says the same in pieces of ${size} bytes`,
      )
    }
  },
}

function read(log: Buffer, readers: readonly LineReader[], pieceBytes: number) {
  const reader = new AccessLogReader(readers)
  const entries: LogEntry[] = []
  for (let at = 0; at < log.length; at += pieceBytes) entries.push(...reader.push(log.subarray(at, at + pieceBytes)))
  entries.push(...reader.end())
  return { entries, reader }
}

function checkCounts(log: Buffer, entries: readonly LogEntry[], { summary }: AccessLogReader): void {
  const feeds = log.filter((byte) => byte === 0x0a).length
  const lines = feeds + (log.length > 0 && log.at(-1) !== 0x0a ? 1 : 0)
  let skipped = 0
  for (const { count, examples } of summary.skipped.values()) {
    skipped += count
    mustHold(examples.length <= 3 && examples.every(({ text }) => text.length <= 161), 'few examples, and short ones')
  }
  mustHold(summary.lines === lines, () => `${lines} lines, not ${summary.lines}`)
  mustHold(summary.entries === entries.length && entries.length + skipped === lines, 'a line is an entry or skipped')
  mustHold(
    entries.every(({ line }, i) => line <= lines && line > (entries[i - 1]?.line ?? 0)),
    'line numbers rise',
  )
  const words = describeSummary('log', summary).join('')
  mustHold(!/[\p{Cc}\u202e]/u.test(words), () => `nothing that moves a cursor: ${JSON.stringify(words)}`)
}

function checkEntry(entry: LogEntry): void {
  mustHold(Number.isSafeInteger(entry.time), () => `${entry.time} is a time`)
  mustHold(parseAddress(entry.address)?.text === entry.address, () => `${entry.address} is an address`)
  mustHold(/^[^\s"]+$/.test(entry.method) && entry.target !== '', 'there is a request')
  mustHold(entry.httpVersion === null || /^[123]\.\d$/.test(entry.httpVersion), () => `${entry.httpVersion} is HTTP's`)
  mustHold(Number.isInteger(entry.status) && entry.status >= 0 && entry.status < 1_000, 'a status has three digits')
  for (const number of [entry.bytes, entry.durationMs]) {
    mustHold(number === null || (number >= 0 && Number.isFinite(number)), () => `${number} is an amount`)
  }
  for (const text of [entry.referrer, entry.userAgent, entry.host])
    mustHold(text !== '' && text !== '-', 'null for nothing')
}
