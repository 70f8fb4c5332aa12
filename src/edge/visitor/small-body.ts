import type { Readable } from 'node:stream'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'

/** Bodies up to this size are read before a place at the origin is asked for. */
const SMALL_BYTES = 64 * 1024
/** All bodies being held at one edge; beyond it bodies are streamed, however small. */
const HELD_BYTES = 32 * 1024 * 1024

let heldBytes = 0

export function heldBodies(): { bytes: number; limitBytes: number } {
  return { bytes: heldBytes, limitBytes: HELD_BYTES }
}

/**
 * The visitor's body: whole when it is small, else the stream to be passed on as it comes. A visitor who sends slower
 * than the minimum rate is given up.
 */
export function readSmallBody(visit: Exchange, edge: Edge): Promise<Buffer | Readable | 'left' | 'too-slow'> {
  const { body, contentLength } = visit.request
  const expected = contentLength ?? SMALL_BYTES
  if (expected > SMALL_BYTES || heldBytes + expected > HELD_BYTES) return Promise.resolve(body)
  heldBytes += expected
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    let open = true
    const pace = {
      progress: () => bytes,
      awaited: () => true,
      tooSlow: () => settle('too-slow'),
    }
    const settle = (result: Buffer | Readable | 'left' | 'too-slow') => {
      if (!open) return
      open = false
      heldBytes -= expected
      visit.connection.unwatch(pace)
      body.off('data', onData).off('end', onEnd)
      resolve(result)
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes <= SMALL_BYTES) return
      // Longer than it seemed: put back what was read and stream the rest.
      body.pause()
      settle(body)
      body.unshift(Buffer.concat(chunks))
    }
    const onEnd = () => settle(Buffer.concat(chunks))
    body.on('data', onData).on('end', onEnd)
    visit.onLeave(() => settle('left'))
    visit.connection.watch(pace, edge.limits.bodyBytesPerSecond, edge.now())
  })
}
