import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'

/** Streams a session may have open at once; browsers use fewer than 100. */
const MOST_STREAMS = 100

export interface Http2Handlers {
  stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: string[], endStream: boolean): void
  session(session: ServerHttp2Session): void
}

const NGHTTP2_FLAG_END_STREAM = 1

/** As Node 20 documents the event; the types leave out the last parameter. */
type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, raw: string[]) => void

/** The HTTP/2 endpoint for TLS sockets that chose `h2`; they are handed to it with `emit('connection')`. */
export function createHttp2Server(headerBytes: number, handlers: Http2Handlers): Http2Server {
  const server = createServer({
    maxSessionMemory: 4,
    maxOutstandingPings: 5,
    maxHeaderListPairs: 256,
    maxSessionInvalidFrames: 10,
    maxSessionRejectedStreams: 20,
    settings: {
      maxConcurrentStreams: MOST_STREAMS,
      maxHeaderListSize: headerBytes,
      enableConnectProtocol: false,
      enablePush: false,
    },
  })
  server.on('session', (session) => {
    session.on('error', () => session.destroy())
    handlers.session(session)
  })
  const onStream: OnStream = (stream, headers, flags, raw) => {
    // Errors of one stream, such as a reset by the visitor, end in its 'close'.
    stream.on('error', () => {})
    handlers.stream(stream, headers, raw, (flags & NGHTTP2_FLAG_END_STREAM) !== 0)
  }
  server.on('stream', onStream as () => void)
  server.on('sessionError', (_error, session) => session.destroy())
  return server
}
