import { createServer, type ServerResponse } from 'node:http'

const CHUNK = Buffer.alloc(64 * 1024, 'x')
const bodies = new Map<number, string>()

/**
 * The platform behind every contender, answering out of memory:
 * `/bytes/N` a body of N bytes, `/cacheable/N` the same to be kept for an hour, `/stream/N` the same without ever having
 * it in memory, `/hold` no answer at all, and POST to anything: the number of bytes that arrived.
 */
export function serveOrigin(port: number): void {
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (req, res) => {
    if (req.method === 'POST') {
      let bytes = 0
      req.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      req.on('end', () => res.end(String(bytes)))
      return
    }
    const [, kind, size] = (req.url ?? '').split('/')
    const bytes = Number(size ?? 0)
    if (kind === 'hold') return
    const caching = kind === 'cacheable' ? 'public, max-age=3600' : 'no-store'
    res.writeHead(200, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': caching,
      'Content-Length': bytes,
    })
    if (kind === 'stream') stream(res, bytes)
    else res.end(bodyOf(bytes))
  })
  server.listen(port, '127.0.0.1')
}

function bodyOf(bytes: number): string {
  const body = bodies.get(bytes) ?? 'x'.repeat(bytes)
  bodies.set(bytes, body)
  return body
}

function stream(res: ServerResponse, bytes: number): void {
  let left = bytes
  const more = () => {
    while (left > 0) {
      const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK
      left -= chunk.length
      if (!res.write(chunk)) return
    }
    res.end()
  }
  res.on('drain', more)
  more()
}
