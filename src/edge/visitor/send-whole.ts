import type { Reply } from './reply.js'

/** Small enough that a slow but honest reader is seen to move between two looks of the sweep. */
const SLICE_BYTES = 16 * 1024

/**
 * Sends an answer that is in memory; a large body at the pace of its reader, so that no copy of it queues up per
 * connection.
 * @param body null where there is none to send
 */
export function sendWhole(reply: Reply, status: number, headers: readonly string[], body: Buffer | null): void {
  if (body === null || body.length <= SLICE_BYTES) {
    reply.whole(status, headers, body)
    return
  }
  reply.head(status, headers)
  let sent = 0
  const more = () => {
    while (sent < body.length) {
      const slice = body.subarray(sent, sent + SLICE_BYTES)
      sent += slice.length
      if (sent >= body.length) {
        reply.end(slice)
        return
      }
      if (!reply.write(slice)) return
    }
  }
  reply.onDrain(more)
  more()
}
