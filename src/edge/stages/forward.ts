import type { Duplex, Readable } from 'node:stream'
import { cacheStatus } from '../cache/cache-status.js'
import { responseHeader } from '../cache/response-headers.js'
import type { Decision, Stage } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { linkValues } from '../headers/link-values.js'
import { originRequestHeaders } from '../headers/request-headers.js'
import { collectPassedBytes } from '../origin/collect-passed-bytes.js'
import { type OriginFailure, type OriginRequest, type OriginSink, VisitorLeft } from '../origin/origin.js'
import { OriginPlace } from '../origin/origin-place.js'
import { type Attempt, isOverloaded } from '../origin/origins.js'
import { PassingOn } from '../origin/passing-on.js'
import { uploadOf } from '../origin/upload.js'
import { tunnel } from '../visitor/tunnel.js'

/** After so long of an answer's body its place at the origin goes to the next visit: what merely streams costs little. */
const PLACE_HELD_MS = 2_000
/** How long the head of an answer is waited for that nobody wants any more. */
const LEFT_PATIENCE_MS = 5_000
/** Early hints of one answer that are passed on. */
const MOST_HINTS = 4

/** May be asked twice without harm (RFC 9110, 9.2.2), and have no body to ask with. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The origin is asked, and its answer passed on as it comes. */
export const forward: Stage = {
  name: 'forward',
  decide(visit, edge) {
    return new Promise((resolve) => {
      const forwarding = new Forwarding(visit, edge, resolve)
      forwarding.send()
    })
  },
}

class Forwarding implements OriginSink {
  readonly #visit: Exchange
  readonly #edge: Edge
  readonly #place: OriginPlace
  readonly #settle: (decision: Decision) => void
  #sentAt: number
  #abort: ((error: Error) => void) | null = null
  #resume: (() => void) | null = null
  #started = false
  #storing = false
  #attempt: Attempt | null = null
  #hints = 0
  #askAgain = false
  #settled = false
  #giveBack: NodeJS.Timeout | undefined
  #giveUp: NodeJS.Timeout | undefined
  #upload: Readable | null = null
  readonly #passingOn: PassingOn

  constructor(visit: Exchange, edge: Edge, settle: (decision: Decision) => void) {
    this.#visit = visit
    this.#edge = edge
    this.#place = visit.place ?? new OriginPlace(visit, null, edge.now)
    this.#settle = settle
    this.#passingOn = new PassingOn(visit.reply, () => this.#resume?.())
    this.#sentAt = edge.now()
    visit.cache?.onLastLeft(() => this.#seeWhoWaits())
    visit.onLeave(() => this.#seeWhoWaits())
  }

  send(): void {
    const { request, platform } = this.#visit
    this.#ask(platform.origins.attempt(!request.hasBody && REPEATABLE.has(request.method)))
  }

  #ask(attempt: Attempt): void {
    this.#attempt = attempt
    this.#sentAt = this.#edge.now()
    attempt.send(this.#request(), this)
  }

  begin(abort: (error: Error) => void): void {
    this.#abort = abort
    if (this.#isUnwanted) abort(new VisitorLeft())
  }

  start(status: number, headers: string[], resume: () => void, statusText: string): void {
    if (this.#settled) return
    if (status < 200) {
      if (status === 103) this.#passHints(headers)
      return
    }
    const { reply, cache, platform } = this.#visit
    const at = this.#edge.now()
    // Events come when something happens, the first of them too: that is no measure of how busy the origin is.
    const events = isEventStream(headers)
    this.#place.answered(events ? null : at - this.#sentAt, !isOverloaded(status))
    this.#resume = resume
    if (isOverloaded(status) && this.#copyInstead(`fwd-status=${status}`)) return
    this.#edge.forgetChanged(this.#visit, status, headers)
    const use = cache?.answered(status, headers) ?? { kind: 'pass' }
    platform.sawAnswer(this.#visit, status, headers, use.kind === 'store' || use.kind === 'refreshed', at)
    if (use.kind === 'refreshed') {
      const field = cacheStatus({ kind: 'forwarded', why: 'stale', status, stored: true })
      this.#finish({ action: 'copy', stage: 'forward', reason: 'fresh', entry: use.entry, cacheStatus: field })
      return
    }
    // The origin confirmed something else than we have: ask for all of it. What is left of this answer is ignored.
    if (use.kind === 'ask-again') {
      this.#askAgain = true
      return
    }
    this.#storing = use.kind === 'store'
    if (cache) headers.push('Cache-Status', cache.statusField(status, this.#storing))
    try {
      reply.head(status, headers, statusText)
    } catch {
      // Node does not write what no origin should say: control characters and the like.
      this.#place.answered(at - this.#sentAt, false)
      this.#finish({ action: 'fail', stage: 'forward', reason: 'origin-malformed', status: 502 })
      this.#abort?.(new VisitorLeft())
      return
    }
    if (this.#isUnwanted) {
      this.#finish({ action: 'done', stage: 'forward', reason: 'left' })
      this.#abort?.(new VisitorLeft())
      return
    }
    this.#started = true
    if (events) this.#place.done()
    else this.#giveBack = setTimeout(() => this.#place.done(), PLACE_HELD_MS).unref()
    this.#visit.conclude('served', at)
    this.#seeWhoWaits()
  }

  data(chunk: Buffer): boolean {
    if (!this.#started) return true
    const { reply, cache } = this.#visit
    if (this.#storing) {
      cache?.data(chunk)
      // Too long for the cache, and nobody else has waited. Not while undici reads: it does not expect that.
      if (this.#isUnwanted) process.nextTick(() => this.#abort?.(new VisitorLeft()))
    }
    this.#passingOn.write(chunk)
    collectPassedBytes(chunk.length, reply.bytes)
    // What is being stored comes at the origin's pace: a slow reader must not hold up those who wait for the same copy.
    return !this.#passingOn.full || (this.#storing && cache?.wantedBy !== 'nobody')
  }

  end(trailers: string[]): void {
    if (this.#askAgain) {
      this.#askAgain = false
      this.send()
      return
    }
    if (!this.#started) return
    if (this.#storing) this.#visit.cache?.end()
    this.#passingOn.end(trailers)
    this.#finish({ action: 'done', stage: 'forward', reason: 'origin' })
  }

  upgraded(_status: number, headers: string[], origin: Duplex): void {
    const { request, reply, connection } = this.#visit
    const { upgrade } = request
    const at = this.#edge.now()
    this.#place.answered(at - this.#sentAt, true)
    if (!upgrade || this.#visit.left) {
      origin.destroy()
      this.#finish({ action: 'done', stage: 'forward', reason: 'left' })
      return
    }
    this.#visit.conclude('served', at)
    connection.enter('upgraded', at)
    reply.handOver()
    let head = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${upgrade.protocol}\r\n`
    for (let i = 0; i + 1 < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
    upgrade.socket.write(`${head}\r\n`, 'latin1')
    const early = upgrade.handOver()
    if (early.length > 0) origin.write(early)
    tunnel(upgrade.socket, origin, this.#edge.limits.keepAliveMs)
    this.#finish({ action: 'done', stage: 'forward', reason: 'origin' })
  }

  fail(failure: OriginFailure): void {
    if (this.#settled) return
    if (failure === 'aborted') {
      this.#finish({ action: 'done', stage: 'forward', reason: 'left' })
      return
    }
    const { reply } = this.#visit
    const again = this.#retry(failure)
    if (again) {
      this.#place.startsAnew()
      this.#ask(again)
      return
    }
    this.#place.answered(this.#edge.now() - this.#sentAt, false)
    if (this.#started) {
      reply.abort()
      this.#finish({ action: 'done', stage: 'forward', reason: 'origin' })
    } else if (!this.#copyInstead('detail=stale-error')) {
      const status = failure === 'headers-timeout' || failure === 'connect-timeout' ? 504 : 502
      this.#finish({ action: 'fail', stage: 'forward', reason: `origin-${failure}`, status })
    }
  }

  /** Another attempt in place of the one that failed, where that is allowed and of use to somebody. */
  #retry(failure: OriginFailure): Attempt | null {
    if (!this.#attempt || this.#isUnwanted) return null
    return this.#visit.platform.origins.retry(this.#attempt, failure)
  }

  /** RFC 8297: only for browsers that open a page, since older programs take 103 for the answer. */
  #passHints(headers: readonly string[]): void {
    const { request, reply, left } = this.#visit
    if (left || this.#hints === MOST_HINTS || request.httpVersion === '1.0') return
    if (request.headers['sec-fetch-mode'] !== 'navigate') return
    const links = linkValues(headers)
    if (links.length === 0) return
    this.#hints++
    reply.earlyHints(links)
  }

  /** A stored copy in place of the origin's failure; true when there was one. */
  #copyInstead(why: string): boolean {
    const entry = this.#visit.cache?.copyInstead(true)
    if (!entry) return false
    this.#finish({ action: 'copy', stage: 'forward', reason: 'stale', entry, cacheStatus: `holdfast; hit; ${why}` })
    this.#abort?.(new VisitorLeft())
    return true
  }

  #finish(decision: Decision): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#giveBack)
    clearTimeout(this.#giveUp)
    this.#place.done()
    this.#settle(decision)
  }

  /** Nobody waits here: the visitor has left, or there never was one. */
  get #isAlone(): boolean {
    return this.#visit.left || this.#visit.cache?.isRefresh === true
  }

  get #isUnwanted(): boolean {
    return this.#isAlone && (this.#visit.cache?.wantedBy ?? 'nobody') === 'nobody'
  }

  /**
   * To be called when somebody has left, or when it turns out what the answer is good for. It is fetched to its end for others
   * who wait, and for the cache, there within a time; else it is cut off where it has begun.
   */
  #seeWhoWaits(): void {
    if (!this.#isAlone || this.#settled) return
    clearTimeout(this.#giveUp)
    const wantedBy = this.#visit.cache?.wantedBy ?? 'nobody'
    if (wantedBy !== 'nobody') this.#resume?.()
    if (wantedBy === 'others') return
    if (wantedBy === 'nobody' && (this.#started || this.#upload)) {
      this.#abort?.(new VisitorLeft())
      return
    }
    // Most origins go on working on a request whose visitor has left. The place is theirs until they have answered, or
    // whoever sends requests and takes them back at once would get past the limit.
    const patienceMs = wantedBy === 'cache' ? this.#edge.limits.originHeadersMs : LEFT_PATIENCE_MS
    this.#giveUp = setTimeout(() => {
      if (this.#visit.cache?.wantedBy !== 'others') this.#abort?.(new VisitorLeft())
    }, patienceMs).unref()
  }

  #request(): OriginRequest {
    const visit = this.#visit
    const { request, cache } = visit
    const headers = originRequestHeaders(request.rawHeaders, request.headers.connection, {
      clientAddress: visit.client.address.text,
      host: visit.authority,
      scheme: visit.scheme,
      httpVersion: request.httpVersion,
      level: visit.platform.level,
    })
    return {
      method: request.method,
      path: cache?.target ?? visit.target,
      headers: cache?.ask(headers) ?? headers,
      body: this.#body(),
      upgrade: request.upgrade?.protocol ?? null,
      mayIdle: request.headers.accept === 'text/event-stream',
    }
  }

  #body(): Readable | Buffer | null {
    const { body, request } = this.#visit
    if (!request.hasBody) return null
    if (Buffer.isBuffer(body)) return body
    this.#upload ??= uploadOf(this.#visit, body ?? request.body, this.#edge, () => {
      this.#abort?.(new VisitorLeft())
      this.#visit.reply.abort()
    })
    return this.#upload
  }
}

/** Believed of an answer only: what a visitor says to accept would let anybody be left out of the measure. */
function isEventStream(headers: readonly string[]): boolean {
  return responseHeader(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream') === true
}
