/**
 * How many lines a second the access-log reader does, by format, on one core and without the disk:
 * `node bench/run.mjs access-log`. See bench/README.md.
 */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { AccessLogReader } from '../src/traffic/access-log/access-log-reader.js'
import type { LogEntry } from '../src/traffic/access-log/log-entry.js'
import { LogFormats } from '../src/traffic/access-log/log-formats.js'
import { medianOf } from './edge/row.js'
import { REAL_LOG } from './traces/real-log.js'

const ROUNDS = 7
const PIECE_BYTES = 262_144
const MOST_LINES = 300_000
const REACH_LINES_PER_SECOND = 700_000

const formats = new LogFormats()
const combined = existsSync(REAL_LOG) ? gunzipSync(readFileSync(REAL_LOG)) : madeUpLog()
if (!existsSync(REAL_LOG)) console.log(`Made-up lines: there is no ${REAL_LOG} (set HOLDFAST_DATA to its folder).`)
const visits = read(combined, formats.all).slice(0, MOST_LINES)

const CASES: readonly { name: string; format?: string; lineOf: (visit: LogEntry) => string }[] = [
  { name: 'combined', lineOf: combinedLine },
  { name: 'common', lineOf: commonLine },
  {
    name: 'a given format',
    format: '$msec $remote_addr "$request" $status "$http_user_agent"',
    lineOf: (visit) =>
      `${visit.time / 1_000}.000 ${visit.address} "${requestOf(visit)}" ${visit.status} "${visit.userAgent ?? '-'}"`,
  },
  {
    name: "HAProxy's httplog",
    lineOf: (visit) =>
      `Aug  4 00:29:36 front haproxy[17]: ${visit.address}:4711 [${timeOf(visit).slice(0, 20)}.123] in site/s1 ` +
      `10/0/30/69/109 ${visit.status} ${visit.bytes ?? 0} - - ---- 1/1/1/1/0 0/0 {${visit.userAgent ?? ''}} "${requestOf(visit)}"`,
  },
  { name: 'JSON of Caddy', lineOf: caddyLine },
]

console.log(`${visits.length.toLocaleString('en')} lines in memory, median of ${ROUNDS} rounds\n`)
console.log(`${'format'.padEnd(20)}${'lines/s'.padStart(12)}${'MB/s'.padStart(8)}   bytes a line`)
let reached = false
for (const { name, format, lineOf } of CASES) {
  const log = Buffer.from(visits.map((visit) => `${lineOf(visit).replaceAll('\n', ' ')}\n`).join(''))
  const readers = format === undefined ? formats.all : formats.given(format)
  if (typeof readers === 'string') throw new Error(readers)
  const seconds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    const entries = countEntries(log, readers)
    if (entries < 0.99 * visits.length) throw new Error(`${name}: only ${entries} of ${visits.length} lines were read`)
    return (performance.now() - start) / 1_000
  })
  const median = medianOf(seconds)
  const linesPerSecond = Math.round(visits.length / median)
  if (name === 'combined') reached = linesPerSecond >= REACH_LINES_PER_SECOND
  console.log(
    `${name.padEnd(20)}${linesPerSecond.toLocaleString('en').padStart(12)}${Math.round(log.length / median / 1e6)
      .toString()
      .padStart(8)}   ${Math.round(log.length / visits.length)}`,
  )
}
console.log(
  `\nTo reach: ${REACH_LINES_PER_SECOND.toLocaleString('en')} combined lines/s: ${reached ? 'reached' : 'missed'}`,
)
process.exitCode = reached ? 0 : 1

function read(log: Buffer, readers: LogFormats['all']): LogEntry[] {
  const reader = new AccessLogReader(readers)
  return [...pieces(log)].flatMap((piece) => reader.push(piece))
}

function countEntries(log: Buffer, readers: LogFormats['all']): number {
  const reader = new AccessLogReader(readers)
  let entries = 0
  for (const piece of pieces(log)) entries += reader.push(piece).length
  return entries + reader.end().length
}

function* pieces(log: Buffer): Generator<Buffer> {
  for (let at = 0; at < log.length; at += PIECE_BYTES) yield log.subarray(at, at + PIECE_BYTES)
}

function requestOf({ method, target, httpVersion }: LogEntry): string {
  return `${method} ${escaped(target)} HTTP/${httpVersion ?? '1.1'}`
}

function commonLine(visit: LogEntry): string {
  return `${visit.address} - - [${timeOf(visit)}] "${requestOf(visit)}" ${visit.status} ${visit.bytes ?? '-'}`
}

function combinedLine(visit: LogEntry): string {
  return `${commonLine(visit)} "${escaped(visit.referrer ?? '-')}" "${escaped(visit.userAgent ?? '-')}"`
}

function caddyLine(visit: LogEntry): string {
  return JSON.stringify({
    level: 'info',
    ts: visit.time / 1_000,
    logger: 'http.log.access.log0',
    msg: 'handled request',
    request: {
      remote_ip: visit.address,
      client_ip: visit.address,
      proto: 'HTTP/2.0',
      method: visit.method,
      host: 'example.org',
      uri: visit.target,
      headers: {
        'User-Agent': [visit.userAgent ?? ''],
        Referer: [visit.referrer ?? ''],
        Accept: ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
        'Accept-Language': ['en-GB,en;q=0.5'],
      },
      tls: { resumed: false, version: 772, cipher_suite: 4865, proto: 'h2', server_name: 'example.org' },
    },
    bytes_read: 0,
    duration: 0.0123,
    size: visit.bytes,
    status: visit.status,
    resp_headers: { Server: ['Caddy'], 'Content-Type': ['text/html; charset=utf-8'] },
  })
}

function timeOf({ time }: LogEntry): string {
  const date = new Date(time)
  return `${date.toISOString().slice(8, 10)}/${date.toUTCString().slice(8, 11)}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}

/** Texts as long as in real logs, which repeat as often. */
function madeUpLog(): Buffer {
  const lines = Array.from({ length: MOST_LINES }, (_, i) => {
    const visitor = Math.imul(i, 2_654_435_761) >>> 17
    return combinedLine({
      line: i + 1,
      time: Date.UTC(2026, 7, 4) + Math.floor(i / 2) * 1_000,
      address: `10.${visitor & 7}.${(visitor >> 3) & 255}.${(visitor >> 11) & 15}`,
      method: 'GET',
      target:
        i % 4 === 0
          ? `/magazine/2026/august/article-${i}.html?from=newsletter`
          : `/assets/images/photo-${visitor % 3_000}.jpg`,
      httpVersion: '1.1',
      status: 200,
      bytes: 1_000 + visitor,
      durationMs: null,
      referrer: `https://www.example.org/magazine/2026/page-${visitor % 2_000}`,
      userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + (visitor % 40)}.0.0.0 Safari/537.36`,
      host: null,
      forwardedFor: null,
      secure: null,
      tls: null,
      as: null,
      country: null,
      headers: null,
    })
  })
  return Buffer.from(`${lines.join('\n')}\n`)
}
