import { describe, expect, it } from 'vitest'
import { HOST, startEdge, startRawOrigin } from '../edge.test-support.js'

describe('what the visitor is told', () => {
  it('does not get what belongs to the connection to the origin, nor what its Connection lists', async () => {
    const { ask, origin } = await startEdge()
    origin.answer = (_req, res) => {
      res.writeHead(200, {
        Connection: 'close, X-Internal',
        'X-Internal': 'gone',
        'Keep-Alive': 'timeout=99',
        'Proxy-Authenticate': 'Basic',
        Upgrade: 'h2c',
        'X-Kept': 'kept',
      })
      res.end('ok')
    }
    const response = await ask()
    expect(response.get('x-kept')).toBe('kept')
    for (const name of ['x-internal', 'keep-alive', 'proxy-authenticate', 'upgrade'])
      expect(response.all(name)).toEqual([])
    expect(response.all('connection')).not.toContain('close, X-Internal')
    expect(response.get('via')).toBe('1.1 holdfast')
  })

  it('keeps his connection although the origin closes its own', async () => {
    const { connect, origin } = await startEdge()
    origin.answer = (_req, res) => void res.writeHead(200, { Connection: 'close', 'Content-Length': 2 }).end('ok')
    const client = await connect()
    for (let i = 0; i < 3; i++) {
      client.send(`GET /${i} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
      expect((await client.response()).text).toBe('ok')
    }
  })

  it('gets several fields of one name, their order and their bytes as they are', async () => {
    const originUrl = await startRawOrigin((socket) => {
      socket.on('data', () => {
        const head = 'HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nX-B\xe4r: no\r\n'.replace('X-B\xe4r: no\r\n', '')
        socket.write(Buffer.from(`${head}Set-Cookie: b=2\r\nX-Name: J\xf6rg\r\nContent-Length: 0\r\n\r\n`, 'latin1'))
      })
    })
    const { ask } = await startEdge({ originUrl })
    const response = await ask()
    expect(response.statusText).toBe('Fine')
    expect(response.all('set-cookie')).toEqual(['a=1', 'b=2'])
    expect(response.get('x-name')).toBe('J\xf6rg')
  })
})
