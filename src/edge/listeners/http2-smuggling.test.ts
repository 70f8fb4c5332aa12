import { describe, expect, it } from 'vitest'
import { eventually, HOST, pause, startEdge } from '../edge.test-support.js'
import { startNaiveOrigin } from '../naive-origin.test-support.js'
import { END_HEADERS, END_STREAM, FRAME, field, frame } from './http2-frame.test-support.js'
import { FrameClient } from './http2-frames.test-support.js'
import { certificateFiles } from './tls.test-support.js'

const HIDDEN = `GET /hidden HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`
const USUAL: [string, string][] = [
  [':method', 'POST'],
  [':scheme', 'https'],
  [':authority', HOST],
  [':path', '/first'],
]

/** The usual fields with some of them said otherwise, and more. */
function saying(changed: Record<string, string>, more: [string, string][] = []): [string, string][] {
  return [...USUAL.map(([name, value]): [string, string] => [name, changed[name] ?? value]), ...more]
}

/** What HTTP/2 can carry and HTTP/1.1 cannot, or only in another sense (RFC 9113, 8.2.1 and 10.3). */
const SMUGGLING: Record<string, [fields: [string, string][], body?: string]> = {
  'chunks (H2.TE)': [saying({}, [['transfer-encoding', 'chunked']]), `0\r\n\r\n${HIDDEN}`],
  'chunks in capitals': [saying({}, [['Transfer-Encoding', 'chunked']]), `0\r\n\r\n${HIDDEN}`],
  'chunks with an underscore': [saying({}, [['transfer_encoding', 'chunked']]), `0\r\n\r\n${HIDDEN}`],
  'a length of nothing (H2.CL)': [saying({}, [['content-length', '0']]), HIDDEN],
  'a length that is too short': [saying({}, [['content-length', '5']]), HIDDEN],
  'a length that is too long': [saying({}, [['content-length', '500']]), HIDDEN],
  'two lengths': [
    saying({}, [
      ['content-length', '0'],
      ['content-length', String(HIDDEN.length)],
    ]),
    HIDDEN,
  ],
  'a length with an underscore': [saying({}, [['content_length', String(HIDDEN.length)]])],
  'a length that is none': [saying({}, [['content-length', '+5']]), HIDDEN],
  'a line break in a value': [saying({}, [['x-a', `b\r\nTransfer-Encoding: chunked`]]), `0\r\n\r\n${HIDDEN}`],
  'a whole request in a value': [saying({}, [['x-a', `b\r\n\r\n${HIDDEN}`]])],
  'a bare LF in a value': [saying({}, [['x-a', `b\nX-Forwarded-For: 192.0.2.66`]])],
  'a NUL in a value': [saying({}, [['x-a', 'b\0c']])],
  'a line break in a name': [saying({}, [['x-a: b\r\nx-forwarded-for', '192.0.2.66']])],
  'a colon in a name': [saying({}, [['x-forwarded-for:192.0.2.66', 'b']])],
  'a space in a name': [saying({}, [['x-a b', 'c']])],
  'an empty name': [saying({}, [['', 'c']])],
  'a line break in a cookie': [saying({}, [['cookie', `a=b\r\n\r\n${HIDDEN}`]])],
  'a line break in the path': [saying({ ':path': `/ HTTP/1.1\r\nHost: x\r\n\r\n${HIDDEN}` })],
  'a space in the path': [saying({ ':path': '/ HTTP/1.1 /hidden' })],
  'a path that is absolute': [saying({ ':path': 'http://other.example/hidden' })],
  'a path that is empty': [saying({ ':path': '' })],
  'a line break in the method': [saying({ ':method': `GET /hidden HTTP/1.1\r\nHost: x\r\n\r\nGET` })],
  'a space in the method': [saying({ ':method': 'GET /hidden HTTP/1.1 ' })],
  'a line break in the authority': [saying({ ':authority': `${HOST}\r\nX-Forwarded-For: 192.0.2.66` })],
  'a line break in the scheme': [saying({ ':scheme': `https\r\nX-Forwarded-For: 192.0.2.66\r\n` })],
  'a scheme that is a URL': [saying({ ':scheme': `http://other.example/hidden?` })],
  'another host beside the authority': [saying({}, [['host', 'other.example']])],
  'two paths': [[...USUAL, [':path', '/hidden']]],
  'two methods': [[...USUAL, [':method', 'GET']]],
  'a pseudo-field behind the others': [[['x-a', 'b'], ...USUAL]],
  'an unknown pseudo-field': [saying({}, [[':hidden', '/']])],
  'an upgrade': [
    saying({}, [
      ['connection', 'upgrade'],
      ['upgrade', 'websocket'],
    ]),
  ],
  'our own fields': [
    saying({}, [
      ['x-forwarded-for', '192.0.2.66'],
      ['via', '1.1 other'],
      ['x_forwarded_for', '192.0.2.66'],
    ]),
  ],
  'te that is not trailers': [saying({}, [['te', 'chunked']])],
}

describe.each(['length', 'chunks'] as const)('before a careless origin that believes the %s', (believes) => {
  it('whatever HTTP/2 carries, the origin reads only requests that went through here', {
    timeout: 60_000,
  }, async () => {
    const { url, requests } = await startNaiveOrigin(believes)
    const { httpsPort, ask, edge } = await startEdge({
      originUrl: url,
      cache: { off: true },
      certificates: certificateFiles('exact'),
      limits: { originHeadersMs: 1_000 },
    })
    for (const [what, [fields, body]] of Object.entries(SMUGGLING)) {
      requests.length = 0
      const client = await FrameClient.connect(httpsPort)
      const stream = client.stream()
      const block = Buffer.concat(fields.map(([name, value]) => field(name, value)))
      client.send(frame(FRAME.headers, END_HEADERS | (body === undefined ? END_STREAM : 0), stream, block))
      if (body !== undefined) client.send(frame(FRAME.data, END_STREAM, stream, Buffer.from(body, 'latin1')))
      const over = () => client.ended > 0 || client.came.has(FRAME.reset) || client.goaway !== null
      await Promise.race([client.closed, eventually(over).catch(() => {}), pause(300)])
      const after = await ask({ path: '/after' })
      expect([what, after.status, after.text]).toEqual([what, 200, '/after'])
      for (const { line, fields: told } of requests) {
        expect([what, line]).toEqual([what, expect.stringMatching(/^(POST|GET) \/(first|after|) HTTP\/1\.1$/)])
        const addresses = told.filter(([name]) => name.replaceAll('_', '-') === 'x-forwarded-for')
        expect([what, addresses]).toEqual([what, [['x-forwarded-for', '127.0.0.1']]])
        expect([what, told.filter(([name]) => name === 'host')]).toEqual([what, [['host', HOST]]])
      }
      client.socket.destroy()
      await eventually(() => edge.underWay === 0, `the end of "${what}"`)
    }
  })
})
