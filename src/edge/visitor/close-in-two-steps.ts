import type { Socket } from 'node:net'

/** How long a visitor who has been told the end may go on sending. */
const LINGER_MS = 2_000

/**
 * Says no more, and goes on reading for a while before the connection is closed (RFC 9112, 9.6). A connection that is closed
 * while bytes of the visitor come is reset, and the visitor may lose the answer that has just been sent.
 */
export function closeInTwoSteps(socket: Socket): void {
  if (socket.destroyed || socket.readableEnded) {
    socket.destroySoon()
    return
  }
  const close = () => socket.destroy()
  const late = setTimeout(close, LINGER_MS).unref()
  socket.once('end', () => socket.destroySoon())
  socket.once('close', () => clearTimeout(late))
  socket.end()
  socket.resume()
}
