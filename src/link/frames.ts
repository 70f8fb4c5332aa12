/** Largest frame either side accepts; a summary is a few kilobytes. */
export const FRAME_LIMIT_BYTES = 4 * 1024 * 1024
const HEAD_BYTES = 4

/** A frame: 32-bit big-endian length of the payload in bytes, then the payload, one JSON value in UTF-8. */
export function encodeFrame(message: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(message))
  if (payload.length > FRAME_LIMIT_BYTES)
    throw new RangeError(`frame of ${payload.length} bytes; at most ${FRAME_LIMIT_BYTES} are allowed`)
  const frame = Buffer.allocUnsafe(HEAD_BYTES + payload.length)
  frame.writeUInt32BE(payload.length, 0)
  payload.copy(frame, HEAD_BYTES)
  return frame
}

/** Puts frames together again from chunks cut anywhere. Throws a RangeError or SyntaxError on what cannot be a frame. */
export class FrameReader {
  #pending: Buffer[] = []
  #length = 0
  /** Of the payload that is awaited; null until its head has come. */
  #size: number | null = null

  push(chunk: Buffer): unknown[] {
    this.#pending.push(chunk)
    this.#length += chunk.length
    const messages: unknown[] = []
    for (;;) {
      // Chunks are put together only for a whole head and for a whole frame, so that many small ones cost no more.
      if (this.#length < HEAD_BYTES) return messages
      const size = this.#size ?? this.#announced()
      this.#size = size
      if (this.#length < HEAD_BYTES + size) return messages
      const frame = this.#joined()
      messages.push(JSON.parse(frame.toString('utf8', HEAD_BYTES, HEAD_BYTES + size)))
      const rest = frame.subarray(HEAD_BYTES + size)
      this.#pending = rest.length > 0 ? [rest] : []
      this.#length = rest.length
      this.#size = null
    }
  }

  #announced(): number {
    const size = this.#joined().readUInt32BE(0)
    if (size > FRAME_LIMIT_BYTES)
      throw new RangeError(`frame announces ${size} bytes; at most ${FRAME_LIMIT_BYTES} are allowed`)
    return size
  }

  #joined(): Buffer {
    const [first] = this.#pending
    if (this.#pending.length === 1 && first) return first
    const joined = Buffer.concat(this.#pending)
    this.#pending = [joined]
    return joined
  }
}
