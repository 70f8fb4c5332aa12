import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOST, startEdge } from '../edge.test-support.js'
import { originRequestHeaders } from './request-headers.js'

const FACTS = { clientAddress: '192.0.2.7', host: HOST, scheme: 'https', httpVersion: '1.1', level: 'calm' } as const

function sent(raw: string[], connection?: string): [string, string][] {
  const flat = originRequestHeaders(raw, connection, FACTS)
  return flat.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : []))
}

const valuesOf = (fields: [string, string][], name: string) => fields.filter(([n]) => n === name).map(([, v]) => v)

describe('what the origin is told', () => {
  it('gets the address, scheme and host from Holdfast alone, however a visitor spells his own', async () => {
    const { ask, origin } = await startEdge()
    const spellings = ['X-Forwarded-For', 'x-forwarded-for', 'X_Forwarded_For', 'x-Forwarded_FOR']
    for (const name of [
      ...spellings,
      'X-Forwarded-Proto',
      'X_FORWARDED_PROTO',
      'X-Forwarded-Host',
      'X_Forwarded_Host',
      'X-Forwarded-Port',
      'X-Real-IP',
      'X_Real_IP',
      'Forwarded',
      'Holdfast-Level',
      'HOLDFAST_LEVEL',
    ]) {
      await ask({ headers: { [name]: 'forged-6.6.6.6', [name.toUpperCase()]: 'forged-again' } })
      const fields = origin.seen.at(-1)?.raw ?? []
      expect(fields.filter((field) => field.includes('forged'))).toEqual([])
    }
    expect(origin.seen.at(-1)?.headers).toMatchObject({
      host: HOST,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': HOST,
      forwarded: `for=127.0.0.1;host=${HOST};proto=http`,
      'holdfast-level': 'calm',
      via: '1.1 holdfast',
    })
  })

  it('keeps the host as the visitor wrote it, with its port', async () => {
    const { ask, origin } = await startEdge()
    await ask({ host: `News.Example.org:8080` })
    expect(origin.seen[0]?.headers.host).toBe('News.Example.org:8080')
    expect(origin.seen[0]?.headers.forwarded).toBe('for=127.0.0.1;host="News.Example.org:8080";proto=http')
  })

  it('says the level of the platform', async () => {
    const { ask, origin, level } = await startEdge()
    level('attack')
    await ask()
    expect(origin.seen[0]?.headers['holdfast-level']).toBe('attack')
  })

  it('does not get what belongs to the connection, nor what Connection lists', async () => {
    const { ask, origin } = await startEdge()
    await ask({
      headers: {
        Connection: 'keep-alive, X-Secret , x-other',
        'X-Secret': 'gone',
        'X-Other': 'gone',
        'Keep-Alive': 'timeout=5',
        'Proxy-Connection': 'keep-alive',
        'Proxy-Authorization': 'Basic gone',
        TE: 'trailers',
        'X-Kept': 'kept',
      },
    })
    const headers = origin.seen[0]?.headers ?? {}
    expect(headers['x-kept']).toBe('kept')
    for (const name of ['x-secret', 'x-other', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te']) {
      expect(headers[name]).toBeUndefined()
    }
  })

  it('cannot lose our own fields by a Connection that lists them', async () => {
    const { ask, origin } = await startEdge()
    await ask({ headers: { Connection: 'host, x-forwarded-for, holdfast-level, forwarded, close' } })
    expect(origin.seen[0]?.headers).toMatchObject({
      host: HOST,
      'x-forwarded-for': '127.0.0.1',
      'holdfast-level': 'calm',
    })
  })

  it('sees the proxies before us in Via', () => {
    expect(valuesOf(sent(['Via', '1.0 fred', 'via', '1.1 other']), 'via')).toEqual([
      '1.0 fred, 1.1 other, 1.1 holdfast',
    ])
  })

  it('gets one Cookie for the crumbs of HTTP/2', () => {
    const fields = sent([':method', 'GET', ':path', '/', 'cookie', 'a=1', 'accept', '*/*', 'cookie', 'b=2; c=3'])
    expect(valuesOf(fields, 'cookie')).toEqual(['a=1; b=2; c=3'])
    expect(fields.some(([name]) => name.startsWith(':'))).toBe(false)
  })

  it('gets an IPv6 address in brackets and quotes in Forwarded (RFC 7239, 6)', () => {
    const flat = originRequestHeaders([], undefined, { ...FACTS, clientAddress: '2001:db8::1' })
    expect(flat[flat.indexOf('forwarded') + 1]).toBe(`for="[2001:db8::1]";host=${HOST};proto=https`)
  })

  it('cannot be told anything else by any mixture of names', () => {
    const piece = fc.constantFrom(
      'x',
      'X',
      '-',
      '_',
      'forwarded',
      'Forwarded',
      'FOR',
      'for',
      'real',
      'ip',
      'holdfast',
      'level',
      'host',
      'via',
      'expect',
    )
    const name = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), (names) => {
        const fields = sent(names.flatMap((n) => [n, 'forged']))
        // As WSGI, CGI and PHP read them.
        const cgi = (n: string) => n.toLowerCase().replaceAll('-', '_')
        const ours = [
          'x_forwarded_for',
          'x_forwarded_proto',
          'x_forwarded_host',
          'forwarded',
          'x_real_ip',
          'holdfast_level',
          'host',
        ]
        for (const [n, value] of fields) if (ours.includes(cgi(n))) expect(value).not.toContain('forged')
        for (const n of ['x-forwarded-for', 'forwarded', 'holdfast-level', 'host'])
          expect(valuesOf(fields, n)).toHaveLength(1)
      }),
    )
  })
})
