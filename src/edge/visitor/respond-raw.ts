import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** A last word on a connection that no ServerResponse exists for: a malformed request or a failed upgrade. */
export function respondRaw(socket: Duplex, status: number, text: string, extra: readonly string[] = []): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = `${text}\n`
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n`
  for (let i = 0; i + 1 < extra.length; i += 2) head += `${extra[i]}: ${extra[i + 1]}\r\n`
  socket.end(`${head}\r\n${body}`, () => socket.destroy())
}
