import { createServer, type Socket } from 'node:net'
import type { FuzzOrigin } from './fuzzed-edge.js'
import { type StrictRequest, strictRequests } from './strict-http.js'

/** What an answer says of the request that it was made for. */
export interface Told {
  target: string
  host: string
  /** Whose address it was; null where the answer is the same for everybody. */
  for: string | null
  cookie: string | null
  authorization: string | null
  /** What the visitor reads, where the answer varies by it; null where it does not. */
  language: string | null
}

/**
 * An origin that tells in each answer whom it is for, and says truly who else may have it, as sites do: by the path.
 * `/shared…` is everybody's, `/varied…` everybody's of a language, `/private…`, `/unmarked…` and `/signing-up…` are one
 * visitor's, and everything else is until it is signed in to.
 */
export class TellingOrigin implements FuzzOrigin {
  readonly #server = createServer((socket) => this.#serve(socket))
  readonly #sockets = new Set<Socket>()
  port = 0

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let text = ''
    let answered = 0
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const { requests, rest } = strictRequests(text)
      for (const request of requests.slice(answered)) socket.write(answerTo(request), 'latin1')
      answered = requests.length
      if (rest === 'malformed') socket.destroy()
    })
  }
}

function answerTo(request: StrictRequest): string {
  const { method, target } = request
  const [, kind = ''] = /^\/(shared|varied|private|unmarked|signing-up)/.exec(target) ?? []
  const value = (name: string) => request.fields.find(([found]) => found === name)?.[1] ?? null
  const isKnown = value('cookie') !== null || value('authorization') !== null
  const isPersonal = kind === '' ? isKnown : kind !== 'shared' && kind !== 'varied'
  const told: Told = {
    target,
    host: value('host') ?? '',
    for: isPersonal ? value('x-forwarded-for') : null,
    cookie: isPersonal ? value('cookie') : null,
    authorization: isPersonal ? value('authorization') : null,
    language: kind === 'varied' ? (value('accept-language') ?? '') : null,
  }
  const fields = {
    shared: 'Cache-Control: public, max-age=60\r\nETag: "a"\r\n',
    varied: 'Cache-Control: max-age=60\r\nVary: Accept-Language\r\n',
    private: 'Cache-Control: private, max-age=60\r\n',
    unmarked: '',
    'signing-up': 'Cache-Control: max-age=60\r\nSet-Cookie: session=new\r\n',
  }[kind]
  const body = JSON.stringify(told)
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  return `${head}${fields ?? 'Cache-Control: max-age=60\r\n'}\r\n${method === 'HEAD' ? '' : body}`
}
