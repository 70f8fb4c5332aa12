import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Answers that are not out yet, by their connection. */
const unanswered = new WeakMap<Socket, Set<ServerResponse>>()

/**
 * Lets an answer that stands behind others on its connection close with it: of those, node:http tells only the first that
 * the connection is gone, and the rest would never end.
 * @returns the answers of this connection that are not out yet; to be taken out of it once it is closed
 */
export function closeWithConnection(res: ServerResponse): Set<ServerResponse> {
  const { socket } = res.req
  const open = unanswered.get(socket) ?? watched(socket)
  return open.add(res)
}

function watched(socket: Socket): Set<ServerResponse> {
  const open = new Set<ServerResponse>()
  unanswered.set(socket, open)
  socket.once('close', () => {
    for (const res of open) {
      if (res.socket) continue
      res.destroy()
      res.emit('close')
    }
  })
  return open
}
