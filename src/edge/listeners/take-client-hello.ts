import type { Socket } from 'node:net'
import { ja4 } from '../../traffic/ja4.js'
import { type ReadHello, readClientHello } from './client-hello.js'

/** Halves of hellos, of all connections together; what comes beyond is passed on to TLS unread. */
const HELD_BYTES = 16 * 1024 * 1024
/** Pieces that a hello came in are put together from this many on: each costs more memory than a short one's bytes. */
const MOST_PIECES = 16

const held = { bytes: 0, limitBytes: HELD_BYTES }

/** What is held of hellos that have not come as a whole, by all connections of this process. */
export function heldHellos(): Readonly<{ bytes: number; limitBytes: number }> {
  return held
}

/**
 * Looks at how a visitor begins TLS and puts everything back into the socket, for TLS to read. Has no time limit of its
 * own: who owns the connection closes it.
 * @param onTaken called at most once, with the JA4 or null where it cannot be read; not when the connection ends before
 */
export function takeClientHello(socket: Socket, onTaken: (ja4: string | null) => void): void {
  let pieces: Buffer[] = []
  let length = 0
  let wanted = 1
  let holds = 0
  const release = () => {
    held.bytes -= holds
    holds = 0
  }
  /** @returns false when there is no room to wait for more */
  const keep = ({ length }: Buffer): boolean => {
    if (held.bytes + length > held.limitBytes) return false
    if (holds === 0) socket.once('close', release)
    holds += length
    held.bytes += length
    return true
  }
  const onReadable = () => {
    const piece: Buffer | null = socket.read()
    if (piece === null) return
    pieces.push(piece)
    length += piece.length
    if (length < wanted && pieces.length < MOST_PIECES && keep(piece)) return
    const bytes = pieces.length === 1 ? piece : Buffer.concat(pieces)
    pieces = [bytes]
    const read: ReadHello = length < wanted ? { kind: 'incomplete', bytes: wanted } : readClientHello(bytes)
    if (read.kind === 'incomplete' && keep(piece)) {
      wanted = read.bytes
      return
    }
    socket.off('readable', onReadable)
    socket.off('close', release)
    release()
    socket.unshift(bytes)
    onTaken(read.kind === 'hello' ? ja4(read.hello) : null)
  }
  socket.on('readable', onReadable)
}
