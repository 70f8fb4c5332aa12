import type { Socket } from 'node:net'
import { type IpAddress, parseAddress } from '../traffic/address.js'
import { type Client, clientOf } from '../traffic/client.js'
import { Connection, type Phase } from './connections/connection.js'
import type { Edge } from './edge.js'
import { takeProxyHeader } from './listeners/take-proxy-header.js'

/**
 * The first stage, when a connection opens and before anything on it is parsed: what comes from a denied address, or a
 * client that was convicted for going on and on, is reset, and the caps on connections hold. Behind a trusted proxy the visitor is known only later, so its connections pass.
 * @returns null when the connection is gone
 */
export function accept(edge: Edge, socket: Socket, phase: Phase): Connection | null {
  const address = socket.remoteAddress === undefined ? null : parseAddress(socket.remoteAddress)
  if (!address) {
    socket.destroy()
    return null
  }
  return acceptFrom(edge, socket, address, phase)
}

/**
 * The same where a proxy announces its client with the PROXY protocol: the connection counts as that client's. One that
 * does not come from a trusted proxy, or not with such a header, is closed; anybody could write one.
 * @param onAccepted called when the header has come, never when the connection is gone
 */
export function acceptAnnounced(
  edge: Edge,
  socket: Socket,
  phase: Phase,
  onAccepted: (connection: Connection) => void,
): void {
  const close = (why: string) => {
    edge.droppedTotal++
    edge.log.warn('proxy-header-refused', { why })
    socket.destroy()
  }
  // Counted as the proxy's own until the header is there, so that the sweep closes who never sends one.
  const proxy = accept(edge, socket, 'handshake')
  if (!proxy) return
  if (!edge.trustedProxies.has(proxy.peer.address)) {
    close('it does not come from one of trustedProxies')
    return
  }
  takeProxyHeader(socket, (header) => {
    if (header.kind === 'wrong') {
      close(header.why)
      return
    }
    edge.connections.remove(proxy)
    const connection = acceptFrom(edge, socket, header.client ?? proxy.peer.address, phase)
    if (connection) onAccepted(connection)
  })
}

function acceptFrom(edge: Edge, socket: Socket, address: IpAddress, phase: Phase): Connection | null {
  const client = clientOf(address, edge.hash.string)
  if (isUnwanted(client, edge)) {
    edge.droppedTotal++
    socket.on('error', () => {})
    socket.resetAndDestroy()
    return null
  }
  const connection = new Connection(socket, client, phase, edge.now())
  edge.connections.add(connection, edge.now())
  socket.on('error', () => socket.destroy())
  socket.once('close', () => edge.connections.remove(connection))
  return connection
}

function isUnwanted({ address, key }: Client, edge: Edge): boolean {
  const { lists, convictions, followers } = edge
  const at = edge.now()
  const unwanted = lists.deny.has(address) || (convictions.of(key | 0, at) === 'drop' && !followers.has(key | 0, at))
  return unwanted && !lists.allow.has(address) && !edge.trustedProxies.has(address)
}
