import { Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'

/**
 * Passes on what visitor and origin say to each other after a change of protocol. Either may end first and still hears the
 * other out; when one is cut off, so is the other.
 * @param idleMs when one has ended and nothing more moves for so long, the tunnel is closed
 */
export function tunnel(visitor: Duplex, origin: Duplex, idleMs: number): void {
  // TLS, the parser and two pipelines all listen to it; Node would take that for a leak and say so.
  visitor.setMaxListeners(0)
  const oneHasEnded = () => {
    // Whatever still moves comes from the visitor or goes to it.
    if (visitor instanceof Socket) visitor.setTimeout(idleMs, () => visitor.destroy())
  }
  for (const side of [visitor, origin]) {
    side.allowHalfOpen = true
    side.once('end', oneHasEnded)
  }
  // Errors of either side end in the other's end; there is nobody left to tell.
  pipeline(origin, visitor, () => {})
  pipeline(visitor, origin, () => {})
}
