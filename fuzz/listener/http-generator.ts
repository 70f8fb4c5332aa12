import fc from 'fast-check'

/** Pieces of HTTP/1.1 on which readers have disagreed. */
export const HTTP_WORDS = [
  'GET ', 'POST ', 'HEAD ', 'PUT ', 'CONNECT ', 'TRACE ', 'OPTIONS * ', ' HTTP/1.1\r\n', ' HTTP/1.0\r\n', ' HTTP/0.9\r\n',
  'Host: news.example.org\r\n', 'Host: other.example\r\n', 'Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'Content-Length: +5\r\n',
  'Content-Length: 5, 5\r\n', 'Content-Length : 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: xchunked\r\n',
  'Transfer-Encoding: chunked, identity\r\n', 'Transfer-Encoding:\x0bchunked\r\n', 'Transfer-Encoding : chunked\r\n',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n', ' Transfer-Encoding: chunked\r\n', 'TE: trailers\r\n',
  'Connection: close\r\n', 'Connection: content-length\r\n', 'Connection: upgrade\r\nUpgrade: websocket\r\n',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n', 'Expect: 100-continue\r\n', 'Expect: x\r\n',
  'Upgrade: x\r\n', '0\r\n\r\n', '5\r\nabcde\r\n', '5;a=b\r\n', '5 \r\n', '-5\r\n', '0x5\r\n', 'ffffffffffffffff\r\n', '0\r\nHost: x\r\n\r\n',
  '\r\n', '\n', '\r', '\r\n\r\n', '\r\n ', '\r\n\t', ':', '\0', '\x80', '//', '/../', '#', '?', '%00', 'http://news.example.org/', 'http://other.example/',
  'GET /smuggled HTTP/1.1\r\nHost: news.example.org\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\x16\x03\x01\x02\0\x01\0',
] // biome-ignore format: a list of words

const method = fc.constantFrom(
  'GET',
  'GET',
  'POST',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'get',
  'BREW',
)
const target = fc.oneof(
  fc.webPath().map((path) => `/${path.replace(/^\//, '')}`),
  fc.constantFrom(
    '/',
    '/a?b=c',
    '*',
    '//x',
    '/a#b',
    'http://news.example.org/a',
    'http://other.example/',
    'a',
    '/\x80',
    '/%',
  ),
)
const framing = fc.constantFrom(
  '',
  'Content-Length: #\r\n',
  'Content-Length: #\r\nContent-Length: #\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: chunked\r\nContent-Length: #\r\n',
  'Content-Length: 0\r\n',
  'content-length:#\r\n',
)
const body = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('GET /smuggled HTTP/1.1\r\nHost: news.example.org\r\n\r\n', '0\r\n\r\nGET /smuggled HTTP/1.1\r\nX: '),
)
const field = fc.oneof(
  fc.constantFrom(...HTTP_WORDS.filter((word) => /^[A-Z][\w-]+ ?:.*\r\n$/.test(word))),
  fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 12 })).map(([name, value]) => `${name}: ${value}\r\n`),
)
const request = fc
  .tuple(
    method,
    target,
    fc.array(field, { maxLength: 4 }),
    framing,
    body,
    fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2'),
  )
  .map(([verb, path, extra, framed, content, version]) => {
    const chunked = framed.includes('chunked') && !framed.includes('#')
    const sent = chunked ? chunksOf(content) : content
    const length = framed.replaceAll('#', String(sent.length))
    return `${verb} ${path} ${version}\r\nHost: news.example.org\r\n${extra.join('')}${length}\r\n${framed === '' ? '' : sent}`
  })

/** One to four requests on a connection. */
export const requestStream = fc.array(request, { minLength: 1, maxLength: 4 }).map((requests) => requests.join(''))

function chunksOf(content: string): string {
  const half = content.length >> 1
  const pieces = [content.slice(0, half), content.slice(half)].filter((piece) => piece !== '')
  return `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`
}
