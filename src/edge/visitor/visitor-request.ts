import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { IncomingHttpHeaders as Http2Headers, ServerHttp2Stream } from 'node:http2'
import type { Readable } from 'node:stream'
import type { Upgrade } from './upgrade.js'

/** A request as every stage sees it, whatever protocol it came by. */
export interface VisitorRequest {
  method: string
  /** Request target as sent: origin form, absolute form or `*`. */
  target: string
  /** Host or :authority as sent; undefined when missing, null when there is more than one. */
  authority: string | undefined | null
  headers: IncomingHttpHeaders
  /** Flat array of names and values in their order; HTTP/2 pseudo-fields included. */
  rawHeaders: readonly string[]
  httpVersion: '1.0' | '1.1' | '2'
  scheme: 'http' | 'https'
  body: Readable
  hasBody: boolean
  /** Body length announced in bytes; null when unknown or none. */
  contentLength: number | null
  expectsContinue: boolean
  /** A change of protocol asked for: `websocket` and the like, never `h2c`. */
  upgrade: Upgrade | null
}

export function fromHttp1(
  req: IncomingMessage,
  scheme: 'http' | 'https',
  expectsContinue: boolean,
  upgrade: Upgrade | null = null,
): VisitorRequest {
  const length = req.headers['content-length']
  const chunked = req.headers['transfer-encoding'] !== undefined
  return {
    method: req.method ?? 'GET',
    target: req.url ?? '/',
    authority: hostOf(req.rawHeaders, req.headers.host),
    headers: req.headers,
    rawHeaders: req.rawHeaders,
    httpVersion: req.httpVersionMinor === 0 ? '1.0' : '1.1',
    scheme,
    body: req,
    hasBody: chunked || (length !== undefined && length !== '0'),
    contentLength: chunked || length === undefined ? null : Number(length),
    expectsContinue,
    upgrade,
  }
}

export function fromHttp2(
  stream: ServerHttp2Stream,
  headers: Http2Headers,
  raw: readonly string[],
  endStream: boolean,
): VisitorRequest {
  const length = headers['content-length']
  return {
    method: headers[':method'] ?? 'GET',
    target: headers[':path'] ?? '/',
    authority: headers[':authority'] ?? headers.host,
    headers,
    rawHeaders: raw,
    httpVersion: '2',
    scheme: 'https',
    body: stream,
    hasBody: !endStream && length !== '0',
    contentLength: length === undefined ? null : Number(length),
    expectsContinue: headers.expect?.toLowerCase() === '100-continue',
    upgrade: null,
  }
}

/** node:http keeps the first of several Host fields; RFC 9112, 3.2 wants such a request refused. */
function hostOf(raw: readonly string[], host: string | undefined): string | undefined | null {
  let seen = 0
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    if (name.length === 4 && name.toLowerCase() === 'host') seen++
  }
  return seen > 1 ? null : host
}
