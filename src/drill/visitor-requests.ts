import { type Fetching, headersFor, type Profile } from './browser-profiles.js'
import { CookieJar } from './cookie-jar.js'
import { decodedText } from './decoded-text.js'
import { type Ways, waysOf } from './kind-ways.js'
import { connectionsLeft } from './open-loopback.js'
import { requestText } from './request-text.js'
import type { ResponseHead } from './response-parser.js'
import { isProgram, type Kind } from './shape.js'
import type { Target } from './target.js'
import { VisitConnection } from './visit-connection.js'

/** A browser opens a new connection when a kept one was closed as it wrote; more often is somebody turning it away. */
const MOST_FRESH_TRIES = 2
/** Left for people who are still to come. */
const CONNECTIONS_KEPT_FREE = 500

export interface Answer {
  head: ResponseHead
  text: string
}

export type Fetched = { kind: 'answer'; answer: Answer } | { kind: 'none'; why: string; cutOff: boolean }

export interface Asked {
  fetching: Fetching
  /** Unix time in milliseconds, when the visitor gives up. */
  deadline: number
  /** In place of what the browser would send under these names. */
  extra?: readonly [string, string][]
  /** Of a form. */
  body?: string
  connection?: VisitConnection | null
}

/** How one visitor asks for things: its address, its headers, its cookies if it keeps any, and a connection that is kept. */
export class VisitorRequests {
  readonly ways: Ways
  readonly isBrowser: boolean
  readonly #target: Target
  readonly #address: string
  readonly #profile: Profile
  readonly #jar = new CookieJar()
  #main: VisitConnection | null = null
  /** The page the browser shows, for the Referer. */
  page: string | null = null
  /** What an app was given to show with every request. */
  clearance: string | null = null

  constructor(target: Target, { kind, address, profile }: { kind: Kind; address: string; profile: Profile }) {
    this.#target = target
    this.#address = address
    this.#profile = profile
    this.ways = waysOf(kind)
    this.isBrowser = !isProgram(kind)
  }

  get origin(): string {
    return `http://${this.#target.authority}`
  }

  /** Never throws for what a site may do. */
  async fetch(
    method: string,
    path: string,
    { fetching, deadline, extra = [], body, connection }: Asked,
  ): Promise<Fetched> {
    const request = requestText({
      method,
      path,
      authority: this.#target.authority,
      headers: withOverrides(this.#headers(fetching), extra),
      ...(body === undefined ? {} : { body }),
    })
    for (let tries = 1; ; tries++) {
      if (deadline <= Date.now()) return { kind: 'none', why: 'no answer in time', cutOff: false }
      const line = connection?.usable ? connection : this.#mainConnection()
      const exchange = await line.exchange(method, request, deadline - Date.now())
      if (exchange.kind === 'too late') return { kind: 'none', why: 'no answer in time', cutOff: false }
      if (exchange.kind === 'answered') {
        const { head, body: bytes } = exchange.response
        if (this.ways.cookies) this.#jar.store(head.headers('set-cookie'), Date.now())
        const text = fetching.what === 'asset' ? '' : decodedText(bytes, head.header('content-encoding'))
        if (text === null)
          return { kind: 'none', why: `answered in a Content-Encoding that cannot be read`, cutOff: false }
        return { kind: 'answer', answer: { head, text } }
      }
      if (!exchange.reused || tries >= MOST_FRESH_TRIES)
        return { kind: 'none', why: `connection ${exchange.why}`, cutOff: true }
    }
  }

  /** As a browser opens a few more for the files of a page; none when others need them. */
  extraConnections(wanted: number): VisitConnection[] {
    const count = connectionsLeft() > CONNECTIONS_KEPT_FREE ? Math.max(0, wanted) : 0
    return Array.from({ length: count }, () => new VisitConnection(this.#target, this.#address))
  }

  close(): void {
    this.#main?.close()
  }

  #headers(fetching: Fetching): [string, string][] {
    const referer = this.page === null || !this.isBrowser ? null : this.origin + this.page
    const headers = headersFor(this.#profile, fetching, { origin: this.origin, referer })
    const cookies = this.#jar.header()
    if (cookies !== null) headers.push(['Cookie', cookies])
    if (this.clearance !== null) headers.push(['Holdfast-Clearance', this.clearance])
    return headers
  }

  #mainConnection(): VisitConnection {
    if (!this.#main?.usable) this.#main = new VisitConnection(this.#target, this.#address)
    return this.#main
  }
}

/** What a journey says of its headers takes the place of what the browser would send. */
function withOverrides(headers: [string, string][], overrides: readonly [string, string][]): [string, string][] {
  const replaced = new Set(overrides.map(([name]) => name.toLowerCase()))
  return [...headers.filter(([name]) => !replaced.has(name.toLowerCase())), ...overrides]
}
