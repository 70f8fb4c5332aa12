import { describe, expect, it } from 'vitest'
import type { Config } from '../config/config.js'
import { type EdgeUnderTest, eventually, requestText, startEdge, startRawOrigin } from './edge.test-support.js'

/** The configuration of an edge with another first platform. */
function changed({ edge }: EdgeUnderTest, platform: Partial<Config['platforms'][number]>, more: Partial<Config> = {}) {
  const [first] = edge.config.platforms
  if (!first) throw new Error('the edge has no platform')
  return { ...edge.config, ...more, platforms: [{ ...first, ...platform }] }
}

const originAt = (url: string) => [{ url, weight: 1, backup: false }]

/** An origin that answers with its name. */
const namedOrigin = (name: string) =>
  startRawOrigin((socket) => {
    socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`))
  })

describe('a configuration that is read again', () => {
  it('lets a request end where it began, and sends the next one on the same connection to the new origin', async () => {
    const test = await startEdge()
    let finish = () => {}
    test.origin.answer = (_req, res) => {
      finish = () => void res.end('old')
    }
    const client = await test.connect()
    client.send(requestText({ path: '/slow' }))
    await eventually(() => test.origin.seen.length === 1)
    test.edge.configure(changed(test, { origins: originAt(await namedOrigin('new')) }), 1)
    const other = await test.connect()
    other.send(requestText())
    expect((await other.response()).text).toBe('new')
    finish()
    expect((await client.response()).text).toBe('old')
    client.send(requestText())
    expect((await client.response()).text).toBe('new')
  })

  it('keeps copies, the limit, budgets, levels and regulars of a platform that stays', async () => {
    const test = await startEdge({ activities: [{ name: 'read', paths: ['/a'], tier: 'essential' }] })
    test.origin.answer = (_req, res) => res.setHeader('Cache-Control', 'max-age=60').end('copy')
    expect((await test.ask({ path: '/a' })).text).toBe('copy')
    const [platform] = test.edge.platforms
    const session = test.edge.knowledge.sessionKey(platform?.key ?? 0, 'abc')
    test.edge.knowledge.learnSession(session)
    test.level('strained')

    const added = { name: 'first', hosts: ['first.example'] }
    const config = changed(test, { activities: [{ name: 'buy', paths: ['/b'], tier: 'important' }] })
    const [stays] = config.platforms
    test.edge.configure({ ...config, platforms: [{ ...stays, ...added }, stays] as Config['platforms'] }, 1)
    expect(test.edge.platforms[1]).toBe(platform)
    expect(platform?.level).toBe('strained')
    expect(test.edge.knowledge.isSession(test.edge.knowledge.sessionKey(platform?.key ?? 0, 'abc'))).toBe(true)
    expect((await test.ask({ path: '/a' })).text).toBe('copy')
    expect(test.origin.seen).toHaveLength(1)
    // What was counted before it is told after it, under the place that the activity has now; `read` is gone.
    const { summary } = test.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    expect(summary.generation).toBe(1)
    expect(summary.platforms[1]?.activities.map(({ requests }) => requests)).toEqual([0, 1])
    expect(summary.platforms[1]?.outcomes.reduce((sum, count) => sum + count, 0)).toBe(2)
  })

  it('counts a visit under way for its activity where that stands now', async () => {
    const activities: Config['platforms'][number]['activities'] = [
      { name: 'read', paths: ['/a'], tier: 'essential' },
      { name: 'buy', paths: ['/b'], tier: 'essential' },
    ]
    const test = await startEdge({ activities })
    let finish = () => {}
    test.origin.answer = (_req, res) => {
      finish = () => void res.end('done')
    }
    const client = await test.connect()
    client.send(requestText({ path: '/b' }))
    await eventually(() => test.origin.seen.length === 1)
    test.edge.configure(changed(test, { activities: activities.toReversed() }), 1)
    finish()
    await client.response()
    await eventually(() => test.edge.underWay === 0)
    const { summary } = test.edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 1 })
    expect(summary.platforms[0]?.activities.map(({ requests }) => requests)).toEqual([1, 0, 0])
  })

  it('serves those who wait at a platform that is removed, and nobody after them', async () => {
    const test = await startEdge({ limits: { concurrency: { min: 1, initial: 1, max: 1 } } })
    const finish: (() => void)[] = []
    test.origin.answer = (_req, res) => void finish.push(() => res.end('last'))
    const clients = [await test.connect(), await test.connect()]
    for (const client of clients) client.send(requestText({ method: 'POST', body: 'x' }))
    await eventually(() => test.origin.seen.length === 1 && !test.edge.platforms[0]?.admission.idle)
    await eventually(() => test.edge.underWay === 2)
    test.edge.configure(changed(test, { name: 'another', hosts: ['another.example'] }), 1)
    expect((await test.ask()).status).toBe(421)
    finish.shift()?.()
    await eventually(() => finish.length === 1)
    finish.shift()?.()
    const answers = await Promise.all(clients.map((client) => client.response()))
    expect(answers.map(({ text }) => text)).toEqual(['last', 'last'])
  })

  it('holds for connections that are open: proxies, bounds, hosts', async () => {
    const test = await startEdge()
    const client = await test.connect()
    client.send(requestText({ headers: { 'X-Forwarded-For': '192.0.2.7' } }))
    await client.response()
    const limits = { ...test.edge.limits, headerBytes: 2048, connections: 20, connectionsPerClient: 20 }
    test.edge.configure(changed(test, { hosts: ['new.example'] }, { trustedProxies: ['127.0.0.0/8'], limits }), 1)
    test.listeners.configure()
    client.send(requestText({ host: 'new.example', headers: { 'X-Forwarded-For': '192.0.2.7' } }))
    expect((await client.response()).status).toBe(200)
    expect(test.origin.seen.map(({ headers }) => headers['x-forwarded-for'])).toEqual(['127.0.0.1', '192.0.2.7'])
    expect((await test.ask()).status).toBe(421)
    expect((await test.ask({ host: 'new.example', headers: { 'X-Long': 'x'.repeat(3000) } })).status).toBe(431)
    expect(test.edge.connections.limit).toBe(20)
  })

  it('that cannot be taken on changes nothing', async () => {
    const test = await startEdge()
    const { config } = test.edge
    const wrong = changed(test, { hosts: ['new.example'] }, { waitingRoom: { texts: '/nowhere/texts.yaml' } })
    expect(() => test.edge.configure(wrong, 1)).toThrow()
    expect(test.edge.config).toBe(config)
    expect((await test.ask()).status).toBe(200)
  })

  it('makes levels of another reading wait: their platforms may be others', async () => {
    const test = await startEdge()
    test.edge.configure(changed(test, {}), 1)
    const say = (generation: number) =>
      test.edge.obey({ kind: 'directive', generation, platforms: [{ level: 'attack', distress: 1 }], validMs: 1e6 })
    say(0)
    expect(test.edge.platforms[0]?.level).toBe('calm')
    say(1)
    expect(test.edge.platforms[0]?.level).toBe('attack')
  })
})
