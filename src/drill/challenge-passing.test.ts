import { afterEach, describe, expect, it } from 'vitest'
import type { Demand } from '../challenge/evidence.js'
import { startEdge } from '../edge/edge.test-support.js'
import { decide } from '../edge/rules.test-support.js'
import { browserProfiles, programProfile } from './browser-profiles.js'
import type { JourneyStep } from './rehearsal.js'
import { SeededRandom } from './seeded-random.js'
import type { Kind } from './shape.js'
import { Target } from './target.js'
import { Visitor } from './visitor.js'
import { startWireHoldfast, type WireHoldfast, type WireOptions } from './wire-holdfast.test-support.js'
import { WorkBench } from './work-bench.js'

const open: WireHoldfast[] = []
afterEach(async () => {
  for (const wire of open.splice(0)) await wire.close()
})

const READS: JourneyStep = { method: 'GET', path: '/news?page=2', expectStatus: [200], expectText: 'You have arrived' }
const WRITES: JourneyStep = {
  method: 'POST',
  path: '/comment',
  form: { words: 'two words & more', ticket: 'mine' },
  expectStatus: [200],
}
const ASKS: JourneyStep = { method: 'GET', path: '/api/articles', expectStatus: [200] }

async function wireOf(options: WireOptions = {}): Promise<WireHoldfast> {
  const wire = await startWireHoldfast(options)
  open.push(wire)
  return wire
}

async function visitorOf({ dataDir }: WireHoldfast, kind: Kind, steps: JourneyStep[]): Promise<Visitor> {
  const check = await Target.check({ dataDir })
  if (check.kind === 'refused') throw new Error(check.why)
  const random = new SeededRandom(1)
  const [browser = []] = browserProfiles(random)
  const profile = kind === 'app' ? programProfile('app', random) : browser
  const journey = { name: 'test', activity: 'read', weight: 1, steps }
  const placeholders = { article: 'one', word: 'word', n: '7' }
  return new Visitor(check.target, { kind, address: '127.10.1.1', profile, journey, placeholders }, new WorkBench())
}

/** A visitor of a real edge that asks every unproven visitor for something. */
async function challenged(demand: Demand, kind: Kind, steps: JourneyStep[]) {
  const edge = await startEdge({ hosts: ['*'], now: Date.now })
  const came: { method: string; target: string; body: string }[] = []
  edge.origin.answer = (asked, answer) => {
    let body = ''
    asked.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    asked.on('end', () => {
      came.push({ method: asked.method ?? '', target: asked.url ?? '', body })
      answer.writeHead(200, { 'Cache-Control': 'no-store', 'Content-Type': 'text/html' })
      answer.end('<title>Here</title><h1>You have arrived</h1>')
    })
  }
  const wire = await wireOf()
  wire.rewriteRun({ instance: 'test-instance', listen: { http: [{ host: '127.0.0.1', port: edge.port }], https: [] } })
  decide(edge.edge, [], { severe: demand, lastsMs: 600_000 })
  return { came, visitor: await visitorOf(wire, kind, steps) }
}

describe('a challenge', { timeout: 30_000 }, () => {
  it.each([
    ['transparent', 'browser', READS],
    ['script', 'browser', READS],
    ['work', 'browser', READS],
    ['script', 'office', READS],
    ['script', 'app', ASKS],
    ['work', 'app', ASKS],
  ] as const)('(%s) is met by a visitor with %s without a wait, and once', async (demand, kind, step) => {
    const { came, visitor } = await challenged(demand, kind, [step, step])
    expect(await visitor.act()).toMatchObject({ succeeded: true, challenged: true, refused: false, waitedMs: 0 })
    expect(await visitor.act()).toMatchObject({ succeeded: true, challenged: false, firstTry: true })
    expect(came).toEqual([step, step].map(({ path }) => ({ method: 'GET', target: path, body: '' })))
  })

  it.each([
    ['script', 'no script', 3_000],
    ['work', 'no script', 10_000],
    ['script', 'screen reader', 5_000],
    ['transparent', 'no cookies', 3_000],
  ] as const)('(%s) is waited for by a visitor with %s', async (demand, kind, least) => {
    const { came, visitor } = await challenged(demand, kind, [READS])
    const action = await visitor.act()
    expect(action).toMatchObject({ succeeded: true, challenged: true, refused: false, firstTry: false })
    expect(action.waitedMs).toBeGreaterThanOrEqual(least)
    expect(came).toEqual([{ method: 'GET', target: '/news?page=2', body: '' }])
  })

  it.each(['browser', 'no script', 'no cookies', 'screen reader'] as const)(
    'keeps what a visitor with %s has written',
    async (kind) => {
      const { came, visitor } = await challenged('script', kind, [WRITES])
      expect(await visitor.act()).toMatchObject({ succeeded: true, challenged: true })
      expect(came).toEqual([{ method: 'POST', target: '/comment', body: 'words=two+words+%26+more&ticket=mine' }])
    },
  )

  it('that never ends is given up', async () => {
    let asked = 0
    const check = '/.well-known/holdfast/check'
    const wire = await wireOf({
      site: ({ url }, answer) => {
        asked++
        const [status, Location] = url?.startsWith(check) ? [303, '/'] : [302, `${check}?ticket=t&to=%2F`]
        answer.writeHead(status, { Location }).end()
      },
    })
    const visitor = await visitorOf(wire, 'browser', [READS])
    expect(await visitor.act()).toMatchObject({ succeeded: false, why: 'challenged again and again' })
    expect(asked).toBeLessThan(20)
  })
})
