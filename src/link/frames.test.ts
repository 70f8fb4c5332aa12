import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, FRAME_LIMIT_BYTES, FrameReader } from './frames.js'

/** The bytes cut at these places, in order. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...cuts, bytes.length].map((end, i) => bytes.subarray(cuts[i - 1] ?? 0, end))
}

function read(chunks: readonly Buffer[]): unknown[] {
  const reader = new FrameReader()
  return chunks.flatMap((chunk) => reader.push(chunk))
}

describe('frames', () => {
  it('arrive as they were sent, wherever the way cuts them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (messages, cuts) => {
          const sent = messages.map((message) => JSON.parse(JSON.stringify(message)))
          expect(read(cutAt(Buffer.concat(messages.map(encodeFrame)), cuts))).toEqual(sent)
        },
      ),
    )
  })

  it('arrive byte by byte', () => {
    const bytes = encodeFrame({ text: 'Ää€😀', list: [1, null, true] })
    expect(read([...bytes].map((byte) => Buffer.of(byte)))).toEqual([{ text: 'Ää€😀', list: [1, null, true] }])
  })

  it('that are too large are not sent', () => {
    expect(() => encodeFrame('x'.repeat(FRAME_LIMIT_BYTES))).toThrow(/at most 4194304/)
  })

  it('that announce too much are refused before they arrive', () => {
    expect(() => read([Buffer.from([0xff, 0xff, 0xff, 0xff])])).toThrow(/announces 4294967295 bytes/)
  })

  it('of rubbish end in an error, not in a message, and never in a wait for more than the limit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 200 }), (bytes) => {
        const reader = new FrameReader()
        try {
          for (const message of reader.push(Buffer.from(bytes))) JSON.stringify(message)
        } catch (error) {
          expect(error instanceof RangeError || error instanceof SyntaxError).toBe(true)
        }
      }),
    )
    expect(() => read([Buffer.from([0, 0, 0, 3]), Buffer.from('{x}')])).toThrow(SyntaxError)
    expect(() => read([Buffer.from([0, 0, 0, 0])])).toThrow(SyntaxError)
  })

  it('of the largest size arrive in the pieces that a socket makes of them', () => {
    const bytes = encodeFrame('x'.repeat(FRAME_LIMIT_BYTES - 2))
    const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) =>
      bytes.subarray(i * 65_536, (i + 1) * 65_536),
    )
    expect(read(pieces)).toEqual(['x'.repeat(FRAME_LIMIT_BYTES - 2)])
  })
})
