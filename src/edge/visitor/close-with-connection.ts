import type { Socket } from 'node:net'
import type { Connection } from '../connections/connection.js'

/**
 * Lets answers that stand behind others on their connection close with it: of all that are not out yet, node:http tells
 * only the first that the connection is gone, and the rest would never end.
 * @param socket the one that answers are written to: of TLS, the inner one
 */
export function closeWithConnection(socket: Socket, { unanswered }: Connection): void {
  socket.once('close', () => {
    for (const res of unanswered) {
      if (res.socket) continue
      res.destroy()
      res.emit('close')
    }
  })
}
