import type { Config, Limits, PlatformConfig } from '../config/config.js'
import type { LimitedLogger } from '../config/logger.js'
import type { ClearedMessage, Directive, EdgeSummary, FromBrain, Learned, VisitsMessage } from '../link/messages.js'
import { REFUSALS, STRUCTURES } from '../link/structures.js'
import { unpackNumbers } from '../link/visit-batch.js'
import { Convictions } from '../mitigate/convictions.js'
import { PageFollowers } from '../mitigate/page-followers.js'
import { createKeyedHash, type KeyedHash } from '../sketch/keyed-hash.js'
import { CidrSet } from '../traffic/cidr-set.js'
import { answer } from './answer.js'
import { cacheKey } from './cache/cache-key.js'
import { Coalescer } from './cache/coalesce.js'
import { invalidatedUrls } from './cache/invalidated-urls.js'
import { KnownParameters } from './cache/known-parameters.js'
import { ResponseCache } from './cache/response-cache.js'
import { Checkpoint } from './challenge/checkpoint.js'
import type { Connection } from './connections/connection.js'
import { ConnectionTable } from './connections/connection-table.js'
import type { Decision, StageName } from './decision.js'
import { derivedKey } from './derived-key.js'
import { type Measured, refusalsOf, usesOf } from './edge-use.js'
import { Exchange } from './exchange.js'
import { VisitFacts } from './facts/visit-facts.js'
import { Knowledge } from './knowledge.js'
import { OneAddress } from './one-address.js'
import { inOwnTime } from './orders-in-own-time.js'
import { Places } from './places.js'
import { Platform } from './platform.js'
import { PlatformsByHost } from './platforms-by-host.js'
import { Refusals } from './refusals.js'
import { STAGES } from './stages.js'
import { Reading } from './visitor/reading.js'
import type { Reply } from './visitor/reply.js'
import type { VisitorRequest } from './visitor/visitor-request.js'
import { WaitingRoom } from './waiting-room/waiting-room.js'

const MEGABYTE = 1024 * 1024
/** Bodies on their way into the cache, for all of them together. */
const FILLING_MEGABYTES = 32

/**
 * The kernel takes a third of its buffer at once, a hundred kilobytes and more, and then nothing until the visitor has
 * taken as much: at 2 kB a second, a minute in which an honest reader seems to stand still.
 */
const KERNEL_AHEAD_MS = 60_000

export interface EdgeOptions {
  config: Config
  /** Shared by all edges of one Holdfast, so that their hashes and signatures agree; at least 32 bytes. */
  secret: Uint8Array
  /** Tells this Holdfast from others; shown by the health path. */
  instance: string
  now: () => number
  log: LimitedLogger
  generation?: number
}

/** What an edge tells the brain four times a second. */
export interface Told {
  summary: EdgeSummary
  learned: Learned | null
  visits: VisitsMessage[]
  cleared: ClearedMessage | null
}

/** One edge: everything between a visitor's connection and an origin. Listeners hand visits in; a timer calls `tick`. */
export class Edge {
  config: Config
  limits: Limits
  /** Which reading of the configuration this is, from 0 on; brain and edges speak of platforms by their place in it. */
  generation: number
  readonly instance: string
  readonly now: () => number
  readonly log: LimitedLogger
  readonly hash: KeyedHash
  trustedProxies: CidrSet
  readonly connections: ConnectionTable
  readonly knowledge: Knowledge
  readonly facts: VisitFacts
  readonly oneAddress = new OneAddress()
  /** They stand while something that was decided acts: what is over is over for all. */
  readonly convictions = new Convictions(
    () => this.oneAddress.tellsApart && this.platforms.some(({ judge }) => judge.acts(this.now())),
  )
  /** Who asks for the files of pages. What is usual on ordinary days matters to the brain only. */
  readonly followers = new PageFollowers(0)
  readonly places: Places
  readonly checkpoint: Checkpoint
  waitingRoom: WaitingRoom
  platforms: readonly Platform[]
  readonly cache: ResponseCache | null
  readonly coalescer: Coalescer
  lists: { allow: CidrSet; deny: CidrSet }
  /** What a certificate authority is to be answered, by token. Bounded by the directive's schema. */
  challenges: ReadonlyMap<string, string> = new Map()
  stopping = false
  /** Connections reset at accept. */
  droppedTotal = 0
  readonly refusals = new Refusals()
  #byHost: PlatformsByHost
  /** Removed platforms, until those who wait for a place there have had their turn. */
  #leaving: Platform[] = []
  readonly #newPlatform: (config: PlatformConfig, limits: Limits) => Platform
  #challengesVersion: number | undefined
  #directedUntil = 0
  /** When nothing that the brain has said will hold any more. */
  #decidedUntil = 0
  #underWay = 0

  constructor({ config, secret, instance, now, log, generation = 0 }: EdgeOptions) {
    this.config = config
    this.limits = config.limits
    this.generation = generation
    this.instance = instance
    this.now = now
    this.log = log
    this.hash = createKeyedHash(secret.subarray(0, 16))
    this.trustedProxies = new CidrSet(config.trustedProxies)
    this.lists = { allow: new CidrSet(config.allow), deny: new CidrSet(config.deny) }
    this.connections = new ConnectionTable(config.limits, (connection) =>
      this.trustedProxies.has(connection.peer.address),
    )
    this.knowledge = new Knowledge(this.hash, now)
    this.facts = new VisitFacts(config, log, now)
    const signing = secret.subarray(16)
    this.places = new Places(derivedKey(signing, 'places'), now)
    this.checkpoint = new Checkpoint(signing, this.hash, config.partners, now)
    this.waitingRoom = new WaitingRoom(config.waitingRoom.texts)
    const parameters = new KnownParameters(this.hash)
    const { hash, knowledge, facts, convictions, followers, oneAddress } = this
    const shared = { hash, knowledge, facts, convictions, followers, oneAddress, parameters }
    this.#newPlatform = (platform, limits) => new Platform(platform, limits, shared, now)
    this.platforms = config.platforms.map((platform) => this.#newPlatform(platform, config.limits))
    this.#byHost = new PlatformsByHost(this.platforms)
    const cache = new ResponseCache({
      maxBytes: config.cache.megabytes * MEGABYTE,
      // A cache that is off, or small, has less room than the default for one entry asks for.
      maxEntryBytes: Math.floor(Math.min(config.cache.entryMegabytes, config.cache.megabytes / 5) * MEGABYTE),
      graceCalmMs: 10_000,
      graceDistressedMs: config.cache.graceSeconds * 1000,
    })
    this.cache = config.cache.off ? null : cache
    this.coalescer = new Coalescer(cache, { maxFillBytes: FILLING_MEGABYTES * MEGABYTE })
  }

  /**
   * Takes on a configuration that was read again, in one step: a request sees all of it or nothing. Connections, copies,
   * counters, budgets and what was learned stay; platforms are found again by name. The lists come from the brain.
   * @throws when the texts of the waiting room cannot be used; then nothing has changed
   */
  configure(config: Config, generation: number): void {
    const waitingRoom = new WaitingRoom(config.waitingRoom.texts)
    const trustedProxies = new CidrSet(config.trustedProxies)
    const known = new Map(this.platforms.map((platform) => [platform.name, platform]))
    this.platforms = config.platforms.map((settings) => {
      const platform = known.get(settings.name)
      if (!platform) return this.#newPlatform(settings, config.limits)
      known.delete(settings.name)
      platform.configure(settings, config.limits)
      return platform
    })
    this.#leaving.push(...known.values())
    this.#byHost = new PlatformsByHost(this.platforms)
    this.config = config
    this.limits = config.limits
    this.generation = generation
    this.trustedProxies = trustedProxies
    this.waitingRoom = waitingRoom
    this.connections.configure(config.limits)
    this.facts.configure(config)
    this.checkpoint.configure(config.partners)
  }

  platformOf(host: string): Platform | undefined {
    return this.#byHost.find(host)
  }

  /** Whether the platform is in distress and nobody can decide about its visitors. */
  isUndecided(platform: Platform): boolean {
    return platform.distressed && this.now() >= this.#decidedUntil
  }

  /** Visits that have not got their whole answer yet. */
  get underWay(): number {
    return this.#underWay
  }

  /** A request has arrived. */
  visit(connection: Connection, request: VisitorRequest, reply: Reply): void {
    const visit = new Exchange(request, reply, connection, this.now())
    const reading = new Reading(reply)
    this.#underWay++
    connection.requestBegins(visit.startedAt)
    connection.watch(reading, this.limits.readBytesPerSecond, visit.startedAt, KERNEL_AHEAD_MS)
    reply.onClose((complete) => {
      this.#underWay--
      connection.unwatch(reading)
      connection.requestEnds(this.now())
      if (!complete) visit.hasLeft(this.now())
      if (visit.outcome && visit.platform)
        visit.platform.counts.visit(visit.outcome, visit.activity.index, visit.firstByteMs)
    })
    this.goOn(visit)
  }

  /** Takes a visit through the stages, from the first or from the one after `after`. Never throws. */
  goOn(visit: Exchange, after?: StageName): void {
    this.#goThrough(visit, after === undefined ? 0 : STAGES.findIndex(({ name }) => name === after) + 1)
  }

  /** Most visits are decided without waiting for anything, and cost no promise. */
  #goThrough(visit: Exchange, from: number): void {
    try {
      for (let i = from; i < STAGES.length; i++) {
        const step = STAGES[i]?.decide(visit, this) ?? null
        if (step === null) continue
        if (!(step instanceof Promise)) {
          this.#end(visit, step)
          return
        }
        step.then(
          (decision) => (decision ? this.#end(visit, decision) : this.#goThrough(visit, i + 1)),
          (error) => this.#fail(visit, error),
        )
        return
      }
      this.#over(visit)
    } catch (error) {
      this.#fail(visit, error)
    }
  }

  #end(visit: Exchange, decision: Decision): void {
    try {
      answer(visit, decision, this)
      this.#over(visit)
    } catch (error) {
      this.#fail(visit, error)
    }
  }

  #fail(visit: Exchange, error: unknown): void {
    this.log.error('stage-failed', { error: error as Error })
    visit.conclude('failed', this.now())
    visit.reply.abort()
    this.#over(visit)
  }

  /** Whatever ended the visit: nobody waits for its answer any more, and its place is free. */
  #over(visit: Exchange): void {
    visit.cache?.abort()
    visit.place?.done()
  }

  /** A request that changes something makes copies of what it changed doubtful (RFC 9111, 4.4). */
  forgetChanged(visit: Exchange, status: number, headers: readonly string[]): void {
    if (!this.cache) return
    const target = { scheme: visit.scheme, host: visit.authority, path: visit.path, query: visit.query }
    for (const url of invalidatedUrls(visit.request.method, target, { status, headers })) {
      this.cache.invalidate(cacheKey(url).key, this.now())
    }
  }

  /** Every 50 ms: who has waited too long, who can be let in. */
  tickAdmission(): void {
    const at = this.now()
    for (const platform of this.platforms) platform.admission.tick(at)
    if (this.#leaving.length === 0) return
    for (const platform of this.#leaving) platform.admission.tick(at)
    this.#leaving = this.#leaving.filter((platform) => !platform.admission.idle)
  }

  /** Every second: slow and idle connections. */
  sweep(): void {
    this.connections.sweep(this.now())
  }

  /** Four times a second. @param measured event-loop delay and memory, which only the process knows */
  tick(periodMs: number, measured: Measured): Told {
    const at = this.now()
    if (at > this.#directedUntil) for (const platform of this.platforms) platform.direct('calm')
    const stats = this.cache?.stats()
    const uses = usesOf(this, measured)
    const refusals = refusalsOf(this)
    const summary: EdgeSummary = {
      kind: 'summary',
      generation: this.generation,
      ...(this.#challengesVersion === undefined ? {} : { challenges: this.#challengesVersion }),
      at,
      periodMs,
      eventLoopP99Ms: measured.eventLoopP99Ms,
      memoryMb: measured.memoryMb,
      uses: STRUCTURES.map(({ name }) => uses[name]),
      refusals: REFUSALS.map((name) => refusals[name]),
      connections: {
        open: this.connections.open,
        limit: this.connections.limit,
        evictedTotal: this.connections.evictedTotal,
        timedOutTotal: this.connections.timedOutTotal,
      },
      mostFromOne: this.oneAddress.share,
      cache: { megabytes: (stats?.bytes ?? 0) / MEGABYTE, entries: stats?.entries ?? 0 },
      platforms: this.platforms.map((platform) => platform.tick(at, measured.eventLoopP99Ms, periodMs)),
    }
    const news = this.knowledge.takeNews()
    const learned: Learned | null =
      news.networks.length + news.sessions.length > 0 ? { kind: 'learned', ...news } : null
    const clients = this.checkpoint.takeCleared()
    const cleared: ClearedMessage | null = clients.length > 0 ? { kind: 'cleared', clients } : null
    return { summary, learned, visits: this.#takeVisits(at), cleared }
  }

  #takeVisits(at: number): VisitsMessage[] {
    const { generation } = this
    return this.platforms.flatMap((platform, i) => {
      const taken = platform.judge.take(at, !platform.distressed)
      return taken ? [{ kind: 'visits', generation, platform: i, ...taken }] : []
    })
  }

  /** What the brain says. */
  hear(message: FromBrain): void {
    switch (message.kind) {
      case 'directive':
        this.obey(message)
        return
      case 'learned':
        this.knowledge.confirmed(message.networks, message.sessions)
        return
      case 'normal':
        // Of another reading of the configuration, it may be another platform's.
        if ((message.generation ?? 0) === this.generation) this.platforms[message.platform]?.judge.learnNormal(message)
        return
      case 'followers':
        for (const client of unpackNumbers(message.clients)) this.followers.add(client, this.now())
        return
      case 'cleared':
        this.checkpoint.hearCleared(message.clients)
    }
  }

  /** What has been decided. It holds for as long as the directive says; then the edge decides by what it sees itself. */
  obey(directive: Directive): void {
    const at = this.now()
    this.#directedUntil = at + directive.validMs
    this.#decidedUntil = Math.max(
      at + directive.validMs,
      ...(directive.orders ?? []).map(({ lastsMs }) => at + lastsMs),
    )
    // Of another reading of the configuration, the levels are those of other platforms; the next directive is right.
    if ((directive.generation ?? 0) === this.generation) {
      for (const [i, { level, slowed = null }] of directive.platforms.entries())
        this.platforms[i]?.direct(level, slowed)
      const orders = new Map(directive.orders?.map((of) => [of.platform, inOwnTime(of, directive.at, at)]))
      for (const [i, { judge }] of this.platforms.entries()) judge.obey(orders.get(i) ?? null, at)
    }
    if (directive.lists) {
      this.lists = { allow: new CidrSet(directive.lists.allow), deny: new CidrSet(directive.lists.deny) }
    }
    if (directive.challenges) {
      this.challenges = new Map(directive.challenges.answers.map(({ token, answer }) => [token, answer]))
      this.#challengesVersion = directive.challenges.version
    }
  }

  async close(graceMs: number): Promise<void> {
    this.facts.close()
    this.connections.closeAll()
    await Promise.all(this.platforms.map((platform) => platform.origins.close(graceMs)))
  }
}
