import { describe, expect, it } from 'vitest'
import { type Directive, fromBrain } from '../../link/messages.js'
import { startEdge } from '../edge.test-support.js'

const TOKEN = 'evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr_oA'
const ANSWER = `${TOKEN}.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI`
const PATH = `/.well-known/acme-challenge/${TOKEN}`

/** An edge that was told by the brain what to answer. */
async function startWith(answers: { token: string; answer: string }[], options: Parameters<typeof startEdge>[0] = {}) {
  const edge = await startEdge(options)
  const tell = (version: number, now: typeof answers) =>
    edge.edge.obey({ kind: 'directive', platforms: [], validMs: 1_000, challenges: { version, answers: now } })
  tell(1, answers)
  return { ...edge, tell }
}

describe('what a certificate authority asks', () => {
  it('is answered for a token that is pending, before the origin hears of it, and kept by nobody', async () => {
    const { ask, origin } = await startWith([{ token: TOKEN, answer: ANSWER }])
    const response = await ask({ path: PATH })
    expect([response.status, response.text]).toEqual([200, ANSWER])
    expect(response.get('cache-control')).toBe('no-store')
    expect(response.get('content-type')).toBe('application/octet-stream')
    expect((await ask({ path: PATH, method: 'HEAD' })).get('content-length')).toBe(String(ANSWER.length))
    expect(origin.seen).toEqual([])
  })

  it.each([
    ['another token', `${PATH}x`],
    ['another spelling', PATH.toLowerCase()],
    ['one in a longer path', `${PATH}/..`],
    ['no token', '/.well-known/acme-challenge/'],
    ["a name of JavaScript's own", '/.well-known/acme-challenge/__proto__'],
  ])('is left to the site: %s', async (_, path) => {
    const { ask, origin } = await startWith([{ token: TOKEN, answer: ANSWER }])
    expect((await ask({ path })).text).toBe('hello')
    expect(origin.seen.map(({ url }) => url)).toEqual([path])
  })

  it('is left to the site when it is no question', async () => {
    const { ask, origin } = await startWith([{ token: TOKEN, answer: ANSWER }])
    expect((await ask({ path: PATH, method: 'POST', body: 'a' })).text).toBe('hello')
    expect(origin.seen).toHaveLength(1)
  })

  it('is answered while the site is full', async () => {
    const limits = { concurrency: { min: 1, initial: 1, max: 1 }, queue: 1 }
    const { ask, origin } = await startWith([{ token: TOKEN, answer: ANSWER }], { limits })
    origin.answer = () => {}
    void ask({ path: '/slow' }).catch(() => {})
    void ask({ path: '/waiting' }).catch(() => {})
    expect((await ask({ path: PATH })).text).toBe(ANSWER)
  })

  it('is no longer answered when it has been proved, and the brain hears which answers are given', async () => {
    const { ask, edge, tell } = await startWith([{ token: TOKEN, answer: ANSWER }])
    const measured = {
      eventLoopP99Ms: 0,
      memoryMb: 0,
      heapMb: { used: 0, bound: 0 },
      descriptors: { used: 0, bound: 0 },
    }
    expect(edge.tick(250, measured).summary.challenges).toBe(1)
    tell(2, [])
    expect((await ask({ path: PATH })).text).toBe('hello')
    expect(edge.tick(250, measured).summary.challenges).toBe(2)
  })

  it('is bounded: no directive has more of it than a certificate has names', () => {
    const directive = (count: number, length: number): Directive => ({
      kind: 'directive',
      platforms: [],
      validMs: 1,
      challenges: {
        version: 1,
        answers: Array.from({ length: count }, (_, i) => ({ token: `${i}`, answer: 'a'.repeat(length) })),
      },
    })
    expect(fromBrain.safeParse(directive(100, 512)).success).toBe(true)
    expect(fromBrain.safeParse(directive(101, 1)).success).toBe(false)
    expect(fromBrain.safeParse(directive(1, 513)).success).toBe(false)
  })
})

describe('paths of Holdfast', () => {
  it('tell who answers, and nothing else', async () => {
    const { ask, origin } = await startEdge()
    expect(JSON.parse((await ask({ path: '/.well-known/holdfast/health' })).text)).toEqual({
      holdfast: true,
      instance: 'test-instance',
    })
    expect((await ask({ path: '/.well-known/holdfast/other' })).status).toBe(404)
    expect(origin.seen).toEqual([])
  })
})
