import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So much of large bodies may have passed before their buffers are collected. */
const COLLECT_AFTER_BYTES = 12 * 1024 * 1024
/** Bodies up to this size leave their buffers to the collections that requests bring about anyway. */
const LARGE_BODY_BYTES = 1024 * 1024

/** One count for the process, as there is one heap. */
let passedBytes = 0
let collectYoung: (() => void) | null = null

/**
 * To be told of each chunk of a body that is passed on. Every chunk is a buffer of its own and of no use once it is sent,
 * but V8 looks for dead buffers only when 32 MB of them have gathered (Heap::AllocateExternalBackingStore in V8's
 * heap.cc; no flag changes that) or when enough small objects have, of which a long body makes few. A collection of the
 * young generation takes half a millisecond; here it comes after 12 MB.
 *
 * @param bodyBytes of this body, up to this chunk
 */
export function collectPassedBytes(chunkBytes: number, bodyBytes: number): void {
  if (bodyBytes <= LARGE_BODY_BYTES) return
  passedBytes += chunkBytes
  if (passedBytes < COLLECT_AFTER_BYTES) return
  passedBytes = 0
  collectYoung ??= youngCollection()
  collectYoung()
}

/** V8's own `gc`, which Node shows only to a context that is made after the flag is set. */
function youngCollection(): () => void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as (options: { type: 'minor' }) => void
  setFlagsFromString('--no-expose-gc')
  return () => gc({ type: 'minor' })
}
