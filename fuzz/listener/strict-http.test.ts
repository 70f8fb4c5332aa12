import { expect, it } from 'vitest'
import { strictRequests, strictResponses } from './strict-http.js'

it('reads requests one after the other, with both kinds of body', () => {
  const { requests, rest } = strictRequests(
    '\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc' +
      'PUT /c HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=y\r\nde\r\n1\r\nf\r\n0\r\nT: t\r\n\r\n',
  )
  expect(rest).toBe('nothing')
  expect(requests.map(({ method, target, body }) => [method, target, body])).toEqual([
    ['GET', '/a', ''],
    ['POST', '/b', 'abc'],
    ['PUT', '/c', 'def'],
  ])
})

it.each([
  ['a length and chunks', 'POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n'],
  ['a coding besides chunked', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a folded line', 'GET / HTTP/1.1\r\nA: b\r\n c: d\r\n\r\n'],
  ['a space before the colon', 'GET / HTTP/1.1\r\nA : b\r\n\r\n'],
  ['a bare CR', 'GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n'],
  ['a bare LF', 'GET / HTTP/1.1\nA: b\r\n\r\n'],
  ['a NUL', 'GET / HTTP/1.1\r\nA: \0\r\n\r\n'],
  ['a chunk that is longer than it says', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n'],
])('takes %s for malformed', (_what, text) => {
  expect(strictRequests(text)).toMatchObject({ requests: [], rest: 'malformed' })
})

it('tells what is not whole yet from what never will be', () => {
  expect(strictRequests('GET / HTTP/1.1\r\nHost').rest).toBe('incomplete')
  expect(strictRequests('POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc')).toMatchObject({
    rest: 'incomplete',
    begun: { method: 'POST', target: '/' },
  })
})

it('reads answers, without interim ones and without a body for HEAD', () => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'
  const text = `HTTP/1.1 100 Continue\r\n\r\n${ok}${ok}ok`
  expect(strictResponses(text, ['HEAD', 'GET'])).toEqual({ statuses: [200, 200], bodies: ['', 'ok'], rest: 'nothing' })
  expect(strictResponses(`${ok}okrubbish\r\n`, ['GET'])).toEqual({ statuses: [200], bodies: ['ok'], rest: 'malformed' })
})
