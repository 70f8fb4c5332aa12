import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogEntry } from './log-entry.js'
import { LogFormats } from './log-formats.js'
import { apacheEscaped, commonTime, nginxEscaped, readLine, readLog } from './read-log.test-support.js'

const NOTHING_MORE = {
  durationMs: null,
  host: null,
  forwardedFor: null,
  secure: null,
  tls: null,
  as: null,
  country: null,
  headers: null,
}

/** What is not nothing, and is not taken for nothing. */
const field = fc.option(
  fc.string({ unit: 'binary', maxLength: 400 }).filter((text) => text !== '' && text !== '-'),
  { nil: null },
)

const entry: fc.Arbitrary<LogEntry> = fc.record({
  line: fc.constant(1),
  time: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1_000),
  address: fc.oneof(fc.ipV4(), fc.constantFrom('::1', '2001:db8::17', 'fe80::1:2')),
  method: fc.constantFrom('GET', 'POST', 'HEAD', 'PROPFIND', 'M-SEARCH'),
  target: fc.string({ unit: 'binary', maxLength: 300 }).map((text) => `/${text.trim()}`),
  httpVersion: fc.constantFrom('1.0', '1.1', '2.0', '3.0'),
  status: fc.integer({ min: 100, max: 599 }),
  bytes: fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: null }),
  durationMs: fc.constant(null),
  referrer: field,
  userAgent: field,
  host: fc.constant(null),
  forwardedFor: fc.constant(null),
  secure: fc.constant(null),
  tls: fc.constant(null),
  as: fc.constant(null),
  country: fc.constant(null),
  headers: fc.constant(null),
})

function combined(visit: LogEntry, zoneMinutes: number, escaped: (text: string) => string): string {
  const quoted = (text: string | null) => `"${text === null ? '-' : escaped(text)}"`
  return (
    `${visit.address} - - [${commonTime(visit.time, zoneMinutes)}] ` +
    `${quoted(`${visit.method} ${visit.target} HTTP/${visit.httpVersion}`)} ${visit.status} ${visit.bytes ?? '-'} ` +
    `${quoted(visit.referrer)} ${quoted(visit.userAgent)}`
  )
}

describe('combined', () => {
  it('tells what nginx and Apache were asked, whatever that was', () => {
    const zone = fc.integer({ min: -720, max: 840 })
    fc.assert(
      fc.property(entry, zone, fc.constantFrom(nginxEscaped, apacheEscaped), (visit, zoneMinutes, escaped) => {
        expect(readLine(combined(visit, zoneMinutes, escaped))).toEqual(visit)
      }),
    )
  })

  it('may have more fields behind it, and a user with spaces in it', () => {
    const line = '192.0.2.7 - John Doe [04/Aug/2026:00:29:36 +0100] "GET /a HTTP/1.1" 200 5 "-" "curl/8" 0.012 "x"'
    expect(readLine(line)).toMatchObject({ address: '192.0.2.7', target: '/a', userAgent: 'curl/8' })
  })

  it('has X-Forwarded-For in the configuration that comes with nginx', () => {
    const line = '10.0.0.1 - - [04/Aug/2026:00:29:36 +0100] "GET /a HTTP/1.1" 200 5 "-" "curl/8" "192.0.2.7, 10.0.0.9"'
    expect(readLine(line)).toMatchObject({ address: '10.0.0.1', forwardedFor: '192.0.2.7, 10.0.0.9' })
  })

  it('may have the host in front', () => {
    const line =
      'News.example.org:443 ::ffff:192.0.2.7 - - [04/Aug/2026:00:29:36 +0100] "GET /a HTTP/1.1" 200 5 "-" "curl/8"'
    const { entries, summary } = readLog(line)
    expect(entries[0]).toMatchObject({ host: 'news.example.org', address: '192.0.2.7', userAgent: 'curl/8' })
    expect([...summary.formats.keys()]).toEqual(['combined with the host in front'])
  })

  it('has - in every field', () => {
    expect(readLine('192.0.2.7 - - [04/Aug/2026:00:29:36 +0100] "GET / HTTP/1.1" 304 - "-" "-"')).toEqual({
      line: 1,
      time: Date.UTC(2026, 7, 3, 23, 29, 36),
      address: '192.0.2.7',
      method: 'GET',
      target: '/',
      httpVersion: '1.1',
      status: 304,
      bytes: null,
      referrer: null,
      userAgent: null,
      ...NOTHING_MORE,
    })
  })

  it('may be passed on by a syslog daemon', () => {
    const line = '192.0.2.7 - - [04/Aug/2026:00:29:36 +0100] "GET /a HTTP/1.1" 200 5 "-" "x"'
    for (const header of [
      '<190>Aug  4 00:29:36 web1 nginx: ',
      'Aug 14 00:29:36 web1 nginx[17]: ',
      '2026-08-04T00:29:36.123456+01:00 web1 nginx: ',
      '<190>1 2026-08-04T00:29:36Z web1 nginx - - - ',
    ]) {
      expect(readLine(header + line), header).toMatchObject({ address: '192.0.2.7', target: '/a' })
    }
  })
})

describe('common', () => {
  it('has neither referrer nor user agent', () => {
    const { entries, summary } = readLog(
      '192.0.2.7 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326\n',
    )
    expect(entries[0]).toMatchObject({ target: '/a.gif', bytes: 2326, userAgent: null })
    expect([...summary.formats.keys()]).toEqual(['common'])
  })
})

describe("Traefik's common format", () => {
  it('has a duration', () => {
    const line =
      '192.0.2.7 - - [04/Aug/2026:00:29:36 +0000] "GET /api HTTP/2.0" 200 1024 "-" "curl/8" 42 "web@docker" "http://10.0.0.2:80" 150ms'
    expect(readLine(line)).toMatchObject({ durationMs: 150, userAgent: 'curl/8', httpVersion: '2.0' })
  })
})

describe('a given format', () => {
  it('is one of nginx', () => {
    const format =
      '$time_iso8601 $remote_addr $host "$request_method $request_uri" $status $request_time "$http_accept_language" "$http_cookie"'
    const line =
      '2026-08-04T00:29:36+01:00 192.0.2.7 example.org "POST /donate?x=1" 302 0.250 "de,en;q=0.5" "session=1"'
    expect(readLine(line, format)).toMatchObject({
      time: Date.UTC(2026, 7, 3, 23, 29, 36),
      host: 'example.org',
      method: 'POST',
      target: '/donate?x=1',
      status: 302,
      durationMs: 250,
      headers: { complete: false, acceptLanguage: 'de,en;q=0.5', accept: null, cookie: true },
    })
  })

  it('is one of Apache, as it stands in its configuration', () => {
    const format = String.raw`LogFormat "%{X-Forwarded-For}i %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D" behind`
    const line = String.raw`198.51.100.66, 192.0.2.7 - - [04/Aug/2026:00:29:36 +0100] "GET /a\"b HTTP/1.1" 200 5 "-" "x" 1500`
    expect(readLine(line, format)).toMatchObject({ address: '192.0.2.7', target: '/a"b', durationMs: 1.5 })
  })

  it('has a path and a query that stand together or apart', () => {
    const at = '04/Aug/2026:00:29:36 +0100'
    expect(readLine(`192.0.2.7 [${at}] GET /a?b=1 HTTP/1.1 200`, '%h %t %m %U%q %H %s').target).toBe('/a?b=1')
    expect(
      readLine(`192.0.2.7 [${at}] GET /a b=1 200`, '$remote_addr [$time_local] $request_method $uri $args $status')
        .target,
    ).toBe('/a?b=1')
    expect(
      readLine(`192.0.2.7 [${at}] GET /a - 200`, '$remote_addr [$time_local] $request_method $uri $args $status')
        .target,
    ).toBe('/a')
  })

  it('may have the address from a proxy in front', () => {
    const rest = '[04/Aug/2026:00:29:36 +0100] "GET / HTTP/1.1" 200'
    expect(readLine(`192.0.2.7 ${rest}`, '$http_cf_connecting_ip [$time_local] "$request" $status').address).toBe(
      '192.0.2.7',
    )
    expect(readLine(`192.0.2.7 10.0.0.1 ${rest}`, '%{X-Real-IP}i %h %t "%r" %>s').address).toBe('192.0.2.7')
  })

  it('may have times in several units', () => {
    const line = '192.0.2.7 1786054486193 "GET / HTTP/1.1" 200 7'
    expect(readLine(line, '%a %{begin:msec}t "%r" %>s %{ms}T')).toMatchObject({ time: 1786054486193, durationMs: 7 })
  })

  it('must have all of its fields in a line, and no more', () => {
    const format = '$remote_addr [$time_local] "$request" $status'
    const line = '192.0.2.7 [04/Aug/2026:00:29:36 +0100] "GET / HTTP/1.1" 200'
    expect(readLine(line, format).status).toBe(200)
    expect(readLog(`${line} 7\n`, { format }).summary.entries).toBe(0)
    expect(readLog(`${line.slice(0, -4)}\n`, { format }).summary.entries).toBe(0)
  })

  it('may be a name', () => {
    expect(
      readLine('192.0.2.7 - - [04/Aug/2026:00:29:36 +0100] "GET / HTTP/1.1" 200 5 "-" "-"', 'Combined').bytes,
    ).toBe(5)
  })

  it('is refused in words', () => {
    expect(new LogFormats().given('%h %s')).toContain('The format has no time')
    expect(new LogFormats().given('main')).toContain('combined, common, json, haproxy, traefik')
  })
})
