import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLine, readLog, skippedCounts } from './read-log.test-support.js'

const caddy = (request: object, more: object = {}) => ({
  level: 'info',
  ts: 1786054486.193625,
  logger: 'http.log.access.log0',
  msg: 'handled request',
  request: {
    remote_ip: '192.0.2.9',
    remote_port: '55392',
    client_ip: '192.0.2.7',
    proto: 'HTTP/2.0',
    method: 'GET',
    host: 'news.example.org',
    uri: '/search?q=a',
    headers: {
      'User-Agent': ['curl/8.17.0'],
      Accept: ['*/*'],
      'Accept-Encoding': ['gzip', 'br'],
      Cookie: ['REDACTED'],
    },
    tls: { resumed: false, version: 772, proto: 'h2', server_name: 'other.example.org' },
    ...request,
  },
  bytes_read: 7,
  user_id: '',
  duration: 0.0125,
  size: 99,
  status: 404,
  resp_headers: { 'Content-Type': ['text/html'], 'User-Agent': ['none of the visitor'] },
  ...more,
})

describe('JSON lines', () => {
  it('of Caddy tell every header field', () => {
    expect(readLine(JSON.stringify(caddy({})))).toEqual({
      line: 1,
      time: 1786054486194,
      address: '192.0.2.7',
      method: 'GET',
      target: '/search?q=a',
      httpVersion: '2.0',
      status: 404,
      bytes: 99,
      durationMs: 12.5,
      referrer: null,
      userAgent: 'curl/8.17.0',
      host: 'news.example.org',
      forwardedFor: null,
      secure: true,
      tls: null,
      as: null,
      country: null,
      headers: {
        complete: true,
        accept: '*/*',
        acceptLanguage: '',
        acceptEncoding: 'gzip',
        secFetchSite: '',
        secFetchMode: '',
        secFetchDest: '',
        secFetchUser: '',
        brands: '',
        mobile: '',
        platform: '',
        cookie: true,
      },
    })
  })

  it('of Caddy may have ISO times', () => {
    expect(readLine(JSON.stringify(caddy({}, { ts: '2026-08-06T22:14:46.193Z' }))).time).toBe(1786054486193)
  })

  it('are not misled by header fields that are named like parts of the log', () => {
    const headers = {
      Status: ['200'],
      Client_ip: ['198.51.100.66'],
      uri: ['/other'],
      headers: ['x'],
      __proto__x: ['y'],
    }
    expect(readLine(JSON.stringify(caddy({ headers })))).toMatchObject({
      status: 404,
      address: '192.0.2.7',
      target: '/search?q=a',
      userAgent: null,
    })
  })

  it('of Traefik have its names', () => {
    const line = {
      ClientAddr: '192.0.2.7:12345',
      ClientHost: '192.0.2.7',
      DownstreamContentSize: 19,
      DownstreamStatus: 404,
      Duration: 1_500_000,
      OriginStatus: 200,
      RequestAddr: 'news.example.org:8443',
      RequestHost: 'news.example.org',
      RequestMethod: 'GET',
      RequestPath: '/a?b',
      RequestProtocol: 'HTTP/1.1',
      StartUTC: '2026-08-19T18:06:38.123456789Z',
      'request_User-Agent': 'curl/7.68.0',
      'request_Accept-Language': 'de',
      level: 'info',
      time: '2026-08-19T18:06:39Z',
    }
    expect(readLine(JSON.stringify(line))).toMatchObject({
      time: Date.UTC(2026, 7, 19, 18, 6, 38, 123),
      address: '192.0.2.7',
      method: 'GET',
      target: '/a?b',
      status: 404,
      bytes: 19,
      durationMs: 1.5,
      host: 'news.example.org',
      userAgent: 'curl/7.68.0',
      headers: { complete: false, acceptLanguage: 'de' },
    })
  })

  it('of nginx have the names of its variables, with all values as strings', () => {
    const line = {
      time_local: '04/Aug/2026:00:29:36 +0100',
      remote_addr: '192.0.2.7',
      request: 'GET /a?b HTTP/1.1',
      status: '200',
      body_bytes_sent: '12',
      request_time: '0.005',
      http_referrer: '',
      http_user_agent: 'é"x',
      http_x_forwarded_for: '198.51.100.1',
    }
    expect(readLine(JSON.stringify(line))).toMatchObject({
      time: Date.UTC(2026, 7, 3, 23, 29, 36),
      address: '192.0.2.7',
      target: '/a?b',
      status: 200,
      bytes: 12,
      durationMs: 5,
      referrer: null,
      userAgent: 'é"x',
      forwardedFor: '198.51.100.1',
    })
  })

  it('of nginx may tell of TLS and of where the visitor is', () => {
    const line = (more: object) =>
      readLine(
        JSON.stringify({
          msec: 1786054486.193,
          remote_addr: '192.0.2.7',
          request: 'GET / HTTP/1.1',
          status: 200,
          ...more,
        }),
      )
    const told = {
      scheme: 'https',
      ssl_ja4: 't13d1516h2_8daaf6152771_b186095e22b6',
      geoip2_asn: '64500',
      geoip2_country_code: 'ie',
      http_accept_language: '',
    }
    expect(line(told)).toMatchObject({
      secure: true,
      tls: 't13d1516h2_8daaf6152771_b186095e22b6',
      as: 'AS 64500',
      country: 'IE',
      headers: { complete: false, acceptLanguage: '', acceptEncoding: null },
    })
    expect(line({ asn: 'AS64500 Example Networks', ssl_protocol: '' })).toMatchObject({ as: 'AS 64500', secure: false })
    const nonsense = { asn: '-', country: 'XX', ja4: 'x', scheme: 'http' }
    expect(line(nonsense)).toMatchObject({ as: null, country: null, tls: null, secure: false, headers: null })
    expect(line({})).toMatchObject({ as: null, country: null, tls: null, secure: null })
  })

  it('of nginx may be nested, and have path and query apart', () => {
    const fields = { remote_addr: '192.0.2.7', request_method: 'POST', uri: '/a', args: 'b=1', status: 200 }
    const line = JSON.stringify({ '@timestamp': '2026-08-04T00:29:36+01:00', '@nginx_fields': fields })
    expect(readLine(line)).toMatchObject({ method: 'POST', target: '/a?b=1', address: '192.0.2.7' })
  })

  it('of nginx may be written without JSON escapes', () => {
    const line = '{"msec":1786054486.193,"remote_addr":"192.0.2.7","request":"GET /\\x22 HTTP/1.1","status":200}'
    expect(readLine(line)).toMatchObject({ target: '/"', time: 1786054486193 })
  })

  it('tell of other things too', () => {
    const { summary } = readLog('{"level":"info","ts":1786054486.1,"msg":"serving initial configuration"}\n')
    expect(skippedCounts(summary)).toEqual({ 'no-request': 1 })
  })

  it.each([
    '{',
    '{}x',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":[1}',
    '{a:1}',
    '{"a":"x',
    '[]',
    '{"status":,"a":1}',
  ])('are whole objects, not %j', (line) => {
    expect(readLog(`${line}\n`).summary.entries).toBe(0)
  })

  it('are read whatever else is in them, at any depth', () => {
    const other = fc.dictionary(
      fc.string({ maxLength: 12 }).map((name) => `x${name}`),
      fc.jsonValue({ maxDepth: 6 }),
    )
    fc.assert(
      fc.property(other, fc.integer({ min: 0, max: 1 }), (more, spaces) => {
        const line = JSON.stringify(caddy({ ...more }, { ...more }), null, ' '.repeat(spaces)).replaceAll('\n', '')
        expect(readLine(line)).toMatchObject({ address: '192.0.2.7', target: '/search?q=a', status: 404 })
      }),
    )
  })

  it('do not get lost in brackets', () => {
    const deep = `{"x":${'['.repeat(30_000)}`
    expect(readLog(`${deep}\n{"request":${'{"request":'.repeat(5_000)}\n`).summary.entries).toBe(0)
  })
})
