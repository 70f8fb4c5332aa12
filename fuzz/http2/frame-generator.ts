import fc from 'fast-check'
import {
  END_HEADERS,
  END_STREAM,
  FRAME,
  field,
  frame,
  PREFACE,
  reset,
  setting,
} from '../../src/edge/listeners/http2-frame.test-support.js'
import { HOST } from '../listener/fuzzed-edge.js'

const PADDED = 8
const PRIORITY = 32
const UNKNOWN_TYPE = 0x42

const bytes = (buffer: Uint8Array) => Buffer.from(buffer).toString('latin1')
const word = (value: number) => {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(value >>> 0)
  return four
}

/** Mostly the next few streams of a client, sometimes ones that are no client's to open. */
const streamId = fc.constantFrom(1, 1, 1, 3, 3, 5, 7, 9, 0, 2, 0x7fffffff)
const method = fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'get', '')
const path = fc.constantFrom('/', '/a?b=c', '/long', '*', '', 'a', '/\r\nX: y', '//', '/\x80')
const authority = fc.constantFrom(HOST, HOST, HOST, `${HOST}:443`, 'other.example', '', `${HOST}\r\nX: y`)
const extra = fc.constantFrom<readonly [string, string]>(
  ['accept', '*/*'],
  ['cookie', 'a=b'],
  ['cookie', 'c=d'],
  ['content-length', '5'],
  ['content-length', '0'],
  ['transfer-encoding', 'chunked'],
  ['connection', 'close'],
  ['te', 'trailers'],
  ['host', HOST],
  ['host', 'other.example'],
  ['expect', '100-continue'],
  ['x-forwarded-for', '198.51.100.1'],
  ['X-Upper', 'case'],
  ['x-split', 'a\r\nb: c'],
  ['x-nul', 'a\0b'],
  ['', 'no name'],
  [':late', 'pseudo'],
  [':protocol', 'websocket'],
  ['upgrade', 'websocket'],
  ['x-long', 'x'.repeat(5_000)],
)
const headerBlock: fc.Arbitrary<Uint8Array> = fc
  .tuple(method, path, authority, fc.array(extra, { maxLength: 4 }))
  .map(([verb, target, host, more]) =>
    Buffer.concat(
      [[':method', verb], [':scheme', 'https'], [':authority', host], [':path', target], ...more].map(
        ([name = '', value = '']) => field(name, value),
      ),
    ),
  )

/** A request: head in one frame or in several, with a body or without, whole, taken back or left open. */
const request = fc
  .tuple(
    streamId,
    headerBlock,
    fc.constantFrom('whole', 'body', 'long body', 'split', 'open', 'taken back', 'padded', 'weighed', 'trailers'),
  )
  .map(([stream, block, way]) => {
    const head = (flags: number, payload: Uint8Array = block) =>
      frame(FRAME.headers, flags, stream, Buffer.from(payload))
    const data = (flags: number, payload: string) => frame(FRAME.data, flags, stream, Buffer.from(payload))
    const half = block.length >> 1
    switch (way) {
      case 'body':
        return [head(END_HEADERS), data(END_STREAM, 'abcde')]
      case 'long body':
        return [head(END_HEADERS), data(0, 'x'.repeat(9_000)), data(0, ''), data(END_STREAM, 'y'.repeat(9_000))]
      case 'split':
        return [
          head(END_STREAM, block.subarray(0, half)),
          frame(FRAME.continuation, END_HEADERS, stream, Buffer.from(block.subarray(half))),
        ]
      case 'open':
        return [head(END_HEADERS)]
      case 'taken back':
        return [head(END_HEADERS | END_STREAM), reset(stream)]
      case 'padded':
        return [head(END_HEADERS | END_STREAM | PADDED, Buffer.concat([Buffer.of(3), block, Buffer.alloc(3)]))]
      case 'weighed':
        return [head(END_HEADERS | END_STREAM | PRIORITY, Buffer.concat([word(stream - 1), Buffer.of(200), block]))]
      case 'trailers':
        return [head(END_HEADERS), data(0, 'a'), head(END_HEADERS | END_STREAM, field('x-trailer', 'b'))]
      default:
        return [head(END_HEADERS | END_STREAM)]
    }
  })

const number = fc.constantFrom(0, 1, 2, 100, 16_384, 65_535, 0x7fffffff, 0x80000000, 0xffffffff)
const control = fc.oneof(
  fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 0x4242), number)
    .map(([id, value]) => frame(FRAME.settings, 0, 0, setting(id, value))),
  fc.constant(frame(FRAME.settings, 1, 0)),
  fc.constantFrom(0, 1).map((flags) => frame(FRAME.ping, flags, 0, Buffer.alloc(8, 7))),
  fc.tuple(streamId, number).map(([stream, by]) => frame(FRAME.windowUpdate, 0, stream, word(by))),
  fc.tuple(streamId, number).map(([stream, code]) => reset(stream, code)),
  fc
    .tuple(streamId, streamId)
    .map(([stream, on]) => frame(FRAME.priority, 0, stream, Buffer.concat([word(on), Buffer.of(9)]))),
  fc.constant(frame(FRAME.goaway, 0, 0, Buffer.alloc(8))),
  streamId.map((stream) => frame(FRAME.continuation, END_HEADERS, stream, field('x-late', 'y'))),
  streamId.map((stream) => frame(FRAME.pushPromise, END_HEADERS, stream, Buffer.alloc(4))),
  fc.tuple(streamId, fc.uint8Array({ maxLength: 30 })).map(([stream, content]) => {
    return frame(UNKNOWN_TYPE, 0xff, stream, Buffer.from(content))
  }),
)

const frames = fc.oneof({ weight: 3, arbitrary: request }, { weight: 2, arbitrary: control.map((one) => [one]) })

/** What a visitor sends on a connection: the preface and settings, then requests and whatever else. */
export const frameStream = fc
  .array(frames, { maxLength: 8 })
  .map((sequences) => PREFACE + bytes(Buffer.concat([frame(FRAME.settings, 0, 0), ...sequences.flat()])))

export const FRAME_WORDS = [
  PREFACE,
  frame(FRAME.settings, 0, 0),
  frame(FRAME.settings, 1, 0),
  frame(FRAME.settings, 0, 0, setting(4, 0)),
  frame(FRAME.ping, 0, 0, Buffer.alloc(8)),
  frame(FRAME.headers, END_HEADERS | END_STREAM, 1, field(':method', 'GET')),
  frame(FRAME.data, END_STREAM, 1, Buffer.from('abcde')),
  frame(FRAME.windowUpdate, 0, 0, word(1)),
  frame(FRAME.goaway, 0, 0, Buffer.alloc(8)),
  reset(1),
  field(':path', '/other'),
  field('content-length', '1'),
  field('transfer-encoding', 'chunked'),
  // An indexed field, a change of the table's size, a Huffman-coded string, a length without end (RFC 7541).
  Buffer.of(0x82),
  Buffer.of(0x3f, 0xe1, 0x1f),
  Buffer.of(0x00, 0x85, 0xf2, 0xb2, 0x4a, 0x84, 0xff),
  Buffer.of(0x7f, 0xff, 0xff, 0xff, 0xff, 0xff),
].map((one) => (typeof one === 'string' ? one : bytes(one)))
