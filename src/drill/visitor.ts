import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionRecord } from './action-record.js'
import { type Fetching, headersFor, type Profile } from './browser-profiles.js'
import { CookieJar } from './cookie-jar.js'
import { decodedText } from './decoded-text.js'
import { connectionsLeft } from './open-loopback.js'
import { pageLinks, pathOnSite } from './page-links.js'
import { PATIENCE_MS, reactTo } from './patience.js'
import { fill, fillPath, type Journey, type JourneyStep, type Placeholders } from './rehearsal.js'
import { formBody, requestText } from './request-text.js'
import type { ResponseHead } from './response-parser.js'
import { isProgram, type Kind } from './shape.js'
import type { Target } from './target.js'
import { VisitConnection } from './visit-connection.js'

const MOST_ASSETS_PER_PAGE = 16
const CONNECTIONS_FOR_ASSETS = 2
/** A browser opens a new connection when a kept one was closed as it wrote; more often is somebody turning it away. */
const MOST_FRESH_TRIES = 2

/** Left for people who are still to come. */
const CONNECTIONS_KEPT_FREE = 500
const PAGE_STATUS = [200, 304]
const ASSET_STATUS = [200, 304]
const ARRIVED: Arrival = { refused: false, waitedMs: 0 }

export interface VisitorTraits {
  kind: Kind
  address: string
  profile: Profile
  journey: Journey
  placeholders: Placeholders
}

interface Answer {
  head: ResponseHead
  text: string
}

/** How it went once the wanted answer was there: following, and loading the files of the page. */
interface Arrival {
  refused: boolean
  waitedMs: number
  why?: string
}

type Fetched = { kind: 'answer'; answer: Answer } | { kind: 'none'; why: string; cutOff: boolean }

/**
 * One real visitor on a journey: keeps cookies, loads a page with its files, sends forms, waits when told to wait, and
 * loses patience. Acts only when asked, one step at a time.
 */
export class Visitor {
  readonly kind: Kind
  readonly #target: Target
  readonly #traits: VisitorTraits
  readonly #jar = new CookieJar()
  readonly #seen = new Set<string>()
  #page: string | null = null
  #step = 0
  #main: VisitConnection | null = null

  constructor(target: Target, traits: VisitorTraits) {
    this.kind = traits.kind
    this.#target = target
    this.#traits = traits
  }

  /** True when the journey is over. */
  get done(): boolean {
    return this.#step >= this.#traits.journey.steps.length
  }

  /** Takes the next step. Never throws for what a site may do; resolves after at most the patience of a person. */
  async act(): Promise<ActionRecord> {
    const { journey, kind } = this.#traits
    const step = journey.steps[this.#step++]
    if (step === undefined) throw new Error('this journey is over')
    const startedAt = Date.now()
    const outcome = await this.#persist(step, startedAt)
    // Who failed at something leaves; who has finished leaves too.
    if (outcome.why !== undefined) this.#step = journey.steps.length
    if (this.done) this.leave()
    return {
      activity: step.activity ?? journey.activity,
      kind,
      startedAt,
      tookMs: Date.now() - startedAt,
      succeeded: outcome.why === undefined,
      ...outcome,
    }
  }

  leave(): void {
    this.#main?.close()
  }

  /** Tries until the step has succeeded, failed for good, or patience is over. */
  async #persist(
    step: JourneyStep,
    startedAt: number,
  ): Promise<Pick<ActionRecord, 'firstTry' | 'refused' | 'waitedMs' | 'why'>> {
    const text = step.expectText === undefined ? {} : { text: fill(step.expectText, this.#traits.placeholders) }
    const expected = { status: step.expectStatus, ...text }
    let waitedMs = 0
    let refused = false
    for (let tries = 1; ; tries++) {
      const fetched = await this.#takeStep(step, startedAt + PATIENCE_MS)
      if (fetched.kind === 'none')
        return { firstTry: false, refused: refused || fetched.cutOff, waitedMs, why: fetched.why }
      const now = Date.now()
      const { head } = fetched.answer
      refused ||= turnsAway(head.status) && !step.expectStatus.includes(head.status)
      const reaction = reactTo(fetched.answer, expected, now - startedAt, now)
      if (reaction.kind === 'failed') return { firstTry: false, refused, waitedMs, why: reaction.why }
      if (reaction.kind === 'arrived') {
        const arrival = await this.#arrive(step, fetched.answer, startedAt)
        refused ||= arrival.refused
        waitedMs += arrival.waitedMs
        const why = arrival.why === undefined ? {} : { why: arrival.why }
        return {
          firstTry: tries === 1 && arrival.waitedMs === 0 && arrival.why === undefined,
          refused,
          waitedMs,
          ...why,
        }
      }
      await sleep(reaction.ms)
      waitedMs += reaction.ms
    }
  }

  #takeStep(step: JourneyStep, deadline: number): Promise<Fetched> {
    const { placeholders } = this.#traits
    const path = fillPath(step.path, placeholders)
    const fields = Object.entries(step.form ?? {}).map(([name, value]): [string, string] => [
      name,
      fill(value, placeholders),
    ])
    const sendsForm = step.method === 'POST' || step.method === 'PUT'
    return this.#fetch(step.method, path, {
      fetching: sendsForm ? { what: 'form' } : { what: 'page', from: this.#page === null ? 'elsewhere' : 'here' },
      deadline,
      extra: Object.entries(step.headers ?? {}),
      ...(sendsForm ? { body: formBody(fields) } : {}),
    })
  }

  /** What a browser does with the answer it wanted: follows where it is sent, and fetches what the page is made of. */
  async #arrive(step: JourneyStep, answer: Answer, startedAt: number): Promise<Arrival> {
    if (!this.#isBrowser) return ARRIVED
    let path = fillPath(step.path, this.#traits.placeholders)
    let page = answer
    let waitedMs = 0
    const location = answer.head.header('location')
    if (answer.head.status >= 301 && answer.head.status <= 303 && location !== null) {
      const next = pathOnSite(location.replace(`http://${this.#target.authority}`, ''), path)
      if (next === null) return ARRIVED
      const followed = await this.#fetchPatiently(next, { what: 'page', from: 'here' }, PAGE_STATUS, startedAt)
      if (followed.answer === null) return { ...followed, why: `sent on, then ${followed.why ?? 'nothing'}` }
      path = next
      page = followed.answer
      waitedMs = followed.waitedMs
    }
    if (!(page.head.header('content-type') ?? '').includes('html')) return { ...ARRIVED, waitedMs }
    this.#page = path.split('#')[0] ?? path
    const files = await this.#loadAssets(pageLinks(page.text, path).assets.slice(0, MOST_ASSETS_PER_PAGE), startedAt)
    return { ...files, waitedMs: waitedMs + files.waitedMs }
  }

  /** Loads what is not in the browser's cache yet, over the page's connection and one or two more. */
  async #loadAssets(assets: string[], startedAt: number): Promise<Arrival> {
    const queue = assets.filter((path) => !this.#seen.has(path))
    const extra = this.#extraConnections(Math.min(CONNECTIONS_FOR_ASSETS, queue.length - 1))
    let worst: Arrival = ARRIVED
    const load = async (connection: VisitConnection | null) => {
      for (let path = queue.shift(); path !== undefined && worst.why === undefined; path = queue.shift()) {
        const fetched = await this.#fetchPatiently(path, { what: 'asset', path }, ASSET_STATUS, startedAt, connection)
        if (fetched.answer !== null) this.#seen.add(path)
        // Files load side by side, and so do their waits.
        worst = {
          refused: worst.refused || fetched.refused,
          waitedMs: Math.max(worst.waitedMs, fetched.waitedMs),
          ...(fetched.why === undefined ? {} : { why: `a file of the page: ${fetched.why}` }),
        }
      }
    }
    await Promise.all([load(null), ...extra.map(load)])
    for (const connection of extra) connection.close()
    return worst
  }

  #extraConnections(wanted: number): VisitConnection[] {
    const count = connectionsLeft() > CONNECTIONS_KEPT_FREE ? Math.max(0, wanted) : 0
    return Array.from({ length: count }, () => new VisitConnection(this.#target, this.#traits.address))
  }

  /** Gets what belongs to a page that has come already; told to wait for it, a person reloads when told. */
  async #fetchPatiently(
    path: string,
    fetching: Fetching,
    status: readonly number[],
    startedAt: number,
    connection: VisitConnection | null = null,
  ): Promise<Arrival & { answer: Answer | null }> {
    let waitedMs = 0
    let refused = false
    for (;;) {
      const fetched = await this.#fetch('GET', path, { fetching, deadline: startedAt + PATIENCE_MS, connection })
      if (fetched.kind === 'none')
        return { answer: null, refused: refused || fetched.cutOff, waitedMs, why: fetched.why }
      const now = Date.now()
      refused ||= turnsAway(fetched.answer.head.status)
      const reaction = reactTo(fetched.answer, { status }, now - startedAt, now)
      if (reaction.kind === 'arrived') return { answer: fetched.answer, refused, waitedMs }
      if (reaction.kind === 'failed') return { answer: null, refused, waitedMs, why: reaction.why }
      await sleep(reaction.ms)
      waitedMs += reaction.ms
    }
  }

  async #fetch(
    method: string,
    path: string,
    {
      fetching,
      deadline,
      extra = [],
      body,
      connection,
    }: {
      fetching: Fetching
      deadline: number
      extra?: [string, string][]
      body?: string
      connection?: VisitConnection | null
    },
  ): Promise<Fetched> {
    const origin = `http://${this.#target.authority}`
    const referer = this.#page === null || !this.#isBrowser ? null : origin + this.#page
    const cookies = this.#jar.header()
    const headers = headersFor(this.#traits.profile, fetching, { origin, referer })
    if (cookies !== null) headers.push(['Cookie', cookies])
    const request = requestText({
      method,
      path,
      authority: this.#target.authority,
      headers: withOverrides(headers, extra),
      ...(body === undefined ? {} : { body }),
    })
    for (let tries = 1; ; tries++) {
      if (deadline <= Date.now()) return { kind: 'none', why: 'no answer in time', cutOff: false }
      const line = connection?.usable ? connection : this.#mainConnection()
      const exchange = await line.exchange(method, request, deadline - Date.now())
      if (exchange.kind === 'too late') return { kind: 'none', why: 'no answer in time', cutOff: false }
      if (exchange.kind === 'answered') {
        const { head, body: bytes } = exchange.response
        this.#jar.store(head.headers('set-cookie'), Date.now())
        const text = fetching.what === 'asset' ? '' : decodedText(bytes, head.header('content-encoding'))
        if (text === null)
          return { kind: 'none', why: `answered in a Content-Encoding that cannot be read`, cutOff: false }
        return { kind: 'answer', answer: { head, text } }
      }
      if (!exchange.reused || tries >= MOST_FRESH_TRIES)
        return { kind: 'none', why: `connection ${exchange.why}`, cutOff: true }
    }
  }

  #mainConnection(): VisitConnection {
    if (!this.#main?.usable) this.#main = new VisitConnection(this.#target, this.#traits.address)
    return this.#main
  }

  get #isBrowser(): boolean {
    return !isProgram(this.kind)
  }
}

function turnsAway(status: number): boolean {
  return status === 403 || status === 429
}

/** What a journey says of its headers takes the place of what the browser would send. */
function withOverrides(headers: [string, string][], overrides: readonly [string, string][]): [string, string][] {
  const replaced = new Set(overrides.map(([name]) => name.toLowerCase()))
  return [...headers.filter(([name]) => !replaced.has(name.toLowerCase())), ...overrides]
}
