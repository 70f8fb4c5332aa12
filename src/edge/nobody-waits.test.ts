import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type EdgeUnderTest, eventually, type Options, pause, requestText, startEdge } from './edge.test-support.js'
import type { RawClient } from './raw-client.test-support.js'

const CHUNK = Buffer.alloc(16 * 1024, 'x')
const KEPT = { 'Cache-Control': 'max-age=60, stale-while-revalidate=600' }

interface CountingEdge extends EdgeUnderTest {
  /** What the origin is still at work on, by path. */
  open: Map<string, ServerResponse>
  /** Paths that it was asked for, in order. */
  asked: string[]
}

/** An edge before an origin that counts; `begin` begins an answer and leaves the rest to the test. */
async function startCounting(options: Options = {}, begin: (res: ServerResponse) => void = () => {}) {
  const edge: CountingEdge = { ...(await startEdge(options)), open: new Map(), asked: [] }
  edge.origin.answer = (req, res) => {
    const path = req.url ?? ''
    edge.asked.push(path)
    edge.open.set(path, res)
    res.once('close', () => edge.open.delete(path))
    begin(res)
  }
  return edge
}

/** Writes for as long as somebody takes it, and no longer than until the answer is closed. */
function pour(res: ServerResponse, count: (bytes: number) => void): void {
  const more = () => {
    while (!res.destroyed) {
      count(CHUNK.length)
      if (!res.write(CHUNK)) {
        res.once('drain', more)
        return
      }
    }
  }
  more()
}

/** A byte now and then: never idle, never whole. */
function trickle(res: ServerResponse): void {
  const timer = setInterval(() => res.write('x'), 20)
  res.once('close', () => clearInterval(timer))
}

/** The first of them asks alone, so that the others wait for its answer. */
async function asking(edge: CountingEdge, path: string, howMany: number): Promise<RawClient[]> {
  const clients: RawClient[] = []
  const before = edge.edge.underWay
  for (let i = 0; i < howMany; i++) {
    const client = await edge.connect()
    clients.push(client)
    client.send(requestText({ path }))
    await eventually(() => edge.edge.underWay === before + clients.length && edge.open.has(path))
  }
  return clients
}

async function leave({ edge }: CountingEdge, ...clients: (RawClient | undefined)[]): Promise<void> {
  for (const client of clients) {
    const before = edge.underWay
    client?.destroy()
    await eventually(() => edge.underWay === before - 1)
  }
}

async function allIsGivenBack({ edge }: CountingEdge): Promise<void> {
  const { filling } = edge.coalescer
  await eventually(() => edge.underWay === 0 && edge.platforms[0]?.admission.snapshot(0).inFlight === 0)
  expect([edge.coalescer.fills, filling.bytes]).toEqual([0, 0])
}

describe('a request to the origin for which several visitors wait', () => {
  it('goes on while one of them does, whoever left first, and is taken back when all have left', {
    timeout: 20_000,
  }, async () => {
    const edge = await startCounting()
    const staying = await asking(edge, '/stays', 3)
    const gone = await asking(edge, '/gone', 3)
    const earlier = await asking(edge, '/joined', 2)
    await leave(edge, ...staying.slice(0, 2), ...gone, ...earlier)
    const [later] = await asking(edge, '/joined', 1)
    expect([...edge.open.keys()].sort()).toEqual(['/gone', '/joined', '/stays'])
    await eventually(() => !edge.open.has('/gone'), 'the request that nobody waits for to be taken back')
    await pause(500)
    expect([...edge.open.keys()].sort()).toEqual(['/joined', '/stays'])
    for (const [path, res] of edge.open) res.writeHead(200, KEPT).end(path)
    expect((await later?.response())?.text).toBe('/joined')
    await eventually(() => edge.open.size === 0)
    expect(edge.asked.sort()).toEqual(['/gone', '/joined', '/stays'])
    expect((await edge.ask({ path: '/stays' })).text).toBe('/stays')
    await allIsGivenBack(edge)
  })

  it('that answers for none of them is taken back at once when they have left', async () => {
    const edge = await startCounting()
    const [first, second] = await asking(edge, '/', 2)
    const [answer] = edge.open.values()
    await leave(edge, first)
    answer?.writeHead(200, { 'Cache-Control': 'no-store' }).write('for nobody')
    // Who is left asks for itself.
    await eventually(() => edge.asked.length === 2 && answer?.destroyed === true)
    edge.open.get('/')?.end('for one')
    expect((await second?.response())?.text).toBe('for one')
    await allIsGivenBack(edge)
  })
})

describe('an answer that is being stored when its last visitor leaves', () => {
  it('is fetched to its end, once', async () => {
    const edge = await startCounting({}, (res) => res.writeHead(200, KEPT).write('half '))
    const [only] = await asking(edge, '/', 1)
    await only?.until('half ')
    await leave(edge, only)
    edge.open.get('/')?.end('whole')
    await eventually(() => edge.edge.cache?.stats().stores === 1)
    expect((await edge.ask()).text).toBe('half whole')
    expect(edge.asked).toHaveLength(1)
  })

  it('is cut off when it does not end', async () => {
    const edge = await startCounting({ limits: { originHeadersMs: 300 } }, (res) => trickle(res.writeHead(200, KEPT)))
    const clients = await asking(edge, '/', 2)
    await clients[0]?.until('x')
    await pause(500)
    expect(edge.open.size).toBe(1)
    await leave(edge, ...clients)
    await eventually(() => edge.open.size === 0)
    await allIsGivenBack(edge)
  })

  it('is cut off when it is too long to be kept', async () => {
    const edge = await startCounting({ cache: { entryMegabytes: 1 } }, (res) => res.writeHead(200, KEPT).write('x'))
    const [only] = await asking(edge, '/', 1)
    await only?.until('x')
    await leave(edge, only)
    let bytes = 0
    for (const res of edge.open.values()) {
      pour(res, (more) => {
        bytes += more
      })
    }
    await eventually(() => edge.open.size === 0)
    expect(bytes).toBeLessThan(24 * 1024 * 1024)
    await allIsGivenBack(edge)
  })
})

describe('a copy that is fetched anew', () => {
  it.each<[string, Record<string, string>]>([
    ['that is not to be kept', { 'Cache-Control': 'no-store' }],
    ['that is kept and does not end', KEPT],
  ])('by an answer %s is not read for ever', async (_what, headers) => {
    const edge = await startCounting({ limits: { originHeadersMs: 300 } }, (res) => void res.writeHead(200, KEPT).end())
    await edge.ask()
    edge.origin.answer = (_req, res) => {
      edge.open.set('again', res)
      res.once('close', () => edge.open.delete('again'))
      trickle(res.writeHead(200, headers))
    }
    edge.clock.advance(120_000)
    expect((await edge.ask()).get('cache-status')).toMatch(/stale-revalidating/)
    await eventually(() => edge.open.has('again'))
    await eventually(() => edge.open.size === 0)
    await allIsGivenBack(edge)
  })
})
