import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * A connection on which other bytes take the place of some of the visitor's: what the visitor's own TLS says is well
 * formed but for these.
 * @param at how many bytes of the visitor come before
 */
export function meddledConnection(
  raw: Socket,
  { at, removed, inserted }: { at: number; removed: number; inserted: Uint8Array },
): Duplex {
  let passed = 0
  const meddled = new Duplex({
    read: () => void raw.resume(),
    write(chunk: Buffer, _encoding, done) {
      const from = at - passed
      passed += chunk.length
      const hit = from >= 0 && from < chunk.length
      raw.write(hit ? Buffer.concat([chunk.subarray(0, from), inserted, chunk.subarray(from + removed)]) : chunk)
      done()
    },
    final(done) {
      raw.end()
      done()
    },
    destroy(_error, done) {
      raw.destroy()
      done(null)
    },
  })
  raw.on('data', (chunk: Buffer) => void meddled.push(chunk))
  raw.once('end', () => {
    meddled.push(null)
    raw.end()
  })
  raw.once('close', () => meddled.destroy())
  return meddled
}
