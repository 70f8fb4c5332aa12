import { connect, type OnReadOpts, type Socket } from 'node:net'
import { CAPS } from './caps.js'
import { isLoopbackV4 } from './loopback-address.js'
import { Target } from './target.js'

export interface LoopbackOptions {
  /** Where the connection comes from, in 127.0.0.0/8. */
  from: string
  onread?: OnReadOpts
  /** To where the target speaks TLS, which is up to the caller. */
  secure?: boolean
}

let open = 0

/** How many more connections this process may open now. */
export function connectionsLeft(): number {
  return CAPS.connections - open
}

/**
 * The only place of the drill that opens connections for load. It takes a checked target, no address; the other end is
 * looked at again once connected, and nothing can be written before: `onConnected` gets the socket then.
 * @throws Error at once when asked for anything but loopback, or for more connections than a process of a drill may
 * have: a bug, or somebody bending the drill into a weapon.
 */
export function openLoopback(
  target: Target,
  { from, onread, secure = false }: LoopbackOptions,
  onConnected: (socket: Socket) => void,
): Socket {
  const to = target instanceof Target ? (secure ? target.secure : target) : null
  if (to === null || 'why' in to || !isLoopbackV4(to.host) || !isLoopbackV4(from)) {
    throw new Error('a drill connects within 127.0.0.0/8 only')
  }
  if (open >= CAPS.connections) throw new Error(`a process of a drill has at most ${CAPS.connections} connections`)
  open++
  const socket = connect({ host: to.host, port: to.port, localAddress: from, ...(onread ? { onread } : {}) })
  socket.once('close', () => {
    open--
  })
  socket.once('connect', () => {
    if (!isLoopbackV4(socket.remoteAddress)) {
      // Already reset by the other side: remoteAddress is gone. That is a closed connection, not a wrong one.
      if (socket.remoteAddress === undefined) return void socket.destroy()
      socket.destroy()
      throw new Error(`a drill connection reached ${socket.remoteAddress}, outside 127.0.0.0/8`)
    }
    socket.setNoDelay(true)
    onConnected(socket)
  })
  return socket
}
