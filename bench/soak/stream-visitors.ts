import { type ClientRequest, get } from 'node:http'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { SeededRandom } from '../../src/drill/seeded-random.js'

const HOST = 'live.localhost'
/** Who reads events and who talks over a WebSocket: so many at a time, each for so long, then anew. */
const STREAMS_EACH = 15
const SHORTEST_STAY_MS = 5_000
const LONGEST_STAY_MS = 40_000
/** Both kinds have something to hear every second. */
const SILENCE_MS = 6_000
/** People who come and go without keeping a connection: some ask and leave, some leave before the answer, some say nothing. */
const PASSERS_BY_EVERY_MS = 100

export interface StreamBreak {
  /** Unix milliseconds. */
  at: number
  why: string
}

/** Visitors of the live site. What breaks their streams before they leave by themselves is kept. */
export class StreamVisitors {
  /** Streams begun, and people who passed by. */
  begun = 0
  passedBy = 0
  /** Streams open now. */
  open = 0
  readonly breaks: StreamBreak[] = []
  readonly #port: number
  readonly #random: SeededRandom
  readonly #leave = new Set<() => void>()
  readonly #passersBy: NodeJS.Timeout
  #stopped = false

  constructor(port: number, seed: number) {
    this.#port = port
    this.#random = new SeededRandom(seed)
    for (let i = 0; i < STREAMS_EACH; i++) {
      this.#stay((broken) => this.#readEvents(broken))
      this.#stay((broken) => this.#talk(broken))
    }
    this.#passersBy = setInterval(() => this.#passBy(), PASSERS_BY_EVERY_MS)
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#passersBy)
    for (const leave of this.#leave) leave()
  }

  /** One stream after another. @param begin opens one, says why when it breaks, and returns the way to close it */
  #stay(begin: (broken: (why: string) => void) => () => void): void {
    if (this.#stopped) return
    this.begun++
    this.open++
    let over = false
    const end = (why: string | null) => {
      if (over) return
      over = true
      this.open--
      clearTimeout(leaves)
      this.#leave.delete(leave)
      close()
      if (why !== null) this.breaks.push({ at: Date.now(), why })
      // Nobody comes back in the same instant.
      if (!this.#stopped) setTimeout(() => this.#stay(begin), 500)
    }
    const leave = () => end(null)
    const stayMs = SHORTEST_STAY_MS + this.#random.next() * (LONGEST_STAY_MS - SHORTEST_STAY_MS)
    const leaves = setTimeout(leave, stayMs)
    this.#leave.add(leave)
    const close = begin(end)
  }

  #readEvents(broken: (why: string) => void): () => void {
    const silence = silenceAfter(() => broken('no event came'))
    const request: ClientRequest = get(
      {
        host: '127.0.0.1',
        port: this.#port,
        path: '/events',
        agent: false,
        headers: { Host: HOST, Accept: 'text/event-stream' },
      },
      (response) => {
        if (response.statusCode !== 200) broken(`events: status ${response.statusCode}`)
        response.on('data', silence.heard)
        response.once('close', () => broken('the events ended'))
        response.on('error', () => broken('the events broke off'))
      },
    )
    request.on('error', (error) => broken(`events: ${error.message}`))
    return () => {
      silence.stop()
      request.destroy()
    }
  }

  #talk(broken: (why: string) => void): () => void {
    const silence = silenceAfter(() => broken('no echo came'))
    const socket = new WebSocket(`ws://127.0.0.1:${this.#port}/socket`, { headers: { Host: HOST } })
    const talking = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('still there?'), 1_000)
    socket.on('message', silence.heard)
    socket.once('error', (error) => broken(`WebSocket: ${error.message}`))
    socket.once('close', (code) => broken(`the WebSocket closed (${code})`))
    return () => {
      clearInterval(talking)
      silence.stop()
      socket.on('error', () => {})
      socket.terminate()
    }
  }

  #passBy(): void {
    this.passedBy++
    const way = this.#random.integer(3)
    const socket = connect({ host: '127.0.0.1', port: this.#port })
    socket.on('error', () => socket.destroy())
    socket.setTimeout(SILENCE_MS, () => socket.destroy())
    socket.once('connect', () => {
      if (way > 0) socket.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
      if (way === 1) socket.once('data', () => socket.end())
      else setTimeout(() => (way === 0 ? socket.destroy() : socket.resetAndDestroy()), 20)
    })
    socket.resume()
  }
}

/** Calls back when nothing was heard for too long. */
function silenceAfter(onSilence: () => void): { heard: () => void; stop: () => void } {
  const timer = setTimeout(onSilence, SILENCE_MS)
  return { heard: () => void timer.refresh(), stop: () => clearTimeout(timer) }
}
