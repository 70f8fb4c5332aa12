import { closeSync, openSync } from 'node:fs'
import { expect, it } from 'vitest'
import { descriptorUse, heapUse } from './process-use.js'

it('a process knows what it uses of its memory and its descriptors', async () => {
  const before = await descriptorUse()
  const opened = Array.from({ length: 20 }, () => openSync('/dev/null', 'r'))
  const after = await descriptorUse()
  expect(after.used - before.used).toBeGreaterThanOrEqual(opened.length)
  expect(after.bound).toBeGreaterThan(after.used)
  for (const descriptor of opened) closeSync(descriptor)
  const heap = heapUse()
  expect(heap.used).toBeGreaterThan(5)
  expect(heap.bound).toBeGreaterThan(heap.used)
})
