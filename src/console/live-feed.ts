import type { ServerResponse } from 'node:http'
import type { BrainView } from '../brain/status.js'
import type { LiveEvent } from './view/live-event.js'
import { rulesInForce } from './view/rules-in-force.js'

export const MOST_LISTENERS = 100
/**
 * Bytes that may wait for one listener. A few events fit; who falls further behind is disconnected and comes back by
 * itself (`retry:`) with a fresh picture, so that a stalled browser can never grow the brain's memory.
 */
export const MOST_UNSENT_BYTES = 256 * 1024
const RETRY_MS = 2000
const HEARTBEAT_MS = 10_000

export interface LiveFeed {
  /**
   * Sends the newest status to this response once a second until either side ends it.
   * @param mayListen asked before each event, so that a session that ended hears nothing more
   * @returns false, without touching the response, when all places are taken
   */
  add(response: ServerResponse, headers: Record<string, string>, mayListen: () => boolean): boolean
  readonly listeners: number
  close(): void
}

/** Server-sent events for the console. Subscribes to the brain only while somebody listens. */
export function createLiveFeed(view: BrainView): LiveFeed {
  const listeners = new Map<ServerResponse, () => boolean>()
  let stop: (() => void) | null = null

  const send = (text: string) => {
    for (const [response, mayListen] of listeners) {
      if (!mayListen() || response.writableLength > MOST_UNSENT_BYTES) response.destroy()
      else response.write(text)
    }
  }

  /** A comment line tells both ends that the connection lives even while the brain is silent. */
  const start = () => {
    const heartbeat = setInterval(() => send(':\n\n'), HEARTBEAT_MS)
    heartbeat.unref()
    const unsubscribe = view.subscribe((status, points) => {
      const event: LiveEvent = { status, points, inForce: rulesInForce(view.rules()) }
      send(`event: status\ndata: ${JSON.stringify(event)}\n\n`)
    })
    return () => {
      clearInterval(heartbeat)
      unsubscribe()
    }
  }

  return {
    add(response, headers, mayListen) {
      if (listeners.size >= MOST_LISTENERS) return false
      listeners.set(response, mayListen)
      response.once('close', () => {
        listeners.delete(response)
        if (listeners.size > 0) return
        stop?.()
        stop = null
      })
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
      response.write(`retry: ${RETRY_MS}\n\n`)
      stop ??= start()
      return true
    },
    get listeners() {
      return listeners.size
    },
    close() {
      for (const response of listeners.keys()) response.end()
      stop?.()
      stop = null
    },
  }
}
