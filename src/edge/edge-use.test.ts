import { describe, expect, it } from 'vitest'
import { fromEdge } from '../link/messages.js'
import { REFUSALS, type Refusal, STRUCTURES, type Structure, type Use } from '../link/structures.js'
import type { Edge } from './edge.js'
import { eventually, HOST, requestText, startEdge } from './edge.test-support.js'

/** What the next summary tells, after its way through the schema of the link. */
function told(edge: Edge): { uses: Record<Structure, Use>; refusals: Record<Refusal, number> } {
  const { summary } = edge.tick(250, {
    eventLoopP99Ms: 3,
    memoryMb: 100,
    heapMb: { used: 50, bound: 2_000 },
    descriptors: { used: 60, bound: 1_024 },
  })
  const message = fromEdge.parse(JSON.parse(JSON.stringify(summary)))
  if (message.kind !== 'summary') throw new Error('not a summary')
  return {
    uses: Object.fromEntries(STRUCTURES.map(({ name }, i) => [name, message.uses[i]])) as Record<Structure, Use>,
    refusals: Object.fromEntries(REFUSALS.map((name, i) => [name, message.refusals[i]])) as Record<Refusal, number>,
  }
}

describe('an edge tells what it uses', () => {
  it('of every structure with its bound', async () => {
    const { edge, connect, origin, level } = await startEdge({
      limits: { queue: 10, concurrency: { min: 1, initial: 1, max: 1 } },
      cache: { megabytes: 16 },
    })
    origin.answer = (_req, res) => {
      res.writeHead(200, { 'Cache-Control': 'public, max-age=60' }).end(Buffer.alloc(1_000_000))
    }
    const first = await connect()
    first.send(requestText({ path: '/kept' }))
    await first.response()
    origin.answer = () => {}
    for (let i = 0; i < 4; i++) (await connect()).send(requestText({ path: `/${i}`, headers: { Cookie: 'a=1' } }))
    const upload = await connect()
    upload.send(`POST / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 50000\r\n\r\nslow`)
    level('calm')
    await eventually(() => told(edge).uses.queue.used === 3, 'three that wait')
    await eventually(() => told(edge).uses.bodies.used > 0, 'a body that is held')
    const { uses } = told(edge)
    expect(uses.connections).toEqual({ used: 6, bound: 10_000 })
    expect(uses.queue).toEqual({ used: 3, bound: 10 })
    expect(uses.cache.bound).toBe(16)
    expect(uses.cache.used).toBeGreaterThan(0.9)
    expect(uses.bodies.used).toBeCloseTo(50_000 / (1024 * 1024))
    expect(uses.bodies.bound).toBe(32)
    expect(uses.fills.bound).toBe(32)
    expect(uses.budgets.bound).toBe(2_048)
    expect(uses.budgets.used).toBeGreaterThanOrEqual(1)
    expect(uses.regulars).toEqual({ used: 0, bound: 50 })
    expect(uses.values.bound).toBe(4_096)
    expect(uses.values.used).toBeGreaterThanOrEqual(1)
    expect(uses.convictions).toEqual({ used: 0, bound: 131_072 })
    expect(uses.browsers).toEqual({ used: 0, bound: 50 })
    expect(uses.heap).toEqual({ used: 50, bound: 2_000 })
    expect(uses.descriptors).toEqual({ used: 60, bound: 1_024 })
    expect(uses['event-loop']).toEqual({ used: 3, bound: 250 })
    expect(uses.hellos).toEqual({ used: 0, bound: 16 })
    expect(uses.geo).toEqual({ used: 0, bound: 16_384 })
    expect(uses.crawlers).toEqual({ used: 0, bound: 20_480 })
    expect(uses.dns).toEqual({ used: 0, bound: 32 })
    for (const { name } of STRUCTURES) expect([name, uses[name].used <= uses[name].bound]).toEqual([name, true])
  })

  it('and what it turns away, by why', async () => {
    const { edge, connect, clock } = await startEdge({ deny: ['127.0.0.9/32'], limits: { connectionsPerClient: 3 } })
    // The reset may come before the connection is known to be made.
    await connect('127.0.0.9').then(
      ({ closed }) => closed,
      () => {},
    )
    const rubbish = await connect('127.0.0.2')
    rubbish.send('rubbish\r\n\r\n')
    await rubbish.response()
    for (let i = 0; i < 4; i++) await connect('127.0.0.3')
    await eventually(() => told(edge).refusals.evicted === 1)
    clock.advance(60_000)
    edge.sweep()
    expect(told(edge).refusals).toMatchObject({ dropped: 1, evicted: 1, malformed: 1, 'http2-abuse': 0 })
    expect(told(edge).refusals['timed-out']).toBeGreaterThanOrEqual(3)
  })
})
