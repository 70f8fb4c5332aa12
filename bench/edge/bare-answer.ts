import { createServer } from 'node:http'

/** What an answer on Node costs at least: a status, two fields and a text. */
export function serveBareAnswer(port: number, status: number, bytes: number): void {
  const body = 'x'.repeat(bytes)
  const server = createServer((_req, res) => {
    res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': bytes })
    res.end(body)
  })
  server.listen(port, '127.0.0.1')
}
