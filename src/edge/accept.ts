import type { Socket } from 'node:net'
import { parseAddress } from '../traffic/address.js'
import { clientOf } from '../traffic/client.js'
import { Connection, type Phase } from './connections/connection.js'
import type { Edge } from './edge.js'

/**
 * The first stage, when a connection opens and before anything on it is parsed: what comes from a denied address is
 * reset, and the caps on connections hold. Behind a trusted proxy the visitor is known only later, so its connections pass.
 * @returns null when the connection is gone
 */
export function accept(edge: Edge, socket: Socket, phase: Phase): Connection | null {
  const address = socket.remoteAddress === undefined ? null : parseAddress(socket.remoteAddress)
  if (!address) {
    socket.destroy()
    return null
  }
  if (edge.lists.deny.has(address) && !edge.lists.allow.has(address) && !edge.trustedProxies.has(address)) {
    edge.droppedTotal++
    socket.on('error', () => {})
    socket.resetAndDestroy()
    return null
  }
  const connection = new Connection(socket, clientOf(address, edge.hash.string), phase, edge.now())
  edge.connections.add(connection, edge.now())
  socket.on('error', () => socket.destroy())
  socket.once('close', () => edge.connections.remove(connection))
  return connection
}
