import { describe, expect, it } from 'vitest'
import { readLine, readLog, skippedCounts } from './read-log.test-support.js'

const LINE =
  '10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /index.html HTTP/1.1"'

describe("HAProxy's httplog", () => {
  it('tells who asked for what, and how long it took', () => {
    expect(readLine(LINE)).toEqual({
      line: 1,
      time: Date.UTC(2009, 1, 6, 12, 14, 14, 655),
      address: '10.0.1.2',
      method: 'GET',
      target: '/index.html',
      httpVersion: '1.1',
      status: 200,
      bytes: 2750,
      durationMs: 109,
      referrer: null,
      userAgent: null,
      host: null,
      forwardedFor: null,
      secure: null,
      tls: null,
      as: null,
      country: null,
      headers: null,
    })
  })

  it('comes with a syslog header or without', () => {
    for (const header of [
      'Feb  6 12:14:14 localhost haproxy[14389]: ',
      '<134>Mar  4 10:35:10 front-1 haproxy[27811]: ',
      '<134>1 2024-06-20T11:47:56.817934+02:00 - haproxy 266980 - - ',
      '2024-06-20T11:47:56.817934+02:00 front-1 haproxy[17]: ',
    ]) {
      expect(readLine(header + LINE), header).toMatchObject({ address: '10.0.1.2', target: '/index.html' })
    }
  })

  it('has IPv6 addresses with a port behind', () => {
    expect(readLine(LINE.replace('10.0.1.2', '2001:db8::7')).address).toBe('2001:db8::7')
    expect(readLine(LINE.replace('10.0.1.2', '::ffff:10.0.1.2')).address).toBe('10.0.1.2')
  })

  it('may have captured header fields, told apart by their looks', () => {
    const captured = LINE.replace('0/0 "', '0/0 {news.example.org|Mozilla/5.0 (X11; #7Cx)|https://a.example/} {12|} "')
    expect(readLine(captured)).toMatchObject({
      host: 'news.example.org',
      userAgent: 'Mozilla/5.0 (X11; |x)',
      referrer: 'https://a.example/',
    })
  })

  it('undoes its escapes', () => {
    expect(readLine(LINE.replace('/index.html', '/a?q=#22b#22#c3#a9')).target).toBe('/a?q="b"é')
  })

  it('may be asked to log as soon as possible', () => {
    expect(readLine(LINE.replace('/109 200 2750', '/+109 200 +2750'))).toMatchObject({ durationMs: 109, bytes: 2750 })
  })

  it('is cut by HAProxy when it is long', () => {
    const long = LINE.replace('/index.html HTTP/1.1"', `/${'a'.repeat(2_000)}`).slice(0, 1_023)
    expect(readLine(long)).toMatchObject({ method: 'GET', httpVersion: null })
    expect(readLog(`${LINE.slice(0, -12)}\n`).summary.entries).toBe(0)
  })

  it('has connections without a request', () => {
    const bad = LINE.replace('GET /index.html HTTP/1.1', '<BADREQ>').replace(' 200 ', ' 400 ')
    expect(skippedCounts(readLog(`${bad}\n`).summary)).toEqual({ 'not-http': 1 })
  })

  it.each([
    'Feb  6 12:12:56 localhost haproxy[14387]: 10.0.1.2:33313 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0',
    'Feb  6 12:12:09 localhost haproxy[14385]: Connect from 10.0.1.2:33312 to 10.0.3.31:8012 (www/HTTP)',
  ])('is asked for where another log of HAProxy is given', (line) => {
    const { summary } = readLog(`${line}\n`)
    expect(skippedCounts(summary)).toEqual({ 'unknown-format': 1 })
    expect(summary.hint).toContain('option httplog')
  })
})
