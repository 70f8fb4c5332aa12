import type { Socket } from 'node:net'
import type { IpAddress } from '../../traffic/address.js'
import { readProxyHeader } from './proxy-header.js'

/** `client` is null where the proxy speaks for itself. */
export type TakenProxyHeader = { kind: 'taken'; client: IpAddress | null } | { kind: 'wrong'; why: string }

/**
 * Takes the PROXY header off a new connection and leaves what follows in the socket, for whoever reads it next. Has no
 * time limit of its own: who owns the connection closes it.
 * @param onTaken called at most once; not when the connection ends by itself before
 */
export function takeProxyHeader(socket: Socket, onTaken: (header: TakenProxyHeader) => void): void {
  let bytes: Buffer = Buffer.alloc(0)
  const done = (header: TakenProxyHeader) => {
    socket.off('readable', onReadable)
    socket.off('end', onEnd)
    onTaken(header)
  }
  const onReadable = () => {
    const chunk: Buffer | null = socket.read()
    if (chunk === null) return
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    const header = readProxyHeader(bytes)
    if (header.kind === 'incomplete') return
    if (header.kind === 'wrong') {
      done(header)
      return
    }
    socket.off('readable', onReadable)
    if (bytes.length > header.bytes) socket.unshift(bytes.subarray(header.bytes))
    done({ kind: 'taken', client: header.kind === 'client' ? header.address : null })
  }
  const onEnd = () => done({ kind: 'wrong', why: 'it ended in the middle of the header' })
  socket.on('readable', onReadable)
  socket.on('end', onEnd)
}
