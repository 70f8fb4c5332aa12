import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ParsedResponse, ResponseParser } from './response-parser.js'

interface Sent {
  method: string
  wire: string
  status: number
  body: string
}

const counted = (body: string): Sent => ({
  method: 'GET',
  wire: `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  status: 200,
  body,
})
const chunked = (parts: string[]): Sent => ({
  method: 'GET',
  wire: `HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n${parts.map((part) => `${part.length.toString(16)};ext=1\r\n${part}\r\n`).join('')}0\r\nTrailer: x\r\n\r\n`,
  status: 200,
  body: parts.join(''),
})
const bodyless = (method: string, status: number): Sent => ({
  method,
  wire: `HTTP/1.1 ${status} Fine\r\nContent-Length: 500\r\n\r\n`,
  status,
  body: '',
})

const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ' '), maxLength: 40 })
const answer = fc.oneof(
  text.map(counted),
  fc
    .array(
      text.filter((part) => part.length > 0),
      { maxLength: 4 },
    )
    .map(chunked),
  fc.constantFrom(bodyless('HEAD', 200), bodyless('GET', 304), bodyless('GET', 204)),
  text.map(
    (body): Sent => ({ ...counted(body), wire: `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${counted(body).wire}` }),
  ),
)

function parse(answers: readonly Sent[], wire: Buffer, cuts: readonly number[]): ParsedResponse[] {
  const seen: ParsedResponse[] = []
  const parser = new ResponseParser({ keepBytes: 1_000, onResponse: (response) => seen.push(response) })
  for (const { method } of answers) parser.expect(method)
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(wire.length, cut)
    if (to > from) expect(parser.push(wire.subarray(from, to))).toBe(true)
    from = Math.max(from, to)
  }
  if (from < wire.length) expect(parser.push(wire.subarray(from))).toBe(true)
  expect(parser.inAnswer).toBe(false)
  return seen
}

describe('the parser of answers', () => {
  it('reads any sequence of answers from bytes cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(answer, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(600), { maxLength: 12 }),
        (answers, cuts) => {
          const seen = parse(answers, Buffer.from(answers.map(({ wire }) => wire).join(''), 'latin1'), cuts)
          expect(seen.map(({ head, body }) => ({ status: head.status, body: body.toString('latin1') }))).toEqual(
            answers.map(({ status, body }) => ({ status, body })),
          )
        },
      ),
    )
  })

  it('reads one byte at a time', () => {
    const answers = [chunked(['hello', 'world']), bodyless('HEAD', 200), counted('after')]
    const wire = Buffer.from(answers.map(({ wire }) => wire).join(''))
    const seen = parse(
      answers,
      wire,
      Array.from({ length: wire.length }, (_, i) => i),
    )
    expect(seen.map(({ body }) => body.toString())).toEqual(['helloworld', '', 'after'])
  })

  it('takes a body without a length until the connection ends', () => {
    const seen: ParsedResponse[] = []
    const parser = new ResponseParser({ keepBytes: 100, onResponse: (response) => seen.push(response) })
    parser.push(Buffer.from('HTTP/1.0 200 OK\r\n\r\nall of '))
    parser.push(Buffer.from('it'))
    expect(seen).toEqual([])
    expect(parser.end()).toBe(true)
    expect(seen[0]?.body.toString()).toBe('all of it')
    expect(seen[0]?.head.closes).toBe(true)
  })

  it('gives headers by name, all of those that repeat, none from the body', () => {
    const [only] = parse(
      [counted('')],
      Buffer.from(
        'HTTP/1.1 503 Busy\r\nSet-Cookie: a=1\r\nset-cookie:b=2\r\nRETRY-AFTER:  5 \r\nContent-Length: 14\r\n\r\n\r\nX-Not: a head'.slice(
          0,
          -1,
        ),
      ),
      [],
    )
    expect(only?.head.headers('set-cookie')).toEqual(['a=1', 'b=2'])
    expect(only?.head.header('retry-after')).toBe('5')
    expect(only?.head.header('x-not')).toBeNull()
  })

  it('keeps no more of a body than it was told, and counts all of it', () => {
    const seen: ParsedResponse[] = []
    const parser = new ResponseParser({ keepBytes: 10, onResponse: (response) => seen.push(response) })
    parser.push(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n'))
    for (let i = 0; i < 100; i++) parser.push(Buffer.alloc(10_000, 'x'))
    expect(seen[0]).toMatchObject({ bodyBytes: 1_000_000 })
    expect(seen[0]?.body.length).toBe(10)
  })

  it.each([
    ['what is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['headers without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
    ['a chunk line without an end', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1'.repeat(300)}`],
  ])('gives up on %s', (_name, wire) => {
    const parser = new ResponseParser({ keepBytes: 0, onResponse: () => expect.unreachable() })
    expect(parser.push(Buffer.from(wire))).toBe(false)
  })
})
