import type { Socket } from 'node:net'
import type { z } from 'zod'
import { encodeFrame, FrameReader } from './frames.js'

/** Bytes that may wait for a slow peer before messages to it are left out; the next summary or directive replaces them. */
const BACKLOG_LIMIT_BYTES = 8 * 1024 * 1024

/**
 * One end of the link between an edge and the brain. A frame that is malformed or does not match the schema ends the
 * connection: the two ends are of one build, so that such a frame is a bug or a stranger.
 */
export class Peer<Incoming> {
  readonly #socket: Socket

  constructor(
    socket: Socket,
    schema: z.ZodType<Incoming>,
    onMessage: (message: Incoming) => void,
    onClose: (error?: Error) => void,
  ) {
    this.#socket = socket
    const reader = new FrameReader()
    let failure: Error | undefined
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) onMessage(schema.parse(message))
      } catch (error) {
        failure = error as Error
        socket.destroy()
      }
    })
    socket.on('error', (error) => {
      failure ??= error
    })
    socket.on('close', () => onClose(failure))
  }

  /** False when the peer is gone or too slow and the message was left out. */
  send(message: unknown): boolean {
    if (!this.#socket.writable || this.#socket.writableLength > BACKLOG_LIMIT_BYTES) return false
    this.#socket.write(encodeFrame(message))
    return true
  }

  close(): void {
    this.#socket.destroy()
  }
}
