import type { Anomaly, AnomalyScore } from '../baseline/anomaly.js'
import { RatioWindow } from '../baseline/ratios.js'
import { COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'
import { VisitRing, type VisitSample } from '../traffic/visit-sample.js'
import { VisitRate } from './visit-rate.js'

/** A visit that was served. */
export interface SeenVisit {
  /** A value id for each attribute. */
  values: Int32Array
  /** Keyed 32-bit hashes of the visitor's network and address. */
  network: number
  client: number
  /** The origin failed to answer it: a status of 500 and more. */
  failed: boolean
}

/** Visits that are remembered, and the most that are searched at a time. */
const RING = 20_000
const SEARCHED_MOST = 6_000
/** The ratios are taken over at least so many visits. */
const RATIO_VISITS = 200

/** What came lately: the visits themselves, how many there were, and ratios of them. Bounded. */
export class RecentVisits {
  readonly rate = new VisitRate()
  /** Of those that a rule could touch. */
  readonly suspects = new VisitRate()
  readonly #isUnseen: (column: number, id: number) => boolean
  readonly #ids: { new: number; page: number; noReferrer: number; noQuery: number; post: number }
  readonly #ring = new VisitRing(RING)
  #ratios = new RatioWindow()

  constructor(dictionaries: readonly Dictionary[], isUnseen: (column: number, id: number) => boolean) {
    this.#isUnseen = isUnseen
    const pin = (column: number, value: string) => dictionaries[column]?.pin(value) ?? UNKNOWN
    this.#ids = {
      new: pin(COLUMN.network, 'new'),
      page: pin(COLUMN.kind, 'page'),
      noReferrer: pin(COLUMN.referrer, 'none'),
      noQuery: pin(COLUMN.query, '-'),
      post: pin(COLUMN.method, 'POST'),
    }
  }

  /** @param weight how many visits it stands for, where only a sample is told @param suspect a rule could touch it */
  add({ values, network, client, failed }: SeenVisit, now: number, weight: number, suspect: boolean): void {
    this.rate.add(weight)
    if (suspect) this.suspects.add(weight)
    this.#ring.add(values, network, client, now)
    const ids = this.#ids
    this.#ratios.add({
      networkIsNew: values[COLUMN.network] === ids.new,
      page: values[COLUMN.kind] === ids.page,
      referrer: values[COLUMN.referrer] !== ids.noReferrer,
      query: values[COLUMN.query] !== ids.noQuery,
      post: values[COLUMN.method] === ids.post,
      failed,
      unseenRoute: this.#isNew(COLUMN.route, values),
      unseenQuery: this.#isNew(COLUMN.query, values),
      unseenUserAgent: this.#isNew(COLUMN.userAgent, values),
      client,
      route: values[COLUMN.route] ?? UNKNOWN,
    })
  }

  /** The second is over. */
  tick(): void {
    this.rate.tick()
    this.suspects.tick()
  }

  /** At most `SEARCHED_MOST` of the visits since a time, evenly chosen, oldest first. */
  since(time: number): VisitSample {
    return this.#ring.since(time, SEARCHED_MOST)
  }

  /** How far the ratios are from normal; they begin anew. */
  takeScore(anomaly: Anomaly): AnomalyScore {
    const score = anomaly.score(this.#ratios.shares())
    this.#ratios = new RatioWindow()
    return score
  }

  /** Lets the ratios follow what is present, in quiet times. */
  refreshRatios(): void {
    if (this.#ratios.visits > RATIO_VISITS) this.#ratios = new RatioWindow()
  }

  #isNew(column: number, values: Int32Array): boolean {
    const id = values[column] ?? UNKNOWN
    return id !== UNKNOWN && this.#isUnseen(column, id)
  }
}
