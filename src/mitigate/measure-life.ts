import type { Demand } from '../challenge/evidence.js'
import { DemandLadder } from './demand-ladder.js'
import type { RuleHits } from './judge.js'

/**
 * A measure is needed while it meets more than so many visits a second, far more than it does on ordinary days, and not only
 * a trickle beside what it was made for: those are the people whom it touches.
 */
const NEEDED = { perSecond: 0.5, factor: 3, ofPeak: 0.05 }
/** What was met most counts for a tenth after four minutes. */
const PEAK_KEEPS = 0.99
/** The rate is that of the last so many seconds. */
const RATE_S = 5
/** One that only counts acts again at so many visits a second, or at so many times what an ordinary day brings. */
const WAKES = { perSecond: 5, factor: 8 }
/** One that is not needed goes on for a moment, then only counts for so long, and then ends. */
const PROBE_MS = 4_000
/** Each time it was needed after all, the next try waits twice as long. */
const WAIT_MS = { first: 3_000, longest: 20_000 }
/** Fewer visits for something else than files say nothing of who they are of. */
const LEAST_PAGES = 50

/** What has become of a measure: it asks for more or less, tries whether it is needed, acts again, ends, or was wrong. */
export type LifeChange = 'harder' | 'easier' | 'probing' | 'acting' | 'over' | 'wrong'

/** What a measure has met. */
export type Met = Omit<RuleHits, 'id'>

/**
 * The life of a measure: it acts while it is needed, then tries without before it ends, one measure apart from another, and
 * acts again at once when what it was made for is still there. Owns no clock: call `tick` once a second. Milliseconds.
 */
export class MeasureLife {
  /** `probing`: it counts and touches nobody · `over`: that too, but it is in force no more. */
  state: 'acting' | 'probing' | 'over' = 'acting'
  hitsPerSecond = 0
  readonly #ladder: DemandLadder
  readonly #wrongShare: number
  #second: Met = nothing()
  readonly #lastSeconds = new Float64Array(RATE_S)
  #seconds = 0
  /** Since it acts without a break: whom it met. */
  #pages = 0
  #people = 0
  #neededAt: number
  #everNeeded = false
  #waitMs = WAIT_MS.first
  #probe = { since: 0, hits: 0 }
  #wakesAt = WAKES.perSecond
  /** Visits a second that it met at most, less and less as time passes. */
  #peak = 0

  /**
   * @param least what it asks for at first
   * @param wrongShare when more than this share (0..1) of whom it meets seem to be people, it was a mistake
   */
  constructor(least: Demand, wrongShare: number, now: number) {
    this.#ladder = new DemandLadder(least, now)
    this.#wrongShare = wrongShare
    this.#neededAt = now
  }

  get demand(): Demand {
    return this.#ladder.demand
  }

  /** Visits a second that pass what it asks for, and seem to be of no people. */
  get passedPerSecond(): number {
    return this.#ladder.passedPerSecond
  }

  /** Null while it acts; else it acts again, wherever visits are judged, at so many visits within a second. */
  get wakesAt(): number | null {
    return this.state === 'acting' ? null : this.#wakesAt
  }

  /** Whether it was needed at all. */
  get everNeeded(): boolean {
    return this.#everNeeded
  }

  /** It matches visits at present. */
  get active(): boolean {
    return this.hitsPerSecond > NEEDED.perSecond
  }

  /** When it ends unless it is needed. */
  get endsAt(): number {
    return PROBE_MS + (this.state === 'probing' ? this.#probe.since : this.#neededAt + this.#waitMs)
  }

  /** Whom it has met since it acts: visits for something else than files, and those of them that seem to be of people. */
  get whom(): { pages: number; people: number } {
    return { pages: this.#pages, people: this.#people }
  }

  met({ visits, pages, passed, people }: Met): void {
    this.#second.visits += visits
    this.#second.pages += pages
    this.#second.passed += passed
    this.#second.people += people
  }

  /**
   * Another second has passed.
   * @param normalPerSecond what it would meet on an ordinary day
   * @param stays an operator keeps it: it neither tries nor ends by itself
   */
  tick(normalPerSecond: number, now: number, stays = false): LifeChange | null {
    const met = this.#second
    this.#second = nothing()
    const before = this.#lastSeconds[(this.#seconds + RATE_S - 1) % RATE_S] ?? 0
    this.#lastSeconds[this.#seconds++ % RATE_S] = met.visits
    this.hitsPerSecond = this.#lastSeconds.reduce((sum, hits) => sum + hits, 0) / RATE_S
    this.#peak = Math.max(PEAK_KEEPS * this.#peak, this.hitsPerSecond)
    this.#wakesAt = Math.max(WAKES.perSecond, Math.ceil(WAKES.factor * normalPerSecond))
    this.#pages += met.pages
    this.#people += met.people
    if (this.state !== 'acting') return this.#standingBy(met, before, normalPerSecond, now)
    if (!stays && this.isWrong) return this.#end('wrong')
    if (this.#isMuch(this.hitsPerSecond, normalPerSecond)) {
      this.#neededAt = now
      this.#everNeeded = true
    } else if (!stays && now - this.#neededAt >= this.#waitMs) {
      this.state = 'probing'
      this.#probe = { since: now, hits: 0 }
      return 'probing'
    }
    return this.#ladder.tick(met, normalPerSecond, now)
  }

  /** Most of what it met seem to be people. */
  get isWrong(): boolean {
    return this.#pages >= LEAST_PAGES && this.#people > this.#wrongShare * this.#pages
  }

  /** It was not needed for a while, and watches whether it is. */
  #standingBy(met: Met, before: number, normalPerSecond: number, now: number): LifeChange | null {
    // What was a mistake stays one.
    if (this.state === 'over' && this.isWrong) return null
    // Where visits are judged a second begins at any time: it is within two of these.
    if (met.visits + before >= this.#wakesAt && met.visits > 0) return this.#wake(now)
    if (this.state === 'over') return null
    this.#probe.hits += met.visits
    if (now - this.#probe.since < PROBE_MS) return null
    const perSecond = (1000 * this.#probe.hits) / (now - this.#probe.since)
    if (this.#isMuch(perSecond, normalPerSecond)) return this.#wake(now)
    return this.#end('over')
  }

  #isMuch(perSecond: number, normalPerSecond: number): boolean {
    if (perSecond <= NEEDED.perSecond || perSecond <= NEEDED.factor * normalPerSecond) return false
    return perSecond >= this.#wakesAt || perSecond > NEEDED.ofPeak * this.#peak
  }

  #wake(now: number): LifeChange {
    this.state = 'acting'
    this.#neededAt = now
    this.#everNeeded = true
    this.#waitMs = Math.min(WAIT_MS.longest, 2 * this.#waitMs)
    this.#pages = 0
    this.#people = 0
    return 'acting'
  }

  #end(change: 'over' | 'wrong'): LifeChange {
    this.state = 'over'
    return change
  }
}

function nothing(): Met {
  return { visits: 0, pages: 0, passed: 0, people: 0 }
}
