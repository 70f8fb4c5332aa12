import type { Readable } from 'node:stream'
import type { ClearanceCheck } from '../challenge/clearances.js'
import type { Demand, Evidence } from '../challenge/evidence.js'
import type { Activity } from '../traffic/activity.js'
import type { Client } from '../traffic/client.js'
import type { Known } from '../traffic/known.js'
import type { Outcome } from '../traffic/outcome.js'
import { routeTemplate } from '../traffic/route-template.js'
import type { Connection } from './connections/connection.js'
import type { OriginPlace } from './origin/origin-place.js'
import type { HeldPlace } from './places.js'
import type { Platform } from './platform.js'
import type { VisitCache } from './visit-cache.js'
import type { Reply } from './visitor/reply.js'
import type { VisitorRequest } from './visitor/visitor-request.js'

/** One visit on its way through the stages. The stages fill in what they find out. */
export class Exchange {
  readonly request: VisitorRequest
  readonly reply: Reply
  readonly connection: Connection
  readonly startedAt: number

  /** Set by identify. `host` is lower case and without port, `authority` as the visitor wrote it. */
  client: Client
  scheme: 'http' | 'https'
  authority = ''
  host = ''
  path = '/'
  query = ''
  normalPath = '/'
  platform!: Platform
  activity!: Activity

  /** True for addresses on the allow list: never refused, never counted against a budget. */
  operator = false
  known: Known = 'ordinary'
  /** The clearance that the request carries; null until somebody has looked. */
  clearance: ClearanceCheck | null = null
  /** What the visitor has shown to be one; null: nothing. */
  shown: Evidence | null = null
  /** Who pays for origin time: the client, or the session of somebody who is signed in. */
  payer: number
  slowed = false
  /** A rule is against it: it may have what the cache has, and the origin is not asked. */
  copyOnly = false
  /** What a program that is against a rule may show in place of a copy. */
  demanded: Demand | null = null
  /** The place in the waiting room that the visitor shows; null until somebody has looked. */
  heldPlace: HeldPlace | null = null
  cache: VisitCache | null = null
  /** What has been read of the body so far; the request's own stream when undefined. */
  body: Buffer | Readable | undefined
  /** The place at the origin, once admit has got one. */
  place: OriginPlace | null = null
  /** True once the visitor is gone; nothing more needs to be done for the visit. */
  left = false
  /** From the request's arrival to the first byte of the answer. */
  firstByteMs: number | null = null

  #outcome: Outcome | null = null
  #route: string | null = null
  #leave: (() => void)[] = []

  constructor(request: VisitorRequest, reply: Reply, connection: Connection, now: number) {
    this.request = request
    this.reply = reply
    this.connection = connection
    this.startedAt = now
    this.client = connection.peer
    this.payer = connection.peer.key
    this.scheme = request.scheme
  }

  get target(): string {
    return this.query === '' ? this.path : `${this.path}?${this.query}`
  }

  get route(): string {
    this.#route ??= routeTemplate(this.normalPath)
    return this.#route
  }

  /** True when a person waits for a page: only then may the answer be a page of ours. */
  get wantsPage(): boolean {
    const { method, headers } = this.request
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return false
    const mode = headers['sec-fetch-mode']
    if (mode !== undefined) return mode === 'navigate'
    return headers.accept?.includes('text/html') === true && headers['x-requested-with'] === undefined
  }

  get wantsJson(): boolean {
    return this.request.headers.accept?.includes('json') === true
  }

  get outcome(): Outcome | null {
    return this.#outcome
  }

  /** The first outcome said counts. */
  conclude(outcome: Outcome, now: number): void {
    if (this.#outcome !== null) return
    this.#outcome = outcome
    this.firstByteMs = now - this.startedAt
  }

  /** Runs when the visitor leaves before the answer is out; what was begun for the visit is given back there. */
  onLeave(callback: () => void): void {
    if (this.left) callback()
    else this.#leave.push(callback)
  }

  hasLeft(now: number): void {
    this.left = true
    this.conclude('left', now)
    for (const callback of this.#leave.splice(0)) callback()
  }
}
