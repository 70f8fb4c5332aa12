import { connect, type OnReadOpts, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { CAPS } from './caps.js'
import { isLoopbackV4 } from './loopback-address.js'
import { Target } from './target.js'
import { tlsOptions } from './tls-hello.js'

export interface LoopbackOptions {
  /** Where the connection comes from, in 127.0.0.0/8. */
  from: string
  onread?: OnReadOpts
  /** To where the target speaks TLS. `raw`: the handshake is up to the caller, else it is made with these protocols. */
  secure?: 'raw' | { protocols: string[] }
}

let open = 0

/** How many more connections this process may open now. */
export function connectionsLeft(): number {
  return CAPS.connections - open
}

/**
 * The only place of the drill that opens connections for load. It takes a checked target, no address; the other end is
 * looked at again once connected, and nothing is written before.
 * @param onConnected gets the socket then, with TLS after the handshake
 * @throws Error at once when asked for anything but loopback, or for more connections than a process of a drill may
 * have: a bug, or somebody bending the drill into a weapon.
 */
export function openLoopback(
  target: Target,
  { from, onread, secure }: LoopbackOptions,
  onConnected: (socket: Socket) => void,
): Socket {
  const to = target instanceof Target ? (secure === undefined ? target : target.secure) : null
  if (to === null || 'why' in to || !isLoopbackV4(to.host) || !isLoopbackV4(from)) {
    throw new Error('a drill connects within 127.0.0.0/8 only')
  }
  if (open >= CAPS.connections) throw new Error(`a process of a drill has at most ${CAPS.connections} connections`)
  open++
  const place = { host: to.host, port: to.port, localAddress: from, ...(onread ? { onread } : {}) }
  const handshake = typeof secure === 'object'
  const socket = handshake ? connectTls({ ...place, ...tlsOptions(target, secure.protocols) }) : connect(place)
  socket.once('close', () => {
    open--
  })
  // Before whoever else listens: TLS begins with the connection.
  socket.prependOnceListener('connect', () => {
    if (!isLoopbackV4(socket.remoteAddress)) {
      // Already reset by the other side: remoteAddress is gone. That is a closed connection, not a wrong one.
      if (socket.remoteAddress === undefined) return void socket.destroy()
      socket.destroy()
      throw new Error(`a drill connection reached ${socket.remoteAddress}, outside 127.0.0.0/8`)
    }
    socket.setNoDelay(true)
    if (!handshake) onConnected(socket)
  })
  if (handshake) socket.once('secureConnect', () => onConnected(socket))
  return socket
}
