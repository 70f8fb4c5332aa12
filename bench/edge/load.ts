import { connect } from 'node:net'
import type { LoadJob, LoadResult } from './load-job.js'
import { ResponseReader } from './response-reader.js'

/** Works on the jobs that the benchmark sends, one after the other. */
export function serveLoad(): void {
  process.on('message', (job: LoadJob) => {
    run(job).then(
      (result) => process.send?.(result),
      (error: Error) => process.send?.({ failed: `Load on port ${job.port}: ${error.message}` }),
    )
  })
}

/** Each connection sends its next request when it has the last answer; ends when so many answers are there in all. */
function run({ port, request, requests, connections, firstClient }: LoadJob): Promise<LoadResult> {
  const statuses = new Map<number, number>()
  const fixed = Buffer.from(request, 'latin1')
  let client = firstClient ?? 0
  const next = () => (firstClient === undefined ? fixed : request.replace('{client}', addressOf(client++)))
  let answered = 0
  let asked = 0
  return new Promise((resolve, reject) => {
    const sockets = Array.from({ length: Math.min(connections, requests) }, () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      const ask = () => {
        if (asked >= requests) return
        asked++
        socket.write(next(), 'latin1')
      }
      const reader = new ResponseReader((status) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (++answered < requests) ask()
        else finish(() => resolve({ statuses: [...statuses] }))
      })
      socket.once('connect', ask)
      socket.on('data', (chunk) => {
        try {
          reader.read(chunk)
        } catch (error) {
          finish(() => reject(error))
        }
      })
      socket.on('error', (error) => finish(() => reject(error)))
      socket.on('close', () =>
        finish(() => reject(new Error(`port ${port} closed a connection after ${answered} answers`))),
      )
      return socket
    })
    // Who writes to somebody who sleeps pays for waking them. A load that slept whenever the contender is slower than
    // itself would be dearer for the slow ones; this one never does.
    let over = false
    const stayAwake = () => {
      if (!over) setImmediate(stayAwake)
    }
    stayAwake()
    const finish = (settle: () => void) => {
      over = true
      for (const socket of sockets) socket.removeAllListeners('close').destroy()
      settle()
    }
  })
}

/** A different IPv4 address for every number below 2^32, spread over all networks. */
export function addressOf(number: number): string {
  const bits = Math.imul(number, 0x9e3779b1) >>> 0
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`
}
