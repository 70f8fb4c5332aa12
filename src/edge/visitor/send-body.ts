import type { Reply } from './reply.js'

/** Small enough that a slow but honest reader is seen to move between two looks of the sweep. */
const SLICE_BYTES = 16 * 1024

/** Sends a body that is in memory at the pace of its reader, so that no copy of it queues up per connection. */
export function sendBody(reply: Reply, body: Buffer | null): void {
  if (body === null || body.length <= SLICE_BYTES) {
    reply.end(body ?? undefined)
    return
  }
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
