import type { Demand } from '../challenge/evidence.js'
import type { NormalMessage, PlatformOrders, VisitsMessage } from '../link/messages.js'
import { packNumbers, packVisits, unpackNumbers } from '../link/visit-batch.js'
import type { Convictions } from '../mitigate/convictions.js'
import { Judge, type JudgedVisit, type Verdict } from '../mitigate/judge.js'
import { NO_ORDERS, type Orders } from '../mitigate/orders.js'
import type { PageFollowers } from '../mitigate/page-followers.js'
import { RotatingBloom } from '../sketch/rotating-bloom.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import { type Kind, kindOf } from '../traffic/kind.js'
import { KnownValues } from '../traffic/known-values.js'
import { VisitDescriber } from '../traffic/visit-describer.js'
import type { VisitFields } from '../traffic/visit-fields.js'
import type { Exchange } from './exchange.js'
import type { VisitFacts } from './facts/visit-facts.js'
import { cookieClass } from './headers/cookie-class.js'
import type { Knowledge } from './knowledge.js'
import type { OneAddress } from './one-address.js'
import { OwnHosts } from './own-hosts.js'
import { VisitSampler } from './visit-sampler.js'

/** Values of an attribute: what a flood makes up must not become memory. */
const REMEMBERED = 2_048
/** At the most, in two generations. */
export const MOST_VALUES = 2 * REMEMBERED

/** What one edge knows of the clients of all its platforms. */
export interface SharedByJudges {
  knowledge: Knowledge
  facts: VisitFacts
  convictions: Convictions
  followers: PageFollowers
  oneAddress: OneAddress
}

/** A visit that is not to be served as it is. */
export interface JudgedAgainst {
  verdict: Exclude<Verdict, 'serve'>
  kind: Kind
  /** It says that it is a crawler, a link preview or a mail proxy. */
  declared: boolean
  /** What it must show, where it is challenged. */
  demand: Demand | null
}

export type VisitsOfPlatform = Omit<VisitsMessage, 'kind' | 'generation' | 'platform'>

/**
 * Reduces the visits of one platform to their attributes, applies to them what the brain has decided, and keeps a sample
 * for the brain to decide by. What nobody has a use for is only counted.
 */
export class PlatformJudge {
  readonly #shared: SharedByJudges
  readonly #hosts: OwnHosts
  readonly #describer: VisitDescriber
  readonly #judge: Judge
  readonly #sampler = new VisitSampler()
  /** By column, what normal visits have; null until the brain has told. */
  #normalValues: readonly KnownValues[] | null = null
  #normalHashes: readonly Int32Array[] | null = null
  #normalNetworks: RotatingBloom | null = null
  #orders: Orders = NO_ORDERS
  #ordersUntil = Number.POSITIVE_INFINITY
  readonly #values = new Int32Array(ATTRIBUTES.length)
  readonly #fields: VisitFields = {
    method: '',
    target: '',
    httpVersion: null,
    secure: null,
    fields: [],
    told: 'in-order',
    cookie: null,
    tls: null,
    as: null,
    country: null,
    crawler: null,
  }
  readonly #judged: JudgedVisit = { values: this.#values, kind: 'page', client: 0, known: false, shown: null }

  constructor(hosts: readonly string[], shared: SharedByJudges) {
    this.#shared = shared
    this.#hosts = new OwnHosts(hosts)
    this.#describer = new VisitDescriber(this.#hosts, REMEMBERED)
    const { convictions, followers } = shared
    const isUnseen = (column: number, id: number) => this.#normalValues?.[column]?.has(id) === false
    this.#judge = new Judge({ dictionaries: this.#describer.dictionaries, isUnseen, convictions, followers })
  }

  /** The same platform by other host names: it describes visits anew, by the orders and the normal values it had. */
  withHosts(hosts: readonly string[]): PlatformJudge {
    const other = new PlatformJudge(hosts, this.#shared)
    other.#orders = this.#orders
    other.#ordersUntil = this.#ordersUntil
    other.#judge.obey(this.#orders)
    if (this.#normalHashes) other.#setNormal(this.#normalHashes, this.#normalNetworks)
    return other
  }

  /** What has been decided, by the brain; null: nothing. It ends by itself, so that a dead brain's rules do. */
  obey(orders: PlatformOrders | null, now: number): void {
    if (orders === null && this.#orders === NO_ORDERS) return
    this.#orders = orders ?? NO_ORDERS
    this.#ordersUntil = orders ? now + orders.lastsMs : Number.POSITIVE_INFINITY
    this.#judge.obey(this.#orders)
  }

  /** What it applies of what the brain has decided and told. */
  get obeyed(): { severe: boolean; rules: number; knowsNormal: boolean } {
    const { severe, rules } = this.#orders
    return { severe: severe !== null, rules: rules.length, knowsNormal: this.#normalValues !== null }
  }

  /** Whether anything that was decided is done to visits now. */
  acts(now: number): boolean {
    return now < this.#ordersUntil && this.#judge.acts(now)
  }

  /** What normal visits are like. */
  learnNormal({ values, networks }: NormalMessage): void {
    this.#setNormal(
      values.map(unpackNumbers),
      networks && RotatingBloom.of(unpackNumbers(networks.words), networks.hashes),
    )
  }

  /**
   * Judges a visit, and takes it into the sample when nothing but a delay is against it.
   * @param least what unproven visitors must show at least, whatever has been decided; null: nothing
   * @returns null when the visit goes on
   */
  judge(visit: Exchange, now: number, least: Demand | null = null): JudgedAgainst | null {
    if (now >= this.#ordersUntil) this.obey(null, now)
    const { client } = visit
    const idle = least === null && this.#judge.isIdle(now)
    // Whom a rule stops is not in the sample; without rules it can be asked first who is wanted.
    const wanted = idle ? this.#sampler.next() : null
    if (wanted === -1) {
      if (kindOf(visit.normalPath) === 'asset') this.#follows(client.key | 0, now)
      return null
    }
    const known = this.#isKnown(client.network)
    const kind = this.#describe(visit, known)
    let against: JudgedAgainst | null = null
    if (kind === 'asset') this.#follows(client.key | 0, now)
    if (!idle && !this.#isVerified()) {
      const judged = this.#judged
      judged.kind = kind
      judged.client = client.key | 0
      judged.known = known
      judged.shown = visit.shown
      const { verdict, demand } = this.#judge.judge(judged, now, least)
      if (verdict !== 'serve') against = { verdict, kind, declared: this.#isDeclared(), demand }
      // What is only slowed may still get a better rule, and must be seen for that.
      if (against && verdict !== 'slow') return against
    }
    const place = wanted ?? this.#sampler.next()
    if (place >= 0) this.#sampler.put(place, this.#values, client.network | 0, client.key | 0, now)
    return against
  }

  /** What has come since the last call, for the brain; null when nothing has. @param calm the platform is not distressed */
  take(now: number, calm: boolean): VisitsOfPlatform | null {
    if (now >= this.#ordersUntil) this.obey(null, now)
    // Values of rules must not be forgotten while nobody sends orders.
    else if (this.#orders !== NO_ORDERS) this.#judge.obey(this.#orders)
    const hits = this.#judge.takeHits(now)
    const { seen, sample, followers } = this.#sampler.take()
    if (seen === 0 && hits.length === 0) return null
    this.#shared.oneAddress.count(sample.clients, calm && this.#orders === NO_ORDERS)
    const packed = packVisits(sample, this.#describer.dictionaries, now)
    return { seen, ...packed, followers: packNumbers(followers), hits }
  }

  /** Values of attributes that are remembered: those of the attribute that has most. */
  get mostValues(): number {
    return Math.max(...this.#describer.dictionaries.map(({ size }) => size))
  }

  #setNormal(hashes: readonly Int32Array[], networks: RotatingBloom | null): void {
    const { dictionaries } = this.#describer
    this.#normalHashes = hashes
    this.#normalNetworks = networks
    this.#normalValues = dictionaries.map(
      (dictionary, column) => new KnownValues(hashes[column] ?? new Int32Array(), dictionary),
    )
  }

  #isKnown(network: number): boolean {
    return this.#shared.knowledge.isRegular(network) || this.#normalNetworks?.has(network | 0, 0) === true
  }

  #follows(client: number, now: number): void {
    this.#shared.followers.add(client, now)
    this.#sampler.follows(client)
  }

  #describe(visit: Exchange, known: boolean): Kind {
    const { request } = visit
    const { tls, as, country, crawler } = this.#shared.facts.of(visit)
    const fields = this.#fields
    this.#hosts.asked = visit.host
    fields.method = request.method
    fields.target = visit.target
    fields.httpVersion = request.httpVersion
    fields.secure = visit.scheme === 'https'
    fields.fields = request.rawHeaders
    fields.cookie = cookieClass(request.headers.cookie, visit.platform.signedInCookie)
    fields.tls = tls
    fields.as = as
    fields.country = country
    fields.crawler = crawler
    const kind = this.#describer.describe(fields, this.#values)
    this.#values[COLUMN.network] = this.#describer.id(COLUMN.network, known ? 'seen' : 'new')
    return kind
  }

  /** A crawler that is who it says. */
  #isVerified(): boolean {
    return this.#fields.crawler?.startsWith('verified ') === true
  }

  #isDeclared(): boolean {
    const crawler = this.#describer.text(COLUMN.crawler, this.#values[COLUMN.crawler] ?? UNKNOWN)
    return crawler !== undefined && crawler !== 'none'
  }
}
