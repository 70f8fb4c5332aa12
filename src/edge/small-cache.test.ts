import { describe, expect, it } from 'vitest'
import { startEdge } from './edge.test-support.js'

describe('an edge with little room for copies', () => {
  it('serves without a cache', async () => {
    const { ask, origin } = await startEdge({ cache: { off: true, megabytes: 1, entryMegabytes: 1 } })
    expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(200)
    expect(origin.seen).toHaveLength(2)
  })

  it('serves when one entry might be as large as the cache', async () => {
    const { ask, edge } = await startEdge({ cache: { megabytes: 2, entryMegabytes: 2 } })
    expect((await ask()).status).toBe(200)
    expect(edge.cache).not.toBeNull()
  })
})
