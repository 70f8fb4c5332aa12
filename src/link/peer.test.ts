import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { encodeFrame } from './frames.js'
import { fromBrain, fromEdge } from './messages.js'
import { Peer } from './peer.js'

const schema = z.object({ n: z.number() })

/** Two ends of a Unix socket. */
async function pair(): Promise<[Socket, Socket]> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-link-'))
  const path = join(folder, 'link.sock')
  return new Promise((resolve) => {
    const server = createServer((accepted) => resolve([accepted, client]))
    server.listen(path)
    const client = connect(path)
    onTestFinished(() => {
      client.destroy()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    })
  })
}

function heard(socket: Socket): {
  messages: { n: number }[]
  closed: Promise<Error | undefined>
  peer: Peer<{ n: number }>
} {
  const messages: { n: number }[] = []
  let peer: Peer<{ n: number }> | undefined
  const closed = new Promise<Error | undefined>((resolve) => {
    peer = new Peer(socket, schema, (message) => messages.push(message), resolve)
  })
  if (!peer) throw new Error('no peer')
  return { messages, closed, peer }
}

function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => (condition() ? resolve() : setTimeout(look, 5))
    look()
  })
}

describe('the two ends of the link', () => {
  it('hear each other in order', async () => {
    const [a, b] = await pair()
    const one = heard(a)
    const other = heard(b)
    for (let n = 0; n < 500; n++) expect(one.peer.send({ n })).toBe(true)
    other.peer.send({ n: -1 })
    one.peer.send({ n: 500 })
    await until(() => other.messages.length === 501 && one.messages.length === 1)
    expect(other.messages.map(({ n }) => n)).toEqual(Array.from({ length: 501 }, (_, n) => n))
  })

  it.each<[string, Buffer]>([
    ['a frame that is too large', Buffer.from([0x7f, 0xff, 0xff, 0xff])],
    ['a frame that is no JSON', Buffer.from('\0\0\0\x02{x')],
    ['a message that is none of ours', encodeFrame({ n: 'one' })],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('part at %s', async (_what, bytes) => {
    const [a, b] = await pair()
    const { closed, messages } = heard(a)
    b.on('error', () => {})
    b.write(encodeFrame({ n: 1 }))
    await until(() => messages.length === 1)
    b.write(bytes)
    expect(await closed).toBeInstanceOf(Error)
    expect(messages).toEqual([{ n: 1 }])
  })

  it('say that a message was left out when the other is gone, or too slow to take more', async () => {
    const [a, b] = await pair()
    const { peer, closed } = heard(a)
    b.pause()
    let sent = 0
    while (peer.send({ n: 1, filling: 'x'.repeat(1_000_000) }) && sent < 100) sent++
    expect(sent).toBeGreaterThan(5)
    expect(sent).toBeLessThan(30)
    b.destroy()
    await closed
    expect(peer.send({ n: 1 })).toBe(false)
  })
})

describe('messages', () => {
  it('of unknown kinds or without bounds are refused', () => {
    expect(fromEdge.safeParse({ kind: 'obey' }).success).toBe(false)
    expect(fromBrain.safeParse({ kind: 'hello', pid: 1, index: 0 }).success).toBe(false)
    expect(fromEdge.safeParse({ kind: 'learned', networks: Array(5_000).fill(1), sessions: [] }).success).toBe(false)
    expect(
      fromBrain.safeParse({ kind: 'directive', platforms: [{ level: 'panic', distress: 0 }], validMs: 1 }).success,
    ).toBe(false)
  })
})
