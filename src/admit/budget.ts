import { Decay } from '../sketch/decay.js'
import { SpaceSaving } from '../sketch/space-saving.js'
import { ClientSample } from './client-sample.js'

export interface BudgetOptions {
  /** Origin time counts half after this long, in milliseconds. */
  halfLifeMs?: number
  /** Nobody is over budget with less than this, in milliseconds of (decayed) origin time. */
  floorMs?: number
  /** The heaviest clients that are followed one by one. */
  heaviest?: number
  /** Clients in the sample that tells what is ordinary. */
  sample?: number
}

/** Nobody is over with fewer ordinary visits than this within the half-life or so: a page brings its pictures along. */
const FLOOR_VISITS = 50
/** Nor with less than this many times what the ordinary client uses, now or (nine tenths of them) on calm days. */
const FLOOR_FACTOR = 4
/** Ordinary clients may become dearer by this factor against calm days before they are not taken for people any more. */
const DEARER_THAN_CALM = 2
/** There are culprits only when so much of all origin time is what heavy clients use above the floor. */
const CULPABLE_SHARE = 0.25
/** The level that the heavy clients are held to leaves so much of the present load. */
const LOAD_LEFT = 0.35
/** A visit that was not served costs its client this share of what it would have cost the origin. */
const UNSERVED_SHARE = 0.5
/** What a visit is taken to cost before anything is known. */
const UNKNOWN_COST_MS = 10
/** How far one answer moves what is known of the origin's slow-down. */
const SLOWDOWN_STEP = 1.15

const REFRESH_MS = 250
const CALM_LEARNS_IN_MS = 600_000
const CALM_LEAST_CLIENTS = 20
const CLIENT_FORGOTTEN_HALF_LIVES = 3
const NO_LABEL = () => ''

/**
 * Each client's share of origin time, and who uses more than is fair while the origin is distressed.
 *
 * Fair is max-min: there is a level such that everybody below it gets all they ask for, and those above it are held
 * to it (Bertsekas and Gallager, "Data Networks", 6.5). The hard part is a crowd: five thousand people at once must
 * not be told that each of them is too much, nor may the office among them that sends two hundred from one address.
 * So somebody is over budget only when three things hold:
 *
 * 1. The heavy clients *explain* the load: what they use above a generous floor is a good part of all origin time.
 *    In a crowd it is not, whatever its size, and nobody is over.
 * 2. The client is above the floor: far more than an ordinary client uses now or used on calm days, and more visits
 *    than a person makes.
 * 3. The client is above the max-min level, so that a large office beside much larger flooders stays within.
 *
 * Memory is fixed: a space-saving list of the heaviest clients (what it says they *certainly* used is what counts, so
 * that ten million addresses that come once make nobody over) and a fair sample of all clients.
 */
export class Budget {
  readonly #decay: Decay
  readonly #floorMs: number
  readonly mostFollowed: number
  readonly #heaviest: SpaceSaving
  readonly #sample: ClientSample
  #total = 0
  /** What all visits took or would have taken, and how many they were. */
  #visitsTotal = 0
  #visits = 0
  /** How many times longer than on a calm day the origin takes at present; its own time is what is charged, see `charge`. */
  #slowdown = 1
  /** What nine tenths of the clients stay within on calm days, in milliseconds; 0 until it is known. */
  #calmMs = 0
  #armed = false
  #thresholdMs = Number.POSITIVE_INFINITY
  #refreshedAt = Number.NEGATIVE_INFINITY

  constructor({ halfLifeMs = 10_000, floorMs = 200, heaviest = 2048, sample = 512 }: BudgetOptions = {}) {
    this.#decay = new Decay(halfLifeMs)
    this.#floorMs = floorMs
    this.mostFollowed = heaviest
    this.#heaviest = new SpaceSaving(heaviest)
    this.#sample = new ClientSample(sample, CLIENT_FORGOTTEN_HALF_LIVES * halfLifeMs)
  }

  /** Only an armed budget says `over`. Arm it while the origin is distressed. */
  arm(armed: boolean): void {
    if (armed && !this.#armed) this.#refreshedAt = Number.NEGATIVE_INFINITY
    this.#armed = armed
  }

  /** Clients that are followed one by one now, and at the most; the lightest make way for others. */
  get followed(): number {
    return this.#heaviest.size
  }

  get armed(): boolean {
    return this.#armed
  }

  /**
   * The client's visit took this much of the origin's time. While the origin is slowed down, everybody's visits take
   * longer, and by no fault of theirs: what counts is what it would have taken on a calm day. The slow-down is a
   * streaming median (Ma, Muthukrishnan and Sandler, "Frugal streaming for estimating quantiles", 2013), so that a few
   * dear visits do not make all the others look cheap.
   * @param calmMs what a visit of this kind takes on a calm day; null when that is not known
   */
  charge(client: number, tookMs: number, calmMs: number | null, now: number): void {
    if (calmMs !== null) {
      const step = tookMs / calmMs > this.#slowdown ? SLOWDOWN_STEP : 1 / SLOWDOWN_STEP
      this.#slowdown = Math.max(1, this.#slowdown * step)
    }
    const ms = tookMs / this.#slowdown
    this.#add(client, ms, ms, now)
  }

  /**
   * The client's visit found no place. It costs less than a served one, and not nothing: who goes on hammering stays
   * over.
   * @param calmMs what it would have taken on a calm day; null when that is not known
   */
  chargeUnserved(client: number, calmMs: number | null, now: number): void {
    const ms = calmMs ?? this.#meanVisitMs ?? UNKNOWN_COST_MS
    this.#add(client, ms * UNSERVED_SHARE, ms, now)
  }

  state(client: number, now: number): 'within' | 'over' {
    if (!this.#armed) return 'within'
    if (now - this.#refreshedAt >= REFRESH_MS) this.#refresh(now)
    return this.#heaviest.certain(client) > this.#thresholdMs * this.#decay.scale(now) ? 'over' : 'within'
  }

  /** Decayed origin time above which a client is over budget at present, in milliseconds; infinite when nobody is. */
  thresholdMs(now: number): number {
    if (!this.#armed) return Number.POSITIVE_INFINITY
    if (now - this.#refreshedAt >= REFRESH_MS) this.#refresh(now)
    return this.#thresholdMs
  }

  #add(client: number, ms: number, visitMs: number, now: number): void {
    if (now - this.#refreshedAt >= REFRESH_MS) this.#refresh(now)
    const scale = this.#decay.scale(now)
    const scaled = ms * scale
    this.#visitsTotal += visitMs * scale
    this.#visits += scale
    this.#total += scaled
    this.#heaviest.add(client, scaled, NO_LABEL)
    this.#sample.add(client, scaled, now)
  }

  #refresh(now: number): void {
    const sinceMs = Math.min(now - this.#refreshedAt, 1000)
    this.#refreshedAt = now
    this.#rescale(now)
    this.#sample.expire(now)
    const scale = this.#decay.scale(now)
    if (this.#armed) this.#thresholdMs = this.#threshold(scale)
    else this.#learnCalm(this.#sample.quantile(0.9) / scale, sinceMs)
  }

  #threshold(scale: number): number {
    if (this.#sample.population < 2) return Number.POSITIVE_INFINITY
    const floor = this.#floor(scale)
    const total = this.#total / scale

    const heavy: number[] = []
    let heavySum = 0
    this.#heaviest.eachCertain((certain) => {
      const ms = certain / scale
      if (ms <= floor) return
      heavy.push(ms)
      heavySum += ms
    })
    if (heavySum - heavy.length * floor < CULPABLE_SHARE * total) return Number.POSITIVE_INFINITY
    return Math.max(floor, maxMinLevel(heavy, LOAD_LEFT * total - (total - heavySum)))
  }

  #floor(scale: number): number {
    const meanVisitMs = this.#meanVisitMs ?? 0
    const ordinaryMs = this.#sample.quantile(0.5) / scale
    const likelyMs = this.#calmMs > 0 ? Math.min(ordinaryMs, DEARER_THAN_CALM * this.#calmMs) : ordinaryMs
    return Math.max(this.#floorMs, FLOOR_VISITS * meanVisitMs, FLOOR_FACTOR * Math.max(likelyMs, this.#calmMs))
  }

  get #meanVisitMs(): number | null {
    return this.#visits > 0 ? this.#visitsTotal / this.#visits : null
  }

  #learnCalm(p90Ms: number, sinceMs: number): void {
    if (this.#sample.size < CALM_LEAST_CLIENTS) return
    this.#calmMs = this.#calmMs === 0 ? p90Ms : this.#calmMs + (sinceMs / CALM_LEARNS_IN_MS) * (p90Ms - this.#calmMs)
  }

  #rescale(now: number): void {
    const factor = this.#decay.rescale(now)
    if (factor === null) return
    this.#total *= factor
    this.#visitsTotal *= factor
    this.#visits *= factor
    this.#heaviest.decay(factor)
    this.#sample.decay(factor)
  }
}

/** The level at which the demands, each cut down to it, add up to the capacity; 0 when even nothing is too much. */
export function maxMinLevel(demands: readonly number[], capacity: number): number {
  const ascending = [...demands].sort((a, b) => a - b)
  let left = capacity
  for (const [i, demand] of ascending.entries()) {
    const share = left / (ascending.length - i)
    if (demand >= share) return Math.max(0, share)
    left -= demand
  }
  return Number.POSITIVE_INFINITY
}
