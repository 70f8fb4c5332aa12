import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const EVENT_EVERY_MS = 1_000

/** A site whose answers do not end: `/events` sends an event a second, `/socket` gives back what it is sent. */
export async function serveLiveOrigin(): Promise<void> {
  const server = createServer((req, res) => {
    if (req.url !== '/events') {
      res.end('live\n')
      return
    }
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    let count = 0
    const events = setInterval(() => res.write(`data: ${count++}\n\n`), EVENT_EVERY_MS)
    res.once('close', () => clearInterval(events))
  })
  new WebSocketServer({ server, path: '/socket' }).on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('error', () => socket.terminate())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
}
