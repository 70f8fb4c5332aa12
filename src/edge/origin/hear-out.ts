import type { Socket } from 'node:net'

/** How a write ends when the other side has closed its socket, or has thrown away what it was sent. */
const NOBODY_READS = new Set(['EPIPE', 'ECONNRESET'])
/** What came before that is in the kernel's hands already: it takes no longer to read than its own reader takes. */
const PATIENCE_MS = 30_000

type Written = (error?: Error | null) => void

/**
 * Lets a socket that nobody reads any more still be read to its end. An origin that refuses an upload answers, closes, and
 * so resets the connection for what it has not read: the answer is here, and yet the next write would fail and take it along.
 * A failed write is therefore told only after the last byte was read.
 * @param patienceMs from the failed write on; then it is told in any case
 */
export function hearOut(socket: Socket, patienceMs = PATIENCE_MS): void {
  const write = socket._write.bind(socket)
  const writev = socket._writev?.bind(socket)
  const patient = (written: Written): Written => {
    return (error) => {
      if (!NOBODY_READS.has((error as NodeJS.ErrnoException | null | undefined)?.code ?? '') || socket.readableEnded) {
        written(error)
        return
      }
      const tell = () => {
        clearTimeout(timer)
        written(error)
      }
      const timer = setTimeout(tell, patienceMs).unref()
      socket.once('end', tell).once('close', () => clearTimeout(timer))
    }
  }
  socket._write = (chunk, encoding, written) => write(chunk, encoding, patient(written))
  if (writev) socket._writev = (chunks, written) => writev(chunks, patient(written))
}
