import { join } from 'node:path'
import type { Config } from '../config/config.js'
import { LEVELS, type Level } from '../detect/level.js'
import type { Challenges, Directive, EdgeSummary, FromBrain, FromEdge, Learned } from '../link/messages.js'
import { Candidates } from './candidates.js'
import { Defences, type Surroundings } from './defences.js'
import { DrillDoor } from './drill-door.js'
import { edgeStatus } from './edge-status.js'
import { FrictionWatch } from './friction-watch.js'
import { LiveLists } from './live-lists.js'
import { PlatformView } from './platform-view.js'
import { SelfChecks } from './self-check/self-checks.js'
import { sentenceOf } from './sentence.js'
import type {
  BrainView,
  CertificateStatus,
  DrillWindow,
  ForbiddenRule,
  FrictionStatus,
  History,
  HistoryPoint,
  ListEntry,
  ListName,
  RuleAct,
  RuleMatch,
  RulePreview,
  RuleStatus,
  Status,
} from './status.js'
import { warningsOf } from './warnings.js'

const DIRECTIVE_VALID_MS = 5_000
/** Learned hashes that a new edge is told; the newest of them. */
const REMEMBERED = 4_096

/** One edge as the brain knows it. */
export interface EdgeLink {
  index: number
  send(message: FromBrain): void
}

interface EdgeState {
  link: EdgeLink
  pid: number
  listsVersion: number
  challengesVersion: number
  /** By platform's name, which version of what is normal it knows. */
  normalVersions: Map<string, number>
  last: EdgeSummary | null
  lastAt: number
}

/** The loop of a second: collects what the edges saw, decides the level of each platform, and tells everybody. */
export class Brain implements BrainView {
  #config: Config
  #generation: number
  readonly #startedAt: number
  readonly #version: string
  readonly #now: () => number
  readonly #wallClock: () => number
  readonly #lists: LiveLists
  readonly #defences: Defences
  readonly #friction: FrictionWatch
  readonly #checks = new SelfChecks()
  #platforms: PlatformView[]
  /** In the order of the configuration before: edges that have not heard of the new one yet speak of these. */
  #platformsBefore: PlatformView[] = []
  readonly #edges = new Map<EdgeLink, EdgeState>()
  readonly #listeners = new Set<(status: Status, points: Record<string, HistoryPoint>) => void>()
  readonly #newNetworks = new Candidates()
  #networks: number[] = []
  #sessions: number[] = []
  readonly #drill = new DrillDoor()
  #challenges: Challenges
  /** Kept up to date by who may read the files. */
  certificateWarnings: readonly string[] = []
  certificates: CertificateStatus[] = []
  #ticks = 0

  constructor({
    config,
    startedAt,
    version,
    now,
    surroundings,
    generation = 0,
    wallClock = now,
  }: {
    config: Config
    startedAt: number
    version: string
    now: () => number
    surroundings: Surroundings
    generation?: number
    /** The machine's clock, which somebody may set; `now` nobody can. */
    wallClock?: () => number
  }) {
    this.#config = config
    this.#generation = generation
    this.#startedAt = startedAt
    this.#version = version
    this.#now = now
    this.#wallClock = wallClock
    // Edges may still give the answers of a brain before this one, of a smaller version.
    this.#challenges = { version: now(), answers: [] }
    this.#lists = new LiveLists(join(config.dataDir, 'lists.json'), config.allow, config.deny)
    this.#platforms = config.platforms.map((platform) => new PlatformView(platform, config.limits.queue, now()))
    this.#defences = new Defences(surroundings, config.platforms, now())
    this.#friction = new FrictionWatch(join(config.dataDir, 'friction.json'), config.platforms, now())
  }

  receive(link: EdgeLink, message: FromEdge): void {
    const at = this.#now()
    if (message.kind === 'hello') {
      const nothing = { listsVersion: 0, challengesVersion: 0, normalVersions: new Map() }
      this.#edges.set(link, { link, pid: message.pid, ...nothing, last: null, lastAt: at })
      link.send({ kind: 'learned', networks: this.#networks, sessions: this.#sessions })
      return
    }
    const edge = this.#edges.get(link)
    if (!edge) return
    if (message.kind === 'learned') {
      this.#newNetworks.add(message.networks, at)
      this.#confirm([], message.sessions)
      return
    }
    if (message.kind === 'visits') {
      // Of another reading of the configuration, the visits may be those of another platform.
      if ((message.generation ?? 0) !== this.#generation) return
      this.#defences.take(message.platform, message, at)
      this.#checks.takeHits(edge.pid, this.#platforms[message.platform]?.name ?? '', message, at)
      return
    }
    if (message.kind === 'cleared') {
      // At once: who refuses cookies may be on the way to another edge already.
      for (const other of this.#edges.keys()) if (other !== link) other.send(message)
      return
    }
    edge.last = message
    edge.lastAt = at
    const age = this.#generation - (message.generation ?? 0)
    const platforms = age === 0 ? this.#platforms : age === 1 ? this.#platformsBefore : []
    for (const [i, summary] of message.platforms.entries()) platforms[i]?.take(link.index, summary, message.periodMs)
    if (age !== 0) return
    const names = platforms.map(({ name }) => name)
    for (const [i, summary] of message.platforms.entries()) this.#friction.take(names[i] ?? '', summary)
    this.#checks.take(edge.pid, message, names, at)
  }

  /** The configuration was read again. Platforms that stay, by name, keep all that is known of them. */
  configure(config: Config, generation: number): void {
    const known = new Map(this.#platforms.map((platform) => [platform.name, platform]))
    this.#platformsBefore = this.#platforms
    this.#platforms = config.platforms.map((settings) => {
      const platform = known.get(settings.name)
      platform?.configure(settings, this.#now())
      return platform ?? new PlatformView(settings, config.limits.queue, this.#now())
    })
    this.#config = config
    this.#generation = generation
    this.#defences.configure(config.platforms, this.#now())
    this.#friction.configure(config.platforms, this.#now())
    for (const edge of this.#edges.values()) edge.normalVersions.clear()
    this.#lists.setFromFile(config.allow, config.deny)
    this.#direct()
  }

  lost(link: EdgeLink): void {
    this.#edges.delete(link)
    for (const platform of this.#platforms) platform.forget(link.index)
  }

  /** Four times a second. */
  tick(): void {
    const at = this.#now()
    this.#checks.tick(this.#wallClock(), at)
    this.#lists.expire(at)
    this.#drill.expire(at)
    const eventLoopP99Ms = Math.max(0, ...[...this.#edges.values()].map(({ last }) => last?.eventLoopP99Ms ?? 0))
    for (const [i, platform] of this.#platforms.entries()) {
      platform.decide(at, eventLoopP99Ms, alarmOf(this.#defences.levelOf(i)))
    }
    const calm = this.#platforms.every(({ level }) => level === 'calm')
    this.#confirm(this.#newNetworks.take(at, calm), [])
    this.#direct()
    this.#ticks++
    const states = this.#platforms.map(({ isDistressed, isQuiet }) => ({ distressed: isDistressed, calm: isQuiet }))
    if (this.#ticks % 4 !== 0) {
      this.#defences.look(at, states)
      return
    }
    this.#defences.tick(at, states)
    this.#second(at)
  }

  status(): Status {
    const platforms = this.#platforms.map((platform, i) => {
      const defence = this.#defences.at(i)
      const status = platform.status()
      const reasons = defence?.reason ? [defence.reason, ...status.reasons] : status.reasons
      return { ...status, reasons, normal: defence?.normal ?? { visits: 0, ready: false } }
    })
    const level = platforms.reduce<Level>(
      (worst, platform) => (LEVELS.indexOf(platform.level) > LEVELS.indexOf(worst) ? platform.level : worst),
      'calm',
    )
    const sinces = platforms.filter((platform) => platform.level === level).map(({ since }) => since)
    const at = this.#now()
    const edges = this.#edgesInOrder.map((edge) => edgeStatus(edge, at))
    const checks = this.#checks.statuses(edges)
    return {
      level,
      // Troubled since the first platform was; calm since the last one became so.
      since: (level === 'calm' ? sinces.sort().at(-1) : sinces.sort()[0]) ?? new Date(this.#startedAt).toISOString(),
      sentence: sentenceOf(platforms),
      now: new Date(at).toISOString(),
      startedAt: new Date(this.#startedAt).toISOString(),
      version: this.#version,
      warnings: [
        ...warningsOf(this.#config, edges, platforms),
        ...checks.flatMap(({ says }) => says),
        ...this.certificateWarnings,
        ...[this.#lists.unsaved, this.#defences.unsaved].filter((unsaved) => unsaved !== null),
        ...this.#friction.troubles,
      ],
      friction: this.#friction.inForce,
      checks,
      platforms,
      edges,
      certificates: this.certificates,
      drill: this.#drill.window,
    }
  }

  history(): History {
    return Object.fromEntries(
      this.#platforms.map((platform, i) => [this.#config.platforms[i]?.name ?? '', [...platform.history]]),
    )
  }

  subscribe(onTick: (status: Status, points: Record<string, HistoryPoint>) => void): () => void {
    this.#listeners.add(onTick)
    return () => this.#listeners.delete(onTick)
  }

  lists(): ListEntry[] {
    return this.#lists.all()
  }

  addToList(list: ListName, cidr: string, options: { note?: string; ttlMs?: number }): ListEntry {
    const entry = this.#lists.add(list, cidr, options, this.#now())
    this.#direct()
    return entry
  }

  removeFromList(list: ListName, cidr: string): boolean {
    const removed = this.#lists.remove(list, cidr, this.#now())
    if (removed) this.#direct()
    return removed
  }

  rules(): RuleStatus[] {
    return this.#defences.rules(this.#now())
  }

  forbiddenRules(): ForbiddenRule[] {
    return this.#defences.forbidden()
  }

  actOnRule(id: number, act: RuleAct): RuleStatus | null {
    const done = this.#defences.act(id, act, this.#now())
    if (done) this.#direct()
    return done
  }

  friction(): FrictionStatus[] {
    return this.#friction.entries
  }

  /** What is wrong with the disk, from who may write files. */
  set diskTroubles(troubles: readonly string[]) {
    this.#checks.diskTroubles = troubles
  }

  previewRule(id: number): RulePreview | null {
    return this.#defences.previewRule(id, this.#now())
  }

  previewMatch(platform: string, match: readonly RuleMatch[]): RulePreview {
    return this.#defences.preview(platform, match, this.#now())
  }

  openDrill(seconds: number, by: DrillWindow['openedBy']): DrillWindow {
    return this.#drill.open(seconds, by, this.#now())
  }

  closeDrill(id: string): boolean {
    return this.#drill.close(id)
  }

  /** From now on every edge answers a certificate authority so. */
  showChallenges(answers: Challenges['answers']): void {
    this.#challenges = { version: this.#challenges.version + 1, answers }
    this.#direct()
  }

  /** Which edges have said that they give these answers. */
  challengesShown(): 'everywhere' | 'partly' | 'nowhere' {
    const { version } = this.#challenges
    const count = [...this.#edges.values()].filter(({ last }) => last?.challenges === version).length
    if (count === 0) return 'nowhere'
    return count < this.#config.edges ? 'partly' : 'everywhere'
  }

  /** Tells all edges what is known from now on. */
  #confirm(networks: readonly number[], sessions: readonly number[]): void {
    if (networks.length + sessions.length === 0) return
    this.#networks = [...this.#networks, ...networks].slice(-REMEMBERED)
    this.#sessions = [...this.#sessions, ...sessions].slice(-REMEMBERED)
    for (let i = 0; i < Math.max(networks.length, sessions.length); i += REMEMBERED) {
      const news: Learned = {
        kind: 'learned',
        networks: networks.slice(i, i + REMEMBERED),
        sessions: sessions.slice(i, i + REMEMBERED),
      }
      for (const { link } of this.#edges.values()) link.send(news)
    }
  }

  #direct(): void {
    const orders = this.#defences.orders()
    const followers = this.#defences.takeFollowers()
    const platforms = this.#platforms.map(({ level, distress, slowedActivities }) => ({
      level,
      distress,
      slowed: [...slowedActivities],
    }))
    for (const edge of this.#edges.values()) {
      const directive: Directive = {
        kind: 'directive',
        generation: this.#generation,
        at: this.#now(),
        platforms,
        orders,
        validMs: DIRECTIVE_VALID_MS,
      }
      if (followers) edge.link.send(followers)
      // An edge that is behind would take it for another platform's.
      if (edge.last?.generation === this.#generation) {
        for (const news of this.#defences.normalNews(edge.normalVersions, this.#generation)) edge.link.send(news)
      }
      if (edge.listsVersion !== this.#lists.version) {
        directive.lists = { allow: this.#lists.cidrs('allow'), deny: this.#lists.cidrs('deny') }
        edge.listsVersion = this.#lists.version
      }
      if (edge.challengesVersion !== this.#challenges.version) {
        directive.challenges = this.#challenges
        edge.challengesVersion = this.#challenges.version
      }
      edge.link.send(directive)
    }
  }

  #second(at: number): void {
    const points = Object.fromEntries(
      this.#platforms.map((platform, i) => [this.#config.platforms[i]?.name ?? '', platform.remember(at)]),
    )
    this.#lookAtItself(at)
    if (this.#listeners.size === 0) return
    const status = this.status()
    for (const listener of this.#listeners) listener(status, points)
  }

  /** Whom its measures touch, and whether it does what it says. */
  #lookAtItself(at: number): void {
    const orders = new Map(this.#defences.orders().map((of) => [of.platform, of]))
    const rules = this.rules()
    const platforms = this.#platforms.map((platform, i) => {
      const defence = this.#defences.at(i)
      const status = { ...platform.status(), normal: defence?.normal ?? { visits: 0, ready: false } }
      const own = rules.filter((rule) => rule.platform === platform.name)
      return { status, rules: own, orders: orders.get(i) ?? null, usualPerSecond: defence?.usualPerSecond(at) ?? null }
    })
    this.#friction.look(platforms, at)
    const { inForce: friction } = this.#friction
    this.#checks.look({ generation: this.#generation, edges: this.#edgesInOrder, platforms, friction }, at)
  }

  get #edgesInOrder(): EdgeState[] {
    return [...this.#edges.values()].sort((a, b) => a.link.index - b.link.index)
  }
}

/** Whether the origin suffers is measured there; the defence only says whether it is attacked. */
function alarmOf(level: Level): Level {
  return level === 'strained' ? 'calm' : level
}
