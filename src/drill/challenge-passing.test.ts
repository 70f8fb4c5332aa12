import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { startChallengeSite } from '../../test/challenge-site.test-support.js'
import type { Demand } from '../challenge/evidence.js'
import { answerTo } from '../challenge/tickets.js'
import { createWork } from '../challenge/work.js'
import { browserProfiles, programProfile } from './browser-profiles.js'
import type { JourneyStep } from './rehearsal.js'
import { SeededRandom } from './seeded-random.js'
import type { Kind } from './shape.js'
import { Target } from './target.js'
import { Visitor } from './visitor.js'
import { startWireHoldfast, type WireOptions } from './wire-holdfast.test-support.js'
import { WorkBench } from './work-bench.js'

const toClose: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0)) await close()
})

const READS: JourneyStep = { method: 'GET', path: '/news?page=2', expectStatus: [200], expectText: 'You have arrived' }
const WRITES: JourneyStep = {
  method: 'POST',
  path: '/comment',
  form: { words: 'two words & more', ticket: 'mine' },
  expectStatus: [200],
}

async function visitorAt(site: WireOptions['site'] & {}, kind: Kind, steps: JourneyStep[]): Promise<Visitor> {
  const wire = await startWireHoldfast({ site })
  toClose.push(() => wire.close())
  const check = await Target.check({ dataDir: wire.dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  const random = new SeededRandom(1)
  const [browser = []] = browserProfiles(random)
  const profile = kind === 'app' ? programProfile('app', random) : browser
  const journey = { name: 'test', activity: 'read', weight: 1, steps }
  const placeholders = { article: 'one', word: 'word', n: '7' }
  return new Visitor(check.target, { kind, address: '127.10.1.1', profile, journey, placeholders }, new WorkBench())
}

/** A visitor of a site that asks everybody for something. */
async function challenged(demand: Demand, kind: Kind, steps: JourneyStep[]) {
  const site = await startChallengeSite({ demand, waitMs: 1_000 })
  toClose.push(() => site.close())
  const visitor = await visitorAt((asked, answer) => passOn(site.url, asked, answer), kind, steps)
  return { site, visitor }
}

function passOn(url: string, asked: IncomingMessage, answer: ServerResponse): void {
  const passed = request(url + asked.url, { method: asked.method, headers: asked.headers, agent: false }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(answer)
  })
  asked.pipe(passed)
}

describe('a challenge', () => {
  it.each([
    ['transparent', 'browser', 'cookie'],
    ['script', 'browser', 'script'],
    ['work', 'browser', 'work'],
    ['script', 'office', 'script'],
  ] as const)('(%s) is met by a %s without a wait, and once', async (demand, kind, shown) => {
    const { site, visitor } = await challenged(demand, kind, [READS, READS])
    expect(await visitor.act()).toMatchObject({ succeeded: true, challenged: true, refused: false, waitedMs: 0 })
    expect(await visitor.act()).toMatchObject({ succeeded: true, challenged: false, firstTry: true })
    expect(site.arrived.map((visit) => visit.shown)).toEqual([shown, shown])
    expect(site.given()).toBe(1)
  })

  it.each([
    ['script', 'no script', 'patience', 1_000],
    ['work', 'no script', 'waited', 1_000],
    ['script', 'screen reader', 'patience', 3_000],
    ['transparent', 'no cookies', 'patience', 1_000],
  ] as const)(
    '(%s) is waited for by who has %s',
    async (demand, kind, shown, least) => {
      const { site, visitor } = await challenged(demand, kind, [READS])
      const action = await visitor.act()
      expect(action).toMatchObject({ succeeded: true, challenged: true, refused: false, firstTry: false })
      expect(action.waitedMs).toBeGreaterThanOrEqual(least)
      expect(site.arrived).toEqual([{ method: 'GET', target: '/news?page=2', body: '', shown }])
    },
    15_000,
  )

  it.each(['browser', 'no script', 'no cookies'] as const)(
    'keeps what a %s has written',
    async (kind) => {
      const { site, visitor } = await challenged('script', kind, [WRITES])
      expect(await visitor.act()).toMatchObject({ succeeded: true, challenged: true })
      expect(site.arrived).toHaveLength(1)
      expect(site.arrived[0]).toMatchObject({ method: 'POST', body: 'words=two+words+%26+more&ticket=mine' })
    },
    15_000,
  )

  it('that never ends is given up', async () => {
    const site = await startChallengeSite({ demand: 'transparent', waitMs: 1_000, deaf: true })
    toClose.push(() => site.close())
    const visitor = await visitorAt((asked, answer) => passOn(site.url, asked, answer), 'browser', [READS])
    expect(await visitor.act()).toMatchObject({ succeeded: false, why: 'challenged again and again' })
    expect(site.given()).toBeLessThan(10)
  })

  it.each(['script', 'work'] as const)(
    'in JSON (%s) is answered by an app, which goes on by header',
    async (demand) => {
      const work = createWork({ secret: new Uint8Array(32).fill(1) })
      const ticket = '1abc-0123456789abcdef'
      const right = (fields: URLSearchParams) =>
        demand === 'work'
          ? work.check(fields.get('work') ?? '', 'the-ticket', Date.now())
          : fields.get('answer') === answerTo(ticket)
      const visitor = await visitorAt(
        async (asked, answer) => {
          const json = (status: number, value: unknown, more = {}) =>
            answer.writeHead(status, { 'Content-Type': 'application/json', ...more }).end(JSON.stringify(value))
          if (asked.headers['holdfast-clearance'] === 'a.clearance') return json(200, { articles: [] })
          if (asked.url === '/.well-known/holdfast/check') {
            const fields = new URLSearchParams(await text(asked))
            const passed = fields.get('ticket') === ticket && right(fields)
            return passed ? json(200, { clearance: 'a.clearance' }) : json(403, { error: 'answer' })
          }
          const challenge = { ticket, demand, check: '/.well-known/holdfast/check' }
          const made = demand === 'work' ? { work: await work.issue('the-ticket', Date.now()) } : {}
          json(
            429,
            { error: 'challenge', challenge: { ...challenge, ...made } },
            { 'Holdfast-Reason': 'rule', 'Retry-After': '3' },
          )
        },
        'app',
        [{ method: 'GET', path: '/api/articles', expectStatus: [200] }],
      )
      expect(await visitor.act()).toMatchObject({ succeeded: true, challenged: true, refused: false, waitedMs: 0 })
    },
  )
})
