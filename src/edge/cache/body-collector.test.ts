import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BodyCollector } from './body-collector.js'

describe('collecting a body', () => {
  it('joins the chunks, whatever their sizes, in memory of its own and of that size', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20_000 }), { maxLength: 12 }), (chunks) => {
        const room = { leftBytes: 1_000_000 }
        const collector = new BodyCollector({ limitBytes: 500_000, room })
        for (const chunk of chunks) expect(collector.add(chunk)).toBe('added')
        const body = collector.body()
        expect(body.equals(Buffer.concat(chunks))).toBe(true)
        expect(body.buffer.byteLength).toBe(body.length)
        collector.release()
        expect(room.leftBytes).toBe(1_000_000)
      }),
    )
  })

  it('needs one buffer when the length is known, and none of the shared pool', () => {
    const room = { leftBytes: 1_000 }
    const collector = new BodyCollector({ limitBytes: 1_000, room, expectedBytes: 6 })
    collector.add(Buffer.from('abc'))
    expect(room.leftBytes).toBe(994)
    collector.add(Buffer.from('def'))
    const body = collector.body()
    expect([body.toString(), body.buffer.byteLength, room.leftBytes]).toEqual(['abcdef', 6, 994])
  })

  it('goes on when the origin stated too little', () => {
    const collector = new BodyCollector({ limitBytes: 1_000, room: { leftBytes: 1_000 }, expectedBytes: 1 })
    for (const letter of 'abc') collector.add(Buffer.from(letter))
    expect(collector.body().toString()).toBe('abc')
  })

  it('does not keep the memory that a chunk is a window on', () => {
    const chunk = Buffer.from('abc')
    const collector = new BodyCollector({ limitBytes: 10, room: { leftBytes: 100_000 } })
    collector.add(chunk)
    chunk.fill('x')
    expect(collector.body().toString()).toBe('abc')
  })

  it('says when it is too long', () => {
    const collector = new BodyCollector({ limitBytes: 10, room: { leftBytes: 100_000 } })
    expect(collector.add(Buffer.alloc(10))).toBe('added')
    expect(collector.add(Buffer.alloc(1))).toBe('too-long')
    expect(collector.body()).toHaveLength(10)
  })

  it('says when all together hold too much, and gives back what it held', () => {
    const room = { leftBytes: 40_000 }
    const [one, two] = [0, 1].map(() => new BodyCollector({ limitBytes: 100_000, room }))
    expect(one?.add(Buffer.alloc(30_000))).toBe('added')
    expect(two?.add(Buffer.alloc(30_000))).toBe('no-room')
    one?.release()
    expect(two?.add(Buffer.alloc(30_000))).toBe('added')
    two?.release()
    expect(room.leftBytes).toBe(40_000)
  })
})
