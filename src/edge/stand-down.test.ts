import { describe, expect, it } from 'vitest'
import { startEdge } from './edge.test-support.js'
import { clientAt, decide, manyAddressesCame, SEARCH } from './rules.test-support.js'

const RESTING = { ...SEARCH, wakesAt: 5 }
/** A program that says no more than it must. */
const flooder = (address: string) => ({ path: '/search', headers: { 'X-Forwarded-For': address } })

async function started() {
  const test = await startEdge({ trustedProxies: ['127.0.0.0/8'] })
  manyAddressesCame(test.edge)
  return test
}

describe('what is over', () => {
  it('is over for who was convicted, too; and when it comes back it is not forgotten', async () => {
    const { edge, clock, ask } = await started()
    const { key } = clientAt(edge, '198.51.100.7')
    decide(edge, [SEARCH])
    for (let i = 0; i < 50; i++) edge.convictions.challenged(key | 0, clock.now())
    expect((await ask({ ...flooder('198.51.100.7'), path: '/' })).status).toBe(429)
    decide(edge, [RESTING])
    expect((await ask({ ...flooder('198.51.100.7'), path: '/' })).status).toBe(200)
    decide(edge, [])
    expect((await ask({ ...flooder('198.51.100.7'), path: '/' })).status).toBe(200)
    decide(edge, [SEARCH])
    expect((await ask({ ...flooder('198.51.100.7'), path: '/' })).status).toBe(429)
  })

  it('comes back at the edge itself from the fifth visit within a second, before the brain knows', async () => {
    const { edge, clock, ask } = await started()
    decide(edge, [RESTING])
    for (let i = 0; i < 20; i++) {
      expect((await ask(flooder(`198.51.100.${i}`))).status).toBe(200)
      clock.advance(300)
    }
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) {
      statuses.push((await ask(flooder(`203.0.113.${i}`))).status)
      clock.advance(10)
    }
    expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 200])
    expect(statuses.slice(4).every((status) => status !== 200)).toBe(true)
    clock.advance(3_000)
    expect((await ask(flooder('203.0.113.99'))).status).toBe(200)
  })
})
