import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { wasCutOff } from '../visitor/cut-off.js'
import { type Http2Abuse, type Http2Act, Http2Conduct } from './http2-conduct.js'

/** Streams a session may have open at once; browsers use fewer than 100. */
const MOST_STREAMS = 100

export interface Http2Handlers {
  stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: string[], endStream: boolean): void
  session(session: ServerHttp2Session): void
  /** A session does what no visitor does. @returns true when it is to be closed */
  abuse(session: ServerHttp2Session, how: Http2Abuse): boolean
}

const NGHTTP2_FLAG_END_STREAM = 1

/** As Node 20 documents the event; the types leave out the last parameter. */
type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, raw: string[]) => void

/**
 * The HTTP/2 endpoint for TLS sockets that chose `h2`; they are handed to it with `emit('connection')`.
 * What Node does not let us count is in SECURITY.md.
 */
export function createHttp2Server(headerBytes: number, now: () => number, handlers: Http2Handlers): Http2Server {
  const conducts = new WeakMap<ServerHttp2Session, Http2Conduct>()
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
  const note = (session: ServerHttp2Session, act: Http2Act) => {
    if (session.destroyed || conducts.get(session)?.allows(act, now()) !== false) return
    if (!handlers.abuse(session, act)) return
    session.destroy(new Error(`too many ${act}`), constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }
  server.on('session', (session) => {
    conducts.set(session, new Http2Conduct())
    session.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code?.startsWith('ERR_HTTP2')) handlers.abuse(session, 'protocol')
      session.destroy()
    })
    session.on('ping', () => note(session, 'pings'))
    session.on('remoteSettings', () => note(session, 'settings'))
    session.on('priority', () => note(session, 'priorities'))
    handlers.session(session)
  })
  const onStream: OnStream = (stream, headers, flags, raw) => {
    // Errors of one stream, such as a reset by the visitor, end in its 'close'.
    stream.on('error', () => {})
    const { session } = stream
    const conduct = session && conducts.get(session as ServerHttp2Session)
    if (!conduct) {
      stream.destroy()
      return
    }
    const of = session as ServerHttp2Session
    conduct.streamBegins()
    if (of.closed) note(of, 'lateStreams')
    else if (conduct.hasHadEnough) of.close()
    if (of.destroyed) return
    stream.on('priority', () => note(of, 'priorities'))
    stream.once('close', () => {
      // Whatever code the reset has; what was cut off here is no fault of the visitor.
      const takenBack = stream.rstCode !== constants.NGHTTP2_NO_ERROR || !stream.headersSent
      if (takenBack && !wasCutOff(stream)) note(of, 'resets')
    })
    handlers.stream(stream, headers, raw, (flags & NGHTTP2_FLAG_END_STREAM) !== 0)
  }
  server.on('stream', onStream as () => void)
  server.on('sessionError', (_error, session) => session.destroy())
  return server
}
