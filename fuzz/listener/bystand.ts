import type { Socket } from 'node:net'
import { mustHold } from '../engine/target.js'
import { come } from './come.js'
import { HOST } from './fuzzed-edge.js'

/** Whose requests these are is seen by their path. */
export const PROBE = '/well-formed-request-of-a-bystander-'

let probes = 0

/** A well-formed request of somebody else at the same time, to an origin that answers `ok`. */
export async function bystand(socket: Socket): Promise<void> {
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
  socket.write(`GET ${PROBE}${probes++} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`)
  await come(() => socket.readableEnded || socket.destroyed || heard.endsWith('\r\n\r\nok'), 'a bystander is answered')
  socket.destroy()
  mustHold(
    heard.startsWith('HTTP/1.1 200 ') && heard.endsWith('ok'),
    () => `a bystander is served: ${JSON.stringify(heard)}`,
  )
}
