import { constants, PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { collectPassedBytes } from './collect-passed-bytes.js'

const MEGABYTE = 1024 * 1024
const CHUNK_BYTES = 64 * 1024

/** How often the young generation is collected while bodies of this size pass, so many bytes in all. */
async function collections(bodyBytes: number, inAll: number): Promise<number> {
  let count = 0
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries() as unknown as { detail: { kind: number } }[]
    count += entries.filter(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MINOR).length
  })
  observer.observe({ entryTypes: ['gc'] })
  for (let passed = 0; passed < inAll; passed += CHUNK_BYTES) {
    collectPassedBytes(CHUNK_BYTES, (passed % bodyBytes) + CHUNK_BYTES)
  }
  // Node tells of collections some turns later.
  for (let turn = 0; turn < 10; turn++) await nextTurn()
  observer.disconnect()
  return count
}

it('collects the buffers of a long body as it passes', async () => {
  const found = await collections(1024 * MEGABYTE, 240 * MEGABYTE)
  // Every 12 MB; V8 may find reasons of its own for some more.
  expect(found).toBeGreaterThanOrEqual(19)
  expect(found).toBeLessThan(40)
})

it('costs short bodies nothing', async () => {
  expect(await collections(MEGABYTE, 240 * MEGABYTE)).toBeLessThan(5)
})
