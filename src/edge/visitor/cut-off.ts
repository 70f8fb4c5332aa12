import { constants, type ServerHttp2Stream } from 'node:http2'

const ours = new WeakSet<ServerHttp2Stream>()

/** Ends an HTTP/2 answer so that the visitor notices that it is not whole; one that is whole, without a word of error. */
export function cutOff(stream: ServerHttp2Stream): void {
  ours.add(stream)
  stream.close(stream.writableFinished ? constants.NGHTTP2_NO_ERROR : constants.NGHTTP2_INTERNAL_ERROR)
  // What the visitor has sent and nobody read would keep the stream from closing.
  stream.resume()
}

/** Tells a stream that we have cut off from one that the visitor took back: the code of the reset may be the same. */
export function wasCutOff(stream: ServerHttp2Stream): boolean {
  return ours.has(stream)
}
