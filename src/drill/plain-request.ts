import { type ClientRequest, type RequestOptions, request } from 'node:http'
import { request as requestOverTls } from 'node:https'

export interface PlainReply {
  status: number
  body: string
}

export interface PlainRequest {
  /** An IPv4 or IPv6 address of this machine; see the callers' checks. */
  host: string
  port: number
  path: string
  method?: 'GET' | 'POST' | 'DELETE'
  headers?: Record<string, string>
  body?: string
  timeoutMs?: number
  /** Over TLS, under this name. The certificate is not looked at: what answers must say that it is ours. */
  serverName?: string
}

const MOST_REPLY_BYTES = 4 * 1024 * 1024

/**
 * One small request to Holdfast itself (health, console): its own connection, bounded in time and size.
 * @throws Error when nothing answers, too late or too much.
 */
export function plainRequest({
  body,
  timeoutMs = 5_000,
  method = 'GET',
  serverName,
  ...rest
}: PlainRequest): Promise<PlainReply> {
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined
        ? rest.headers
        : { ...rest.headers, 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }
    const sent = start(serverName, {
      ...rest,
      method,
      headers: headers ?? {},
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    })
    sent.on('error', reject)
    sent.on('response', (reply) => {
      const chunks: Buffer[] = []
      let bytes = 0
      reply.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_REPLY_BYTES) reply.destroy(new Error(`the answer is longer than ${MOST_REPLY_BYTES} bytes`))
        else chunks.push(chunk)
      })
      reply.on('error', reject)
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }))
    })
    sent.end(body)
  })
}

function start(serverName: string | undefined, options: RequestOptions): ClientRequest {
  return serverName === undefined
    ? request(options)
    : requestOverTls({ ...options, servername: serverName, rejectUnauthorized: false })
}
