import { createServer } from 'node:http'

/** What an answer on Node costs at least: a status, two fields and a text. What is posted is read before. */
export function serveBareAnswer(port: number, status: number, bytes: number): void {
  const body = 'x'.repeat(bytes)
  const server = createServer((req, res) => {
    const answer = () => {
      res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': bytes })
      res.end(body)
    }
    if (req.method === 'POST') req.resume().on('end', answer)
    else answer()
  })
  server.listen(port, '127.0.0.1')
}
