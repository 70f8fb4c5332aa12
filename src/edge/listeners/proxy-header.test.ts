import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readProxyHeader } from './proxy-header.js'
import { v1Header, v2Header } from './proxy-header.test-support.js'

const text = (header: ReturnType<typeof readProxyHeader>) =>
  header.kind === 'client' ? `${header.address.text} ${header.bytes}` : header.kind

function read(bytes: Buffer | string): string {
  return text(readProxyHeader(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes))
}

describe('version 1', () => {
  it.each([
    ['PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n', '192.0.2.7 45'],
    ['PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n', '255.255.255.255 56'],
    ['PROXY TCP6 2001:db8::7 2001:db8::1 0 443\r\nGET /', '2001:db8::7 42'],
    ['PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n', '192.0.2.7 37'],
    ['PROXY UNKNOWN\r\n', 'own'],
    ['PROXY UNKNOWN ffff:f:f ::1 65535 65535\r\n', 'own'],
  ])('%j', (header, says) => {
    expect(read(header)).toBe(says)
  })

  it.each([
    'GET / HTTP/1.1\r\n\r\n',
    'proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY TCP5 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY  TCP4 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 -1 2\r\n',
    'PROXY TCP4 192.0.2.07 198.51.100.1 1 2\r\n',
    'PROXY TCP4 192.0.2.300 198.51.100.1 1 2\r\n',
    'PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n',
    'PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 1 2 \r\n',
    'PROXY \r\n',
    `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`,
    `PROXY ${'x'.repeat(200)}`,
    '\0',
  ])('%j is none', (header) => {
    expect(read(header)).toBe('wrong')
  })

  it('may be 107 bytes long, and not one more', () => {
    const longest = `PROXY UNKNOWN ${'x'.repeat(91)}\r\n`
    expect(longest).toHaveLength(107)
    expect(read(longest)).toBe('own')
    expect(read(longest.slice(0, 106))).toBe('incomplete')
    expect(read(`PROXY UNKNOWN ${'x'.repeat(93)}`)).toBe('wrong')
  })
})

describe('version 2', () => {
  it('tells the client, whatever extensions follow', () => {
    expect(read(v2Header({ source: '192.0.2.7' }))).toBe('192.0.2.7 28')
    expect(read(v2Header({ source: '2001:db8::7' }))).toBe('2001:db8::7 52')
    expect(read(v2Header({ source: '::ffff:192.0.2.7' }))).toBe('192.0.2.7 52')
    expect(read(v2Header({ source: '192.0.2.7', extensions: Buffer.alloc(508) }))).toBe('192.0.2.7 536')
  })

  it('may be 536 bytes long, and not one more', () => {
    expect(read(v2Header({ source: '192.0.2.7', extensions: Buffer.alloc(509) }))).toBe('wrong')
    expect(read(v2Header({ source: '192.0.2.7', extensions: Buffer.alloc(60_000) }).subarray(0, 16))).toBe('wrong')
  })

  it('may be for the proxy itself, or for a client without an address', () => {
    expect(read(v2Header({ command: 0x20, family: 0, addresses: Buffer.alloc(0) }))).toBe('own')
    expect(read(v2Header({ command: 0x20, source: '192.0.2.7' }))).toBe('own')
    expect(read(v2Header({ command: 0x20, family: 0xff, addresses: Buffer.alloc(3) }))).toBe('own')
    expect(read(v2Header({ family: 0, addresses: Buffer.alloc(0) }))).toBe('own')
    expect(read(v2Header({ family: 0x31, addresses: Buffer.alloc(216) }))).toBe('own')
  })

  it.each([
    ['another version', { command: 0x11, source: '192.0.2.7' }],
    ['another command', { command: 0x22, source: '192.0.2.7' }],
    ['datagrams', { family: 0x12, addresses: Buffer.alloc(12) }],
    ['another family', { family: 0x41, addresses: Buffer.alloc(300) }],
    ['an IPv4 address cut short', { family: 0x11, addresses: Buffer.alloc(11) }],
    ['an IPv6 address cut short', { family: 0x21, addresses: Buffer.alloc(35) }],
  ])('%s is none', (_, header) => {
    expect(read(v2Header(header))).toBe('wrong')
  })
})

describe('whatever comes', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6())
  const header = fc.oneof(
    address.map((source) => v1Header(source)),
    fc
      .record({ source: address, extensions: fc.uint8Array({ maxLength: 400 }) })
      .map(({ source, extensions }) => v2Header({ source, extensions: Buffer.from(extensions) })),
  )

  it('a header is read the same with anything behind it, and never before its last byte', () => {
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 200 }), (bytes, behind) => {
        const whole = readProxyHeader(Buffer.concat([bytes, behind]))
        expect(whole).toMatchObject({ kind: 'client', bytes: bytes.length })
        for (let length = 0; length < bytes.length; length++) {
          expect(readProxyHeader(bytes.subarray(0, length)).kind).toBe('incomplete')
        }
      }),
    )
  })

  it('it never throws, and never asks for more than 536 bytes', () => {
    const start = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', '\r\n\r\n\0\r\nQUIT\n', '\r\n\r\n\0\r\nQUIT\n\x21\x11')
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 700 }), (begin, rest) => {
        const bytes = Buffer.concat([Buffer.from(begin, 'latin1'), rest])
        const result = readProxyHeader(bytes)
        if (result.kind === 'incomplete') expect(bytes.length).toBeLessThan(536)
        else if (result.kind !== 'wrong') expect(result.bytes).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 2000 },
    )
  })
})
