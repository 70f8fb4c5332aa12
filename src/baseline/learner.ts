import { mix } from '../sketch/mix.js'
import { RotatingBloom } from '../sketch/rotating-bloom.js'
import { SpaceSaving } from '../sketch/space-saving.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Kind } from '../traffic/kind.js'
import { TwoGenerations } from '../traffic/two-generations.js'
import type { VisitDescriber } from '../traffic/visit-describer.js'
import { Anomaly } from './anomaly.js'
import { type BaselineData, ROW_FIRST_VALUE, ROW_NOVEL, ROW_UNKNOWN, type Volume } from './baseline.js'
import { HOURS, hourOfWeek } from './hour-of-week.js'
import { RatioWindow } from './ratios.js'
import { VolumeMeter } from './volume-meter.js'

const COLUMNS = ATTRIBUTES.length
/** Visits kept of each hour of the week, and of all hours together. */
const ROWS_PER_HOUR = 120
const ROWS_OF_ALL = 24_576
const ROWS = HOURS * ROWS_PER_HOUR + ROWS_OF_ALL
/** What is new stays new for so long: an hour as in use, and less while only little has been learned. */
const BLOCK_MS = { short: 600_000, long: 3_600_000, longAfter: 3 * 3_600_000 }
/** Values kept of each attribute; the rarest make way when there are twice as many. */
const MOST_VALUES = 8192
/** Ratios are measured over stretches of this length, of which so many are kept. */
const STRETCH_MS = 10_000
const LEAST_STRETCH_VISITS = 20
const MOST_STRETCHES = 4096
const LONGEST_SILENCE_MS = 900_000
const FOLLOWS_WITHIN_MS = 10_000
const MOST_FOLLOWED = 65_536
const MOST_FRESH = 65_536
const NETWORKS = { bits: 2 ** 22, hashes: 4 }
/** What was learned before this share of the visits is what the rest is compared with. */
const WARM_UP_SHARE = 0.5

export interface LearnedVisit {
  values: Int32Array
  kind: Kind
  /** Keyed 32-bit hashes. */
  network: number
  client: number
  /** Milliseconds since the epoch. */
  time: number
  failed: boolean
  /** A page was asked for and given: it may be followed by its files. */
  opened: boolean
  /** How many visits it stands for, where only a sample is told; 1 by default. */
  weight?: number
}

/**
 * Makes a baseline out of visits in about the order of their times. Whether a value is new is asked when the visit
 * comes, of what was learned before it: that is how often a new value is normal. Memory is bounded.
 */
export class BaselineLearner {
  readonly #describer: VisitDescriber
  readonly #counts: Map<number, number>[] = ATTRIBUTES.map(() => new Map())
  /** What came for the first time in the block that is being learned: new until it is over. In the first, nothing is. */
  readonly #freshValues: Set<number>[] = ATTRIBUTES.map(() => new Set())
  readonly #freshNetworks = new Set<number>()
  #blockUntil = Number.NEGATIVE_INFINITY
  #firstBlock = true
  readonly #rows = new Int32Array(ROWS * COLUMNS)
  readonly #rowNovel = new Int32Array(ROWS)
  readonly #rowNetworks = new Int32Array(ROWS)
  /** 0 where a place has not been taken. */
  readonly #rowTimes = new Float64Array(ROWS)
  readonly #rowVisits = new Float64Array(ROWS)
  readonly #seenInHour = new Float64Array(HOURS)
  /** By hour of the week, the visits of it and the seconds that were learned of it. */
  readonly #volume = new Float64Array(HOURS)
  readonly #seconds = new Float64Array(HOURS)
  readonly #networks: RotatingBloom
  readonly #volumes = [2, 10, 60].map((seconds) => new VolumeMeter(seconds))
  readonly #stretches: { visit: number; shares: Float64Array }[] = []
  readonly #pages = new TwoGenerations<number, number>(MOST_FOLLOWED)
  readonly #heaviest = new SpaceSaving(64)
  #followed = 0
  #pageViews = 0
  #stretch = new RatioWindow()
  #stretchUntil = Number.NEGATIVE_INFINITY
  #stretchesSeen = 0
  #random: number
  visits = 0
  from = Number.POSITIVE_INFINITY
  to = Number.NEGATIVE_INFINITY

  /** @param before what was known before: its values and networks are not new when they come */
  constructor(describer: VisitDescriber, seed: number, before?: BaselineData) {
    this.#describer = describer
    this.#random = seed | 0
    this.#networks = before
      ? RotatingBloom.of(before.networks.words, before.networks.hashes)
      : new RotatingBloom({ ...NETWORKS, rotateEveryMs: Number.MAX_SAFE_INTEGER })
    for (const [column, texts] of before?.values.entries() ?? []) {
      for (const text of texts) this.#counts[column]?.set(describer.id(column, text), 0)
    }
  }

  add(visit: LearnedVisit): void {
    const { values, network, time } = visit
    this.visits++
    this.#countVolume(time, visit.weight ?? 1)
    this.from = Math.min(this.from, time)
    this.to = Math.max(this.to, time)
    if (time >= this.#blockUntil || time < this.#blockUntil - BLOCK_MS.long) this.#turnBlock(time)
    const networkIsNew = !this.#networks.has(network, 0)
    if (networkIsNew && this.#freshNetworks.size < MOST_FRESH) this.#freshNetworks.add(network)
    values[COLUMN.network] = this.#describer.id(COLUMN.network, networkIsNew ? 'new' : 'seen')
    const novel = this.#count(values)
    this.#keep(visit, novel)
    this.#ratios(visit, novel, networkIsNew)
    this.#follow(visit)
    this.#heaviest.add(visit.client, 1, () => '')
    for (const meter of this.#volumes) meter.add(time)
  }

  /** @throws Error when nothing was learned. */
  finish(about: { ownHosts: readonly string[]; keyId: string }): BaselineData {
    if (this.visits === 0) throw new Error('There is not one visit to learn from.')
    const warmUp = WARM_UP_SHARE * this.visits
    const ranked = this.#counts.map((counts) => [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_VALUES))
    const values = ranked.map((entries, column) =>
      entries.map(([id]) => this.#describer.dictionaries[column]?.text(id) ?? '').filter((text) => text !== ''),
    )
    const places = values.map((texts) => new Map(texts.map((text, place) => [text, place + ROW_FIRST_VALUE])))
    this.#turnBlock(this.to)
    const slots = this.#keptSince(warmUp)
    const rows = new Int32Array(slots.length * COLUMNS)
    for (const [i, slot] of slots.entries()) {
      const novel = this.#rowNovel[slot] ?? 0
      for (let column = 0; column < COLUMNS; column++) {
        const id = this.#rows[slot * COLUMNS + column] ?? UNKNOWN
        const text = this.#describer.dictionaries[column]?.text(id)
        const place = text === undefined ? undefined : places[column]?.get(text)
        rows[i * COLUMNS + column] =
          id === UNKNOWN ? ROW_UNKNOWN : novel & (1 << column) || place === undefined ? ROW_NOVEL : place
      }
    }
    const stretches = this.#stretches.filter(({ visit }) => visit >= warmUp).map(({ shares }) => shares)
    return {
      learnedFrom: this.from,
      learnedTo: this.to,
      visits: this.visits,
      ownHosts: [...about.ownHosts],
      keyId: about.keyId,
      perSecond: this.#perSecond(),
      volumes: this.#volumes.map((meter): Volume => meter.volume()),
      ratios: Anomaly.learn(stretches),
      followed: this.#pageViews === 0 ? 0 : this.#followed / this.#pageViews,
      mostFromOne: this.#mostFromOne(),
      values,
      rows,
      rowHours: Uint8Array.from(slots, (slot) => hourOfWeek(this.#rowTimes[slot] ?? 0)),
      rowNetworks: Int32Array.from(slots, (slot) => this.#rowNetworks[slot] ?? 0),
      networks: { words: this.#networks.words, hashes: NETWORKS.hashes },
    }
  }

  #mostFromOne(): number {
    let most = 0
    this.#heaviest.eachCertain((visits) => {
      most = Math.max(most, visits)
    })
    return most / this.visits
  }

  /** Places of the sample, each visit once. */
  #keptSince(visit: number): number[] {
    const taken = Array.from({ length: ROWS }, (_, slot) => slot).filter(
      (slot) => (this.#rowVisits[slot] ?? 0) >= Math.max(1, visit),
    )
    const once = new Map(taken.map((slot) => [this.#rowVisits[slot] ?? 0, slot]))
    return [...once.values()].sort((a, b) => a - b)
  }

  /** What was new in the block before is not any more. */
  #turnBlock(time: number): void {
    this.#firstBlock = this.#blockUntil === Number.NEGATIVE_INFINITY
    const length = time - this.from < BLOCK_MS.longAfter ? BLOCK_MS.short : BLOCK_MS.long
    this.#blockUntil = (Math.floor(time / length) + 1) * length
    for (const network of this.#freshNetworks) this.#networks.add(network, 0)
    this.#freshNetworks.clear()
    for (const fresh of this.#freshValues) fresh.clear()
  }

  /** Counts the values; gives back a bit for each column whose value was new. */
  #count(values: Int32Array): number {
    let novel = 0
    for (let column = 0; column < COLUMNS; column++) {
      const id = values[column] ?? UNKNOWN
      const counts = this.#counts[column]
      if (id === UNKNOWN || counts === undefined) continue
      const count = counts.get(id)
      const fresh = this.#freshValues[column]
      if (count === undefined) {
        if (fresh && fresh.size < MOST_FRESH) fresh.add(id)
        if (counts.size >= 2 * MOST_VALUES) this.#forgetRarest(counts)
      }
      if (!this.#firstBlock && (count === undefined || fresh?.has(id))) novel |= 1 << column
      counts.set(id, (count ?? 0) + 1)
    }
    return novel
  }

  /** Lossy counting (Manku and Motwani, "Approximate frequency counts over data streams", VLDB 2002). */
  #forgetRarest(counts: Map<number, number>): void {
    const limit = [...counts.values()].sort((a, b) => b - a)[MOST_VALUES] ?? 0
    for (const [id, count] of counts) if (count <= limit) counts.delete(id)
  }

  /** Reservoir sampling (Vitter, "Random sampling with a reservoir", 1985): one for each hour of the week, one for all. */
  #keep(visit: LearnedVisit, novel: number): void {
    const hour = hourOfWeek(visit.time)
    const seen = this.#seenInHour[hour] ?? 0
    this.#seenInHour[hour] = seen + 1
    this.#keepIn(hour * ROWS_PER_HOUR, ROWS_PER_HOUR, seen, visit, novel)
    this.#keepIn(HOURS * ROWS_PER_HOUR, ROWS_OF_ALL, this.visits - 1, visit, novel)
  }

  #keepIn(first: number, most: number, seen: number, { values, network, time }: LearnedVisit, novel: number): void {
    this.#random = mix(this.#random, 3) | 0
    const place = seen < most ? seen : Math.floor(((this.#random >>> 0) / 2 ** 32) * (seen + 1))
    if (place >= most) return
    const slot = first + place
    this.#rows.set(values, slot * COLUMNS)
    this.#rowNovel[slot] = novel
    this.#rowNetworks[slot] = network
    this.#rowTimes[slot] = time
    this.#rowVisits[slot] = this.visits
  }

  #ratios(visit: LearnedVisit, novel: number, networkIsNew: boolean): void {
    const { values, time } = visit
    if (time >= this.#stretchUntil || time < this.#stretchUntil - 2 * STRETCH_MS) {
      if (this.#stretch.visits >= LEAST_STRETCH_VISITS) this.#keepStretch()
      this.#stretch = new RatioWindow()
      this.#stretchUntil = time + STRETCH_MS
    }
    this.#stretch.add({
      networkIsNew,
      page: visit.kind === 'page',
      referrer: this.#describer.text(COLUMN.referrer, values[COLUMN.referrer] ?? UNKNOWN) !== 'none',
      query: this.#describer.text(COLUMN.query, values[COLUMN.query] ?? UNKNOWN) !== '-',
      post: this.#describer.text(COLUMN.method, values[COLUMN.method] ?? UNKNOWN) === 'POST',
      failed: visit.failed,
      unseenRoute: (novel & (1 << COLUMN.route)) !== 0,
      unseenQuery: (novel & (1 << COLUMN.query)) !== 0,
      unseenUserAgent: (novel & (1 << COLUMN.userAgent)) !== 0,
      client: visit.client,
      route: values[COLUMN.route] ?? UNKNOWN,
    })
  }

  #keepStretch(): void {
    this.#stretchesSeen++
    const stretch = { visit: this.visits, shares: this.#stretch.shares() }
    if (this.#stretches.length < MOST_STRETCHES) this.#stretches.push(stretch)
    else {
      const place = mix(this.#stretchesSeen, 5) % this.#stretchesSeen
      if (place < MOST_STRETCHES) this.#stretches[place] = stretch
    }
  }

  /** Browsers that open a page fetch its files; hardly any flooding program does. */
  #follow({ values, kind, client, time, opened }: LearnedVisit): void {
    if (kind === 'asset') {
      const page = this.#pages.get(client)
      if (page === undefined || page < 0) return
      if (time - page <= FOLLOWS_WITHIN_MS) this.#followed++
      this.#pages.set(client, -1)
      return
    }
    if (!opened || !this.#describer.namesBrowser(values)) return
    this.#pageViews++
    this.#pages.set(client, time)
  }

  /** Times go by in which nobody comes; after a longer one nobody was there to see. */
  #countVolume(time: number, visits: number): void {
    const place = hourOfWeek(time)
    const passed = this.visits === 1 ? 0 : Math.max(0, Math.min(LONGEST_SILENCE_MS, time - this.to))
    this.#volume[place] = (this.#volume[place] ?? 0) + visits
    this.#seconds[place] = (this.#seconds[place] ?? 0) + passed / 1000
  }

  #perSecond(): number[] {
    return Array.from(this.#volume, (visits, place) => visits / Math.max(1, this.#seconds[place] ?? 0))
  }
}
