import { describe, expect, it } from 'vitest'
import { eventually, HOST, pause, requestText, startEdge } from './edge.test-support.js'
import { startNaiveOrigin } from './naive-origin.test-support.js'

const HOST_LINE = `Host: ${HOST}\r\n`
const HIDDEN = `GET /hidden HTTP/1.1\r\nHost: ${HOST}\r\nX-Forwarded-For: 192.0.2.66\r\n\r\n`

/** A request that announces its body in this way, and hides another request where some would see one. */
function post(fields: string, body: string): string {
  return `POST /first HTTP/1.1\r\n${HOST_LINE}${fields}\r\n${body}`
}

const length = (text: string) => `Content-Length: ${text.length}\r\n`
const chunked = 'Transfer-Encoding: chunked\r\n'
const ended = `0\r\n\r\n${HIDDEN}`

/** Ideas from RFC 9112, 6.3 and 11.2: every way to make two readers of the same bytes see different requests. */
const SMUGGLING: Record<string, string> = {
  'length and chunks': post(length(ended) + chunked, ended),
  'chunks and length': post(chunked + length(ended), ended),
  'a length that is too short, and chunks': post(`Content-Length: 5\r\n${chunked}`, ended),
  'two lengths, the first short': post(`Content-Length: 0\r\n${length(HIDDEN)}`, HIDDEN),
  'two lengths, the last short': post(`${length(HIDDEN)}Content-Length: 0\r\n`, HIDDEN),
  'lengths in a list': post(`Content-Length: 0, ${HIDDEN.length}\r\n`, HIDDEN),
  'a hexadecimal length': post(`Content-Length: 0x${HIDDEN.length.toString(16)}\r\n`, HIDDEN),
  'a length with a sign': post(`Content-Length: +${HIDDEN.length}\r\n`, HIDDEN),
  'a length with a fraction': post(`Content-Length: ${HIDDEN.length}.0\r\n`, HIDDEN),
  'a length with an exponent': post('Content-Length: 0e9\r\n', HIDDEN),
  'a length with a space in it': post('Content-Length: 0 9\r\n', HIDDEN),
  'a length of Arabic digits': post('Content-Length: \u0660\r\n', HIDDEN),
  'an empty length': post('Content-Length:\r\n', HIDDEN),
  'a length beyond all bounds': post(`Content-Length: ${'9'.repeat(40)}\r\n`, HIDDEN),
  'a length that wraps around 32 bits': post(`Content-Length: ${2 ** 32}\r\n`, HIDDEN),
  'a length that wraps around 64 bits': post('Content-Length: 18446744073709551616\r\n', HIDDEN),
  'a length with a NUL': post(`Content-Length: 0\0\r\n`, HIDDEN),
  'a length with a vertical tab': post(`Content-Length: \x0b${HIDDEN.length}\r\n`, HIDDEN),
  'a space before the colon of the length': post(`Content-Length : ${HIDDEN.length}\r\n`, HIDDEN),
  'a tab before the colon of the length': post(`Content-Length\t: ${HIDDEN.length}\r\n`, HIDDEN),
  'a length on a folded line': post(`Content-Length:\r\n ${HIDDEN.length}\r\n`, HIDDEN),
  'a length behind a bare CR': post(`X-A: b\rContent-Length: ${HIDDEN.length}\r\n`, HIDDEN),
  'a length behind a bare LF': post(`X-A: b\nContent-Length: ${HIDDEN.length}\r\n`, HIDDEN),
  'a length behind a NUL': post(`X-A: b\0\r\nContent-Length: 0\r\n`, HIDDEN),
  'a length with an underscore': post(`Content_Length: ${HIDDEN.length}\r\n`, HIDDEN),
  'a length named as connection option': post(`Connection: content-length\r\n${length(HIDDEN)}`, HIDDEN),
  'chunks named as connection option': post(`Connection: transfer-encoding\r\n${chunked}`, ended),
  'a GET with a length': `GET /first HTTP/1.1\r\n${HOST_LINE}${length(HIDDEN)}\r\n${HIDDEN}`,
  'a HEAD with a length': `HEAD /first HTTP/1.1\r\n${HOST_LINE}${length(HIDDEN)}\r\n${HIDDEN}`,
  'a GET in chunks': `GET /first HTTP/1.1\r\n${HOST_LINE}${chunked}\r\n${ended}`,
  'chunks in HTTP/1.0': `POST /first HTTP/1.0\r\n${HOST_LINE}${chunked}\r\n${ended}`,
  'chunks in HTTP/1.0 with a length': `POST /first HTTP/1.0\r\n${HOST_LINE}${chunked}${length(ended)}\r\n${ended}`,
  'chunks twice': post(chunked + chunked, ended),
  'chunks in a list of two': post('Transfer-Encoding: chunked, chunked\r\n', ended),
  'identity after chunks': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', ended),
  'identity in a list': post(`Transfer-Encoding: identity, chunked\r\n${length(ended)}`, ended),
  'a coding that only contains the word': post(`Transfer-Encoding: xchunked\r\n${length(ended)}`, ended),
  'a coding with a parameter': post(`Transfer-Encoding: chunked;q=1\r\n${length(ended)}`, ended),
  'a coding in quotes': post(`Transfer-Encoding: "chunked"\r\n${length(ended)}`, ended),
  'a coding with a vertical tab': post(`Transfer-Encoding: \x0bchunked\r\n${length(ended)}`, ended),
  'a coding with a NUL': post(`Transfer-Encoding: chunked\0\r\n${length(ended)}`, ended),
  'a coding behind a comma': post(`Transfer-Encoding: , chunked\r\n${length(ended)}`, ended),
  'a coding on a folded line': post(`Transfer-Encoding:\r\n chunked\r\n${length(ended)}`, ended),
  'a coding with an underscore': post(`Transfer_Encoding: chunked\r\n${length(ended)}`, ended),
  'a coding behind a space': post(` Transfer-Encoding: chunked\r\n${length(ended)}`, ended),
  'a space before the colon of the coding': post(`Transfer-Encoding : chunked\r\n${length(ended)}`, ended),
  'a coding in capitals': post('TRANSFER-ENCODING: CHUNKED\r\n', ended),
  'an empty coding': post(`Transfer-Encoding:\r\n${length(ended)}`, ended),
  'a chunk size in hexadecimal notation': post(chunked, `0x0\r\n\r\n${HIDDEN}`),
  'a chunk size with a sign': post(chunked, `+0\r\n\r\n${HIDDEN}`),
  'a negative chunk size': post(chunked, `-1\r\n\r\n${HIDDEN}`),
  'a chunk size with a space': post(chunked, `0 1\r\n\r\n${HIDDEN}`),
  'a chunk size that wraps around 64 bits': post(chunked, `10000000000000000\r\n\r\n${HIDDEN}`),
  'a chunk size with leading zeros': post(chunked, `${'0'.repeat(30)}\r\n\r\n${HIDDEN}`),
  'chunks that end in LF alone': post(chunked, `1\na\n0\n\n${HIDDEN}`),
  'a chunk longer than announced': post(chunked, `1\r\nab\r\n0\r\n\r\n${HIDDEN}`),
  'an extension with a bare LF': post(chunked, `1;a\nb\r\na\r\n0\r\n\r\n${HIDDEN}`),
  'an extension with a bare CR': post(chunked, `1;a\rb\r\na\r\n0\r\n\r\n${HIDDEN}`),
  'an extension of 64 KB': post(chunked, `1;${'a'.repeat(65_536)}\r\na\r\n0\r\n\r\n${HIDDEN}`),
  'a trailer that is a length': post(chunked, `0\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`),
  'a trailer that is a host': post(chunked, `0\r\nHost: other.example\r\nX-Forwarded-For: 192.0.2.66\r\n\r\n${HIDDEN}`),
  'a last chunk without its empty line': post(chunked, `0\r\n${HIDDEN}`),
  'an upgrade with a body': post(`Connection: upgrade\r\nUpgrade: websocket\r\n${length(HIDDEN)}`, HIDDEN),
  'an upgrade to h2c with a body': post(`Connection: upgrade\r\nUpgrade: h2c\r\n${length(HIDDEN)}`, HIDDEN),
  'a body that is announced and refused': `POST /first HTTP/1.1\r\nHost: other.example\r\n${length(HIDDEN)}\r\n${HIDDEN}`,
  'a line break in the target': `GET /a\r\nX-Forwarded-For: 192.0.2.66\r\n\r\n HTTP/1.1\r\n${HOST_LINE}\r\n`,
  'an encoded line break in the target': `GET /%0d%0a%0d%0aGET%20/hidden HTTP/1.1\r\n${HOST_LINE}\r\n`,
  'a space in the target': `GET /a HTTP/1.1 /hidden HTTP/1.1\r\n${HOST_LINE}\r\n`,
  'tabs in the request line': `GET\t/a\tHTTP/1.1\r\n${HOST_LINE}\r\n`,
  'a host with a line break by absolute form': `GET http://${HOST}%0d%0aX:y/ HTTP/1.1\r\n${HOST_LINE}\r\n`,
  'empty lines before the request': `\r\n\r\n\r\nGET /first HTTP/1.1\r\n${HOST_LINE}\r\n`,
  'a field without a name': `GET /first HTTP/1.1\r\n${HOST_LINE}: x\r\n\r\n`,
  'a field without a colon': `GET /first HTTP/1.1\r\n${HOST_LINE}X-A\r\n\r\n`,
  'our own fields, as connection options': `GET /first HTTP/1.1\r\n${HOST_LINE}Connection: x-forwarded-for, via, host\r\n\r\n`,
  'a first field that is folded': `GET /first HTTP/1.1\r\n X-A: b\r\n${HOST_LINE}\r\n`,
}

describe.each(['length', 'chunks'] as const)('before a careless origin that believes the %s', (believes) => {
  it('whatever is sent, the origin reads only requests that went through here, and nobody gets the answer of another', {
    timeout: 60_000,
  }, async () => {
    const { url, requests } = await startNaiveOrigin(believes)
    const { connect, ask, edge } = await startEdge({
      originUrl: url,
      cache: { off: true },
      limits: { originHeadersMs: 1_000 },
    })
    for (const [what, bytes] of Object.entries(SMUGGLING)) {
      requests.length = 0
      const client = await connect()
      client.send(Buffer.from(bytes, 'utf8'))
      // Answered, closed, or waiting for the rest of a body.
      await Promise.race([client.closed, eventually(() => client.pending.length > 0).catch(() => {}), pause(150)])
      const after = await ask({ path: '/after' })
      expect([what, after.status, after.text]).toEqual([what, 200, '/after'])
      for (const { line, fields } of requests) {
        const told = fields.filter(([name]) => name === 'x-forwarded-for').map(([, value]) => value)
        expect([what, line, told]).toEqual([what, line, ['127.0.0.1']])
        expect(fields.filter(([name]) => name === 'via')).toHaveLength(1)
      }
      client.destroy()
      await eventually(() => edge.underWay === 0, `the end of "${what}"`)
    }
  })
})

it.each([
  ['an empty coding before chunks', 'HTTP/1.1', 'Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n', 501],
  ['a coding that is none', 'HTTP/1.1', 'Transfer-Encoding: identity, chunked\r\n', 501],
  ['chunks in HTTP/1.0', 'HTTP/1.0', 'Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n', 400],
])(
  '%s: nothing more is heard on the connection, since others see the end of the request elsewhere',
  async (_, version, coding, status) => {
    const { connect, origin } = await startEdge()
    const client = await connect()
    client.send(`POST / ${version}\r\n${HOST_LINE}${coding}\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\n${HOST_LINE}\r\n`)
    expect((await client.response()).status).toBe(status)
    expect(await client.rest()).toBe('')
    expect(origin.seen).toEqual([])
  },
)

describe('a target', () => {
  it.each([
    ['of invalid UTF-8', '/\xff\xfe\xc0\xaf', [400]],
    ['of encoded invalid UTF-8', '/%ff%fe%c0%af', [200]],
    ['with half an encoding', '/%', [200]],
    ['with an encoded NUL', '/a%00b', [200]],
    ['with a NUL', '/a\0b', [400]],
    ['with a control character', '/a\x01b', [400]],
    ['with a backslash', '/a\\..\\b', [200]],
    ['with a thousand steps up', `/${'../'.repeat(1_000)}etc/passwd`, [200]],
    ['with ten thousand parameters', `/?${'a&'.repeat(5_000)}`, [200]],
    ['with a lone surrogate, encoded', '/%ed%a0%80', [200]],
    ['in absolute form with a port that is none', `http://${HOST}:99999999/`, [400]],
    ['in absolute form without a host', 'http:///a', [400]],
    ['in absolute form with an address in brackets that is none', 'http://[::g]/', [400]],
    ['in absolute form of another scheme', 'gopher://news.example.org/', [400]],
    ['that is an authority', 'news.example.org:443', [400]],
    ['that is empty but for a question', '?a=b', [400]],
    ['with a fragment', '/a#b', [200]],
  ])('%s is answered, and the edge lives on', async (_what, target, statuses) => {
    const { connect, ask, origin, edge } = await startEdge()
    const client = await connect()
    client.send(`GET ${target} HTTP/1.1\r\n${HOST_LINE}\r\n`)
    const { status } = await client.response()
    expect(statuses).toContain(status)
    expect(origin.seen).toHaveLength(status === 200 ? 1 : 0)
    expect((await ask()).status).toBe(200)
    await eventually(() => edge.underWay === 0)
  })
})

describe('fields', () => {
  it('of invalid UTF-8 reach the origin byte by byte', async () => {
    const { connect, origin } = await startEdge()
    const client = await connect()
    client.send(Buffer.from(`GET / HTTP/1.1\r\n${HOST_LINE}X-A: \xff\xfe\xc3\r\nCookie: a=\xc0\x80\r\n\r\n`, 'latin1'))
    expect((await client.response()).status).toBe(200)
    expect(origin.seen[0]?.headers['x-a']).toBe('\xff\xfe\xc3')
  })

  it.each([
    ['ten thousand of them', 'X: y\r\n'.repeat(10_000)],
    ['one that never ends', `X: ${'y'.repeat(1_000_000)}`],
    ['a name that never ends', 'y'.repeat(1_000_000)],
    ['a cookie of a megabyte', `Cookie: ${'a=b; '.repeat(200_000)}\r\n`],
  ])('%s: 431, and the rest is not read', async (_what, fields) => {
    const { connect, origin, edge } = await startEdge()
    const client = await connect()
    client.send(`GET / HTTP/1.1\r\n${HOST_LINE}${fields}\r\n`)
    expect((await client.response()).status).toBe(431)
    await client.rest()
    client.destroy()
    expect(origin.seen).toEqual([])
    expect(edge.refusals.malformed).toBe(1)
    await eventually(() => edge.connections.open === 0)
  })

  it('named as an object names its own are fields like others', async () => {
    const { ask, origin } = await startEdge()
    const headers = { __proto__x: '1', constructor: '2', hasOwnProperty: '3', toString: '4' }
    expect((await ask({ headers })).status).toBe(200)
    expect(origin.seen[0]?.raw).toEqual(
      expect.arrayContaining(['__proto__x', '1', 'constructor', '2', 'hasownproperty', '3']),
    )
  })
})

describe('a socket that is half closed', () => {
  it.each([
    ['before a byte', ''],
    ['in the request line', 'GET /'],
    ['in the head', `GET / HTTP/1.1\r\n${HOST_LINE}`],
    ['in a body', `POST / HTTP/1.1\r\n${HOST_LINE}Content-Length: 10\r\n\r\nhalf`],
    ['in a chunk', `POST / HTTP/1.1\r\n${HOST_LINE}${chunked}\r\nff\r\nhalf`],
    ['in an upgrade', `GET / HTTP/1.1\r\n${HOST_LINE}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`],
  ])('%s is closed on our side too, and nothing is left of it', async (_what, bytes) => {
    const { connect, origin, edge } = await startEdge()
    origin.answer = () => {}
    const client = await connect()
    client.send(bytes)
    client.socket.end()
    await client.rest()
    await eventually(() => edge.connections.open === 0 && edge.underWay === 0, 'the end')
    expect(edge.platforms[0]?.admission.snapshot(0)).toMatchObject({ waiting: 0 })
  })
})

describe('a clock that jumps', () => {
  it.each([3_600_000, -3_600_000, 10 * 365 * 86_400_000])('by %i ms keeps nobody from being served', async (ms) => {
    const { ask, connect, clock, edge, level } = await startEdge()
    const client = await connect()
    client.send(requestText())
    expect((await client.response()).status).toBe(200)
    level('strained', 5_000)
    clock.advance(ms)
    edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 100 })
    edge.tickAdmission()
    expect((await ask()).status).toBe(200)
    expect((await ask({ path: '/other', method: 'POST', body: 'a' })).status).toBe(200)
    edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 100 })
    edge.sweep()
    expect((await ask()).status).toBe(200)
    expect(edge.underWay).toBe(0)
  })
})
