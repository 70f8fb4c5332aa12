import { expect, it } from 'vitest'
import { encodeFrame, FRAME_LIMIT_BYTES, FrameReader } from './frames.js'

it('puts messages together from single bytes, at the cost of one join', () => {
  const messages = [{ kind: 'hello' }, 'x'.repeat(200_000), null]
  const reader = new FrameReader()
  const read: unknown[] = []
  for (const byte of Buffer.concat(messages.map(encodeFrame))) read.push(...reader.push(Buffer.of(byte)))
  expect(read).toEqual(messages)
})

it('gives up as soon as a frame says that it is too long', () => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(FRAME_LIMIT_BYTES + 1)
  expect(() => new FrameReader().push(head)).toThrow(RangeError)
  expect(() => encodeFrame('x'.repeat(FRAME_LIMIT_BYTES))).toThrow(RangeError)
})
