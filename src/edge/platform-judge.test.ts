import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../link/frames.js'
import { fromBrain, fromEdge, MOST_FOLLOWERS, MOST_ROWS, type NormalMessage } from '../link/messages.js'
import { packNumbers, unpackNumbers, unpackVisits } from '../link/visit-batch.js'
import { RotatingBloom } from '../sketch/rotating-bloom.js'
import { ATTRIBUTES, type Attribute, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import { valueHash } from '../traffic/known-values.js'
import { Connection } from './connections/connection.js'
import { type EdgeUnderTest, HOST, startEdge } from './edge.test-support.js'
import { Exchange } from './exchange.js'
import { MOST_VALUES } from './platform-judge.js'
import { clientAt, decide, SEARCH } from './rules.test-support.js'
import type { Reply } from './visitor/reply.js'

const MEASURED = { eventLoopP99Ms: 0, memoryMb: 1 }

interface Asked {
  path?: string
  query?: string
  userAgent?: string
  languages?: string
  address?: string
}

/** Visits as identify leaves them, all by one connection: what is measured here is not the sockets. */
function visits({ edge }: EdgeUnderTest) {
  const connection = new Connection(new PassThrough() as never, clientAt(edge, '127.0.0.1'), 'working', 0)
  const [platform] = edge.platforms
  if (!platform) throw new Error('the edge has no platform')
  return ({ path = '/', query = '', userAgent = 'curl/8', languages = 'en', address }: Asked): Exchange => {
    const rawHeaders = ['Host', HOST, 'User-Agent', userAgent, 'Accept-Language', languages]
    const request = {
      method: 'GET',
      target: path,
      authority: HOST,
      headers: { host: HOST, 'user-agent': userAgent, 'accept-language': languages },
      rawHeaders,
      httpVersion: '1.1' as const,
      scheme: 'http' as const,
      body: Readable.from([]),
      hasBody: false,
      contentLength: null,
      expectsContinue: false,
      upgrade: null,
    }
    const visit = new Exchange(request, {} as Reply, connection, edge.now())
    visit.path = path
    visit.normalPath = path
    visit.query = query
    visit.host = HOST
    visit.platform = platform
    if (address !== undefined) visit.client = clientAt(edge, address)
    return visit
  }
}

/** Tells the edge what is normal: these values, and no others. */
function normal(values: Partial<Record<Attribute, string[]>>, networks: readonly number[] = []): NormalMessage {
  const filter = new RotatingBloom({ bits: 1 << 12, hashes: 4, rotateEveryMs: 1 })
  for (const network of networks) filter.add(network | 0, 0)
  return {
    kind: 'normal',
    generation: 0,
    platform: 0,
    values: ATTRIBUTES.map((attribute) => packNumbers(Int32Array.from(values[attribute] ?? [], valueHash))),
    networks: { words: packNumbers(filter.words), hashes: 4 },
    followed: 0.8,
  }
}

describe('what an edge tells the brain of its visits', () => {
  it('is what was served, with all that was said, and who asked for files', async () => {
    const test = await startEdge({ signedInCookie: 'session' })
    const headers = {
      'User-Agent': 'curl/8.5',
      'Accept-Language': 'de',
      Cookie: 'session=1',
      Referer: `http://${HOST}/`,
    }
    await test.ask({ path: '/article/a-long-slug?page=2', headers })
    await test.ask({ path: '/style.css', from: '127.0.2.1' })
    const { visits } = test.edge.tick(250, MEASURED)
    expect(visits).toHaveLength(1)
    const message = fromEdge.parse(JSON.parse(JSON.stringify(visits[0])))
    if (message.kind !== 'visits') throw new Error('not visits')
    const dictionaries = ATTRIBUTES.map(() => new Dictionary())
    const sample = unpackVisits(message, dictionaries, test.clock.now())
    const told = (row: number, attribute: Attribute) =>
      dictionaries[COLUMN[attribute]]?.text(sample.values[row * ATTRIBUTES.length + COLUMN[attribute]] ?? UNKNOWN)
    expect([message.seen, sample.length]).toEqual([2, 2])
    expect(
      (['method', 'userAgent', 'languages', 'cookie', 'referrer', 'http', 'network', 'crawler'] as const).map((name) =>
        told(0, name),
      ),
    ).toEqual(['GET', 'curl/8.5', 'de', 'session', 'own', '1.1', 'new', 'none'])
    expect([told(0, 'tls'), told(0, 'as')]).toEqual([undefined, undefined])
    expect([told(1, 'kind'), told(1, 'cookie'), told(1, 'languages')]).toEqual(['asset', 'none', 'none'])
    expect(sample.networks[0]).toBe(clientAt(test.edge, '127.0.0.1').network | 0)
    const follower = clientAt(test.edge, '127.0.2.1').key | 0
    expect([...unpackNumbers(message.followers)]).toEqual([follower])
    expect(test.edge.followers.has(follower, test.clock.now())).toBe(true)
    expect(test.edge.tick(250, MEASURED).visits).toEqual([])
  })

  it('says of a network that was here in calm times, by its own knowledge or by the brain, that it was seen', async () => {
    const test = await startEdge()
    const visit = visits(test)
    const [here, there] = [clientAt(test.edge, '127.1.1.1').network, clientAt(test.edge, '127.2.2.2').network]
    test.edge.knowledge.confirmed([here], [])
    test.edge.hear(normal({}, [there]))
    for (const address of ['127.1.1.7', '127.2.2.7', '127.3.3.7']) {
      test.edge.platforms[0]?.judge.judge(visit({ address }), test.clock.now())
    }
    const [message] = test.edge.tick(250, MEASURED).visits
    expect(message?.texts[COLUMN.network]).toEqual(['seen', 'new'])
  })

  it('is bounded under 100,000 visits of which no two are alike, and so is all that it keeps', async () => {
    const test = await startEdge()
    const visit = visits(test)
    const judge = test.edge.platforms[0]?.judge
    if (!judge) throw new Error('the edge has no platform')
    decide(test.edge, [{ ...SEARCH, tests: [{ attribute: 'userAgent', op: 'is', value: 'flood/7' }] }], {
      lastsMs: 1e9,
    })
    const round = (from: number) => {
      for (let i = from; i < from + 50_000; i++) {
        const address = `127.${i % 200}.${(i >> 8) % 200}.${1 + (i % 200)}`
        const path = i % 3 === 0 ? `/a/${i}/b${i}.css` : `/p${i}/x/${i}`
        judge.judge(
          visit({
            path,
            query: `q${i}=${i}`,
            userAgent: `${'x'.repeat(400)} Agent-${i}/${i}`,
            languages: `l${i}-a`,
            address,
          }),
          test.clock.now(),
        )
        if (i % 2_000 === 1_999) {
          for (const message of test.edge.tick(250, MEASURED).visits) {
            expect(fromEdge.safeParse(JSON.parse(JSON.stringify(message))).success).toBe(true)
            expect(() => encodeFrame(message)).not.toThrow()
            expect(message.seen).toBe(2_000)
            expect(Buffer.from(message.networks, 'base64')).toHaveLength(4 * MOST_ROWS)
            expect(unpackNumbers(message.followers).length).toBeLessThanOrEqual(MOST_FOLLOWERS)
          }
        }
      }
    }
    round(0)
    const before = judge.mostValues
    round(50_000)
    expect(before).toBeGreaterThan(2_000)
    expect(judge.mostValues).toBeLessThanOrEqual(MOST_VALUES + 1_000)
    // What a rule speaks of is not forgotten over all that.
    expect(judge.judge(visit({ userAgent: 'flood/7' }), test.clock.now())?.verdict).toBe('challenge')
  }, 60_000)
})

describe('a rule', () => {
  it('with a value that nobody has ever sent matches nobody, and a new one of nothing known matches nobody', async () => {
    const test = await startEdge()
    const visit = visits(test)
    const judge = test.edge.platforms[0]?.judge
    decide(test.edge, [
      { ...SEARCH, id: 1, tests: [{ attribute: 'userAgent', op: 'is', value: 'never/1' }] },
      { ...SEARCH, id: 2, tests: [{ attribute: 'userAgent', op: 'unseen', value: '' }] },
      { ...SEARCH, id: 3, tests: [{ attribute: 'tls', op: 'is', value: 't13d1516h2_8daaf6152771_b186095e22b6' }] },
    ])
    expect(judge?.judge(visit({}), test.clock.now())).toBeNull()
    expect(test.edge.tick(250, MEASURED).visits[0]?.hits).toEqual([])
  })

  it('against what normal visits do not have knows what they have, also of hosts that were added since', async () => {
    const test = await startEdge()
    const visit = visits(test)
    const verdict = (userAgent: string) =>
      test.edge.platforms[0]?.judge.judge(visit({ userAgent }), test.clock.now())?.verdict ?? 'serve'
    test.edge.hear(normal({ userAgent: ['Mozilla/5.0 (real)'] }))
    decide(test.edge, [{ ...SEARCH, tests: [{ attribute: 'userAgent', op: 'unseen', value: '' }] }])
    expect([verdict('Mozilla/5.0 (real)'), verdict('flood/1')]).toEqual(['serve', 'challenge'])
    const [platform] = test.edge.config.platforms
    if (!platform) throw new Error('the edge has no platform')
    const more = { ...platform, hosts: [...platform.hosts, 'www.example.org'] }
    const before = test.edge.platforms[0]?.judge
    test.edge.configure({ ...test.edge.config, platforms: [more] }, 1)
    expect(test.edge.platforms[0]?.judge).not.toBe(before)
    expect([verdict('Mozilla/5.0 (real)'), verdict('flood/1')]).toEqual(['serve', 'challenge'])
    test.clock.advance(60_000)
    expect(verdict('flood/1')).toBe('serve')
  })

  it('stays with all that was learned when the configuration is read again', async () => {
    const test = await startEdge()
    const { edge } = test
    decide(edge, [SEARCH])
    const before = edge.platforms[0]?.judge
    edge.configure(edge.config, 1)
    expect(edge.platforms[0]?.judge).toBe(before)
    expect(before?.judge(visits(test)({ path: '/search' }), test.clock.now())?.verdict).toBe('challenge')
  })
})

it('what is normal for a platform of another reading of the configuration is left alone', async () => {
  const { edge, clock, ...test } = await startEdge()
  const visit = visits({ edge, clock, ...test })
  edge.hear(fromBrain.parse({ ...normal({ userAgent: ['only/1'] }), generation: 5 }))
  decide(edge, [{ ...SEARCH, tests: [{ attribute: 'userAgent', op: 'unseen', value: '' }] }])
  expect(edge.platforms[0]?.judge.judge(visit({}), clock.now())).toBeNull()
})

it('what another edge has seen of a client counts here', async () => {
  const { edge, clock } = await startEdge()
  edge.hear({ kind: 'followers', clients: packNumbers(Int32Array.of(5, -6)) })
  expect([5, -6, 7].map((client) => edge.followers.has(client, clock.now()))).toEqual([true, true, false])
})
