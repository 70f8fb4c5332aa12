import { createServer, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Dispatcher, Pool } from 'undici'

/** What a proxy on Node costs at least: the request goes on as it came, the answer comes back as it is; nothing more. */
export function serveBarePassThrough(port: number, originPort: number): void {
  const pool = new Pool(`http://127.0.0.1:${originPort}`, { pipelining: 1 })
  const server = createServer((req, res) => {
    const hasBody = req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined
    pool.dispatch(
      {
        method: (req.method ?? 'GET') as Dispatcher.HttpMethod,
        path: req.url ?? '/',
        headers: endToEnd(req.rawHeaders),
        body: hasBody ? req : null,
      },
      new PassOn(res),
    )
  })
  server.listen(port, '127.0.0.1')
}

class PassOn implements Dispatcher.DispatchHandler {
  readonly #res: ServerResponse

  constructor(res: ServerResponse) {
    this.#res = res
  }

  onConnect(): void {}

  onUpgrade(_status: number, _headers: Buffer[] | string[] | null, socket: Duplex): void {
    socket.destroy()
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void): boolean {
    this.#res.writeHead(status, endToEnd(headers.map((part) => part.toString('latin1'))))
    this.#res.on('drain', resume)
    return true
  }

  onData(chunk: Buffer): boolean {
    return this.#res.write(chunk)
  }

  onComplete(): void {
    this.#res.end()
  }

  onError(): void {
    this.#res.destroy()
  }
}

/** Without the fields that belong to one connection, which undici does not take. */
function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase()
    if (name !== 'connection' && name !== 'keep-alive' && name !== 'transfer-encoding')
      kept.push(raw[i] ?? '', raw[i + 1] ?? '')
  }
  return kept
}
