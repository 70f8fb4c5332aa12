import { describe, expect, it } from 'vitest'
import type { ClientFlood } from './attack.js'
import { ClientWit } from './client-wit.js'

const AUTHORITY = 'news.localhost:8080'
const profile = [['User-Agent', 'Browser/1']] as const
const otherwise = () => ({ method: 'GET', text: 'GET /search?q=x HTTP/1.1\r\nHost: x\r\n\r\n' })
const wit = (kind: ClientFlood['wit']) => new ClientWit(kind, AUTHORITY, profile)

function head(status: number, headers: Record<string, string>) {
  return {
    status,
    header: (name: string) => headers[name] ?? null,
    headers: (name: string) => (headers[name] === undefined ? [] : [headers[name]]),
  }
}
const pathOf = ({ text }: { text: string }) => text.split(' ')[1]

describe('an attacking client', () => {
  it('without wit takes no notice of anything', () => {
    const client = wit('none')
    client.answered(head(302, { location: '/check', 'set-cookie': 'a=1; Path=/' }), 0)
    client.answered(head(503, { refresh: '5' }), 0)
    expect(client.isReady(1)).toBe(true)
    expect(client.request(otherwise)).toEqual(otherwise())
  })

  it('with cookies goes where it is sent, once, and shows them from then on', () => {
    const client = wit('cookies')
    client.answered(head(302, { location: '/check?to=%2F', 'set-cookie': 'holdfast-ticket=t; Path=/' }), 0)
    const sent = client.request(otherwise)
    expect(sent.text).toBe(
      `GET /check?to=%2F HTTP/1.1\r\nHost: ${AUTHORITY}\r\nUser-Agent: Browser/1\r\nCookie: holdfast-ticket=t\r\n\r\n`,
    )
    client.answered(head(200, {}), 0)
    expect(client.request(otherwise).text).toBe(
      'GET /search?q=x HTTP/1.1\r\nHost: x\r\nCookie: holdfast-ticket=t\r\n\r\n',
    )
  })

  it('with cookies does not wait; with patience it does, and comes back where it is told to', () => {
    const told = head(503, { refresh: '3; url=/check?ticket=t' })
    const hasty = wit('cookies')
    hasty.answered(told, 1_000)
    expect([hasty.isReady(1_000), pathOf(hasty.request(otherwise))]).toEqual([true, '/search?q=x'])
    const patient = wit('patience')
    patient.answered(told, 1_000)
    expect([patient.isReady(3_999), patient.isReady(4_000)]).toEqual([false, true])
    expect(pathOf(patient.request(otherwise))).toBe('/check?ticket=t')
    patient.answered(head(503, { refresh: '9999' }), 4_000)
    expect(patient.isReady(19_000)).toBe(true)
    expect(pathOf(patient.request(otherwise))).toBe('/search?q=x')
  })

  it('leaves a ring of redirects, and never follows one to another site', () => {
    const client = wit('patience')
    for (let i = 0; i < 5; i++) {
      client.answered(head(302, { location: `http://${AUTHORITY}/ring` }), 0)
      expect(pathOf(client.request(otherwise))).toBe('/ring')
    }
    client.answered(head(302, { location: '/ring' }), 0)
    expect(pathOf(client.request(otherwise))).toBe('/search?q=x')
    for (const location of ['http://192.0.2.1/', '//192.0.2.1/', 'https://example.org/x', 'javascript:1', '\\\\x']) {
      client.answered(head(302, { location }), 0)
      const { text } = client.request(otherwise)
      expect(text).toMatch(/^GET \/[^/]/)
      expect(text).not.toMatch(/Host: (192|example)/)
      client.answered(head(200, {}), 0)
    }
    client.answered(head(503, { refresh: '0; url=http://192.0.2.1/' }), 0)
    expect(pathOf(client.request(otherwise))).toBe('/search?q=x')
  })
})
