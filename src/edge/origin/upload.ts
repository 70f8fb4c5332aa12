import { PassThrough, type Readable } from 'node:stream'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { collectPassedBytes } from './collect-passed-bytes.js'

/** Of a body that the origin does not want, so much is taken from the visitor. Most browsers read an answer only when they have sent all. */
const FORGOTTEN_BYTES = 32 * 1024 * 1024

/**
 * The visitor's body on its way to the origin, at the pace of the slower of the two. Never the visitor's stream itself:
 * undici destroys the body of a request that fails, and with it our way to say so.
 * @param tooSlow called when the visitor sends slower than the minimum rate
 */
export function uploadOf(visit: Exchange, source: Readable, edge: Edge, tooSlow: () => void): Readable {
  const { connection, request } = visit
  const through = new PassThrough()
  let bytes = 0
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    collectPassedBytes(chunk.length, bytes)
  })
  source.pipe(through)
  const pace = {
    progress: () => bytes,
    awaited: () => !source.isPaused() && source.readableLength === 0 && !source.readableEnded,
    tooSlow,
  }
  connection.watch(pace, edge.limits.bodyBytesPerSecond, edge.now())
  const over = () => connection.unwatch(pace)
  source.once('end', over).once('close', over)
  through.once('close', () => {
    over()
    source.unpipe(through)
    // In HTTP/2 the visitor's window stays shut, and the stream ends with the answer.
    if (request.httpVersion !== '2') forget(source)
  })
  visit.onLeave(() => through.destroy())
  return through
}

/**
 * The origin has answered without reading on: a part of the rest is read and thrown away, so that a visitor who hears only
 * when all is sent may hear of it. Beyond that nothing is read, and the sweep closes the connection.
 */
function forget(source: Readable): void {
  let bytes = 0
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > FORGOTTEN_BYTES) source.pause()
  })
  source.resume()
}
