import { describe, expect, it } from 'vitest'
import { HOST, startEdge } from '../edge.test-support.js'

describe('the host', () => {
  it.each(['other.example.org', 'example.org', 'news.example.org.evil.example', '127.0.0.1', '[::1]'])(
    'that no platform has (%s) is answered 421, and the origin never hears of it',
    async (host) => {
      const { ask, origin } = await startEdge()
      const response = await ask({ host })
      expect(response.status).toBe(421)
      expect(response.get('holdfast-reason')).toBe('unknown-host')
      expect(response.get('cache-control')).toBe('no-store')
      expect(origin.seen).toEqual([])
    },
  )

  it.each([HOST, 'NEWS.Example.ORG', `${HOST}:8080`, `${HOST}.`])('%s is the platform', async (host) => {
    const { ask } = await startEdge()
    expect((await ask({ host })).status).toBe(200)
  })

  it('may be any below a wildcard, but not the name itself', async () => {
    const { ask } = await startEdge({ hosts: ['*.example.org'] })
    expect((await ask({ host: 'a.b.example.org' })).status).toBe(200)
    expect((await ask({ host: 'example.org' })).status).toBe(421)
  })

  it.each([
    ['missing', '', 421],
    ['empty', 'Host:\r\n', 421],
    ['named twice', `Host: ${HOST}\r\nHost: ${HOST}\r\n`, 400],
    ['named twice with different names', `Host: ${HOST}\r\nhost: evil.example\r\n`, 400],
    ['a list', `Host: ${HOST}, evil.example\r\n`, 400],
    ['with user name', `Host: user@${HOST}\r\n`, 400],
    ['with a path', `Host: ${HOST}/admin\r\n`, 400],
    ['with a wrong port', `Host: ${HOST}:http\r\n`, 400],
    ['with a space', 'Host: news example org\r\n', 400],
    ['hostile', 'Host: "><script>alert(1)</script>\r\n', 400],
  ])('%s is refused', async (_what, field, status) => {
    const { connect, origin } = await startEdge()
    const client = await connect()
    client.send(`GET / HTTP/1.1\r\n${field}\r\n`)
    const response = await client.response()
    expect(response.status).toBe(status)
    expect(response.text).not.toContain('<script>')
    expect(origin.seen).toEqual([])
  })
})

describe('the request target', () => {
  const asked = async (target: string, method = 'GET') => {
    const edge = await startEdge()
    const client = await edge.connect()
    client.send(`${method} ${target} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
    return { response: await client.response({ noBody: method === 'HEAD' }), seen: edge.origin.seen }
  }

  it.each([
    ['/a/b?c=d', '/a/b?c=d'],
    [`http://${HOST}/a?b=c`, '/a?b=c'],
    [`HTTP://${HOST}`, '/'],
    [`http://${HOST}?q=1`, '/?q=1'],
    [`http://${HOST}:80/a`, '/a'],
    ['/a?b?c#d', '/a?b?c'],
    ['//evil.example/a', '//evil.example/a'],
    ['/%2e%2e/%00/..;/a', '/%2e%2e/%00/..;/a'],
  ])('%s is asked of the origin as %s', async (target, path) => {
    const { response, seen } = await asked(target)
    expect(response.status).toBe(200)
    expect(seen[0]?.url).toBe(path)
    expect(seen[0]?.headers.host?.replace(':80', '')).toBe(HOST)
  })

  it('in absolute form names the host, whatever Host says (RFC 9112, 3.2.2)', async () => {
    const { response, seen } = await asked('http://evil.example/a')
    expect(response.status).toBe(421)
    expect(seen).toEqual([])
  })

  it.each(['*', 'a', 'ftp://news.example.org/', `http://user@${HOST}/`, 'http:///a'])(
    '%s is refused',
    async (target) => {
      const { response, seen } = await asked(target)
      expect(response.status).toBe(400)
      expect(seen).toEqual([])
    },
  )

  it('OPTIONS * is answered here, and has no body', async () => {
    const { response, seen } = await asked('*', 'OPTIONS')
    expect(response.status).toBe(204)
    expect(response.get('content-length')).toBeUndefined()
    expect(seen).toEqual([])
  })

  it('TRACE is refused, so that nobody reads his own fields back', async () => {
    const { response, seen } = await asked('/', 'TRACE')
    expect(response.status).toBe(405)
    expect(seen).toEqual([])
  })

  it('CONNECT opens no tunnel', async () => {
    const { connect, origin, edge } = await startEdge()
    const client = await connect()
    client.send(`CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`)
    const rest = await client.rest()
    expect(rest === '' || /^HTTP\/1\.1 40[05] /.test(rest)).toBe(true)
    expect(origin.seen).toEqual([])
    expect(edge.underWay).toBe(0)
  })

  it('below our own path never reaches the origin, however it is spelled', async () => {
    for (const target of [
      '/.well-known/holdfast/health',
      '/.well-known/holdfast/other',
      '/x/../.well-known/holdfast/x',
      '//.well-known//holdfast/x',
      '/%2ewell-known/%68oldfast/x',
    ]) {
      const { response, seen } = await asked(target)
      expect(response.status).toBe(target.endsWith('health') ? 200 : 404)
      expect(seen).toEqual([])
    }
  })
})

describe('who can dodge an activity', () => {
  it('nobody by another spelling of its path', async () => {
    const { ask, edge } = await startEdge({
      activities: [{ name: 'search', paths: ['/search', '/find/**'], tier: 'deferrable' }],
    })
    const paths = [
      '/search',
      '/search/',
      '//search',
      '/x/../search',
      '/%73earch',
      '/./search?q=1',
      '/find',
      '/find/a/b',
      '/find//a',
    ]
    for (const path of paths) await ask({ path })
    const { platforms } = edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 }).summary
    expect(platforms[0]?.activities.map(({ requests }) => requests)).toEqual([paths.length, 0])
  })
})
