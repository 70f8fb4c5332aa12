import { SampleWindow } from './sample-window.js'
import { UnloadedLatency } from './unloaded-latency.js'

export interface ConcurrencyLimitOptions {
  /** Places at the origin to begin with, and the fewest and the most. */
  initial?: number
  min?: number
  max?: number
  /** Latency under load, as a multiple of the latency without, that is taken for a full origin. */
  tolerance?: number
  /** Share (0..1) of the way to the newly computed limit that one window goes. */
  smoothing?: number
  /** A decision needs at least this long and this many samples. */
  windowMs?: number
  windowSamples?: number
  /** Activities that are told apart; a visit of a higher index counts with the last. */
  activities?: number
  /** While the origin is full, the limit is lowered for a moment this often, to learn its latency without a queue. */
  probeEveryMs?: number
}

export interface LimitSample {
  /** From sending the request to the origin to its answer, without the time that the visitor takes to read it: slow
   *  readers must not look like a slow origin. */
  latencyMs: number
  /** Index of the activity. */
  activity: number
  /** False when the origin failed: a 5xx of overload, a time-out, a refused connection. */
  ok: boolean
  /** Requests at the origin when this one was sent, itself included. */
  inFlight: number
}

/** The limit is too low to judge from, or to press on, below these shares of it. */
const JUDGED_FROM = 0.5
const PRESSED_FROM = 0.7
/** From this share on it is full; when it is for most of the visits, the origin may have to be measured anew. */
const FULL_FROM = 0.85
const FULL_SHARE_STEP = 0.05
const FULL_SHARE_LEAST = 0.6
/**
 * Unloaded latencies below this count as this, in milliseconds. An origin that takes 1 ms on a quiet machine takes 2 or 3
 * on a busy one, for want of a processor and not of a place; a limit that fell for that would stay low for ever.
 */
const LEAST_UNLOADED_MS = 4
/** Up to this share of the limit the origin counts as not busy. */
const UNLOADED_TO = 0.25
const GRADIENT = { least: 0.5, most: 1.25 }
/** A window with this share of failures, and at least two, is a failing origin; single failures are not. */
const FAILING_SHARE = 0.1
const FAILING_SHRINK = 0.9
/**
 * A probe lasts about twelve answers long, rounded up to 200, 400, 800 or 1,600 ms so that the edges agree; what was
 * sent in the first quarter of it still met the others' requests. It begins at a full multiple of `probeEveryMs`, if
 * the limit has been full for a while: a crowd that comes makes it full too, until it has grown.
 */
const PROBE = {
  answersLong: 12,
  leastMs: 200,
  mostMs: 1600,
  settlesShare: 0.25,
  beginsWithinMs: 250,
  leastApartMs: 2000,
}
const FULL_FOR_MS = 3000
/** A limit that has fallen to this share of what it was when the unloaded latency was learned wants it learned again. */
const DOUBTFUL_SHARE = 0.5
/** The latency that people are told about, and that counts as distress, is not that of ten visits. */
const RATIO_WINDOW = { ms: 1000, samples: 30 }
/** Without samples for so long, nothing is known of the latency. */
const STALE_MS = 10_000

/**
 * How many requests one platform's origin may have at a time from this edge, found from latency alone.
 *
 * It is the gradient limit of Envoy (`adaptive_concurrency`) and Netflix (`Gradient2`): with
 * g = tolerance x unloaded latency / latency, clamped, the new limit is g x limit + sqrt(limit) / 2, smoothed. (Both
 * allow themselves a queue of twice that; visitors wait better here, in the order of who they are, than at the origin.)
 * Three things are different, because a flood is when such limits go wrong:
 *
 * - Each visit is compared with its own activity, so that a flood of dear pages does not look like a slower origin.
 * - The measure is the latency without a queue, and it is measured again while the origin is full, by letting a
 *   quarter of the requests in for a fraction of a second. A limit that learned from loaded latencies would rise with
 *   the load it causes; one that knew only calm days would strangle an origin that is slow for another reason. The
 *   probes are aligned to the clock, so that all edges of a machine step back together.
 * - It neither grows nor shrinks from visits that did not come near it.
 */
export class ConcurrencyLimit {
  readonly #min: number
  readonly #max: number
  readonly #tolerance: number
  readonly #smoothing: number
  readonly #windowMs: number
  readonly #windowSamples: number
  readonly #probeEveryMs: number
  readonly #unloaded: UnloadedLatency
  readonly #loadedRatios: SampleWindow
  readonly #calmRatios: SampleWindow
  #exact: number
  #mostInFlight = 0
  #answers = 0
  #failures = 0
  #answersSince: number | null = null
  #latencyRatio: number | null = null
  #ratioAt = 0
  #recentLatencyMs = 0
  /** Share (0..1) of recent visits that found the limit all but reached, since when it is high, and the last of them. */
  #fullShare = 0
  #fullSince: number | null = null
  #fullAt = Number.NEGATIVE_INFINITY
  /** The latest probe: what was sent between `from` and `until` met an origin that is not busy. */
  #probe = { since: Number.NEGATIVE_INFINITY, from: 0, until: 0, share: 1, common: false }
  #probing = false
  /** The limit when the unloaded latency was last learned. */
  #limitLearned: number

  /** @throws RangeError when the bounds contradict each other or an option is out of range. */
  constructor(options: ConcurrencyLimitOptions = {}) {
    const { initial = 16, min = 2, max = 512, tolerance = 1.5, smoothing = 0.2 } = options
    if (!(min >= 1 && min <= initial && initial <= max)) {
      throw new RangeError(`Concurrency limit: expected 1 <= min <= initial <= max, got ${min}, ${initial}, ${max}.`)
    }
    if (!(tolerance > 1) || !(smoothing > 0 && smoothing <= 1)) {
      throw new RangeError(`Concurrency limit: tolerance ${tolerance} must be above 1, smoothing ${smoothing} in 0..1.`)
    }
    this.#exact = initial
    this.#limitLearned = initial
    this.#min = min
    this.#max = max
    this.#tolerance = tolerance
    this.#smoothing = smoothing
    this.#windowMs = options.windowMs ?? 100
    this.#windowSamples = options.windowSamples ?? 10
    this.#probeEveryMs = options.probeEveryMs ?? 20_000
    this.#unloaded = new UnloadedLatency(options.activities ?? 64)
    this.#loadedRatios = new SampleWindow(this.#windowMs, this.#windowSamples)
    this.#calmRatios = new SampleWindow(RATIO_WINDOW.ms, RATIO_WINDOW.samples)
  }

  /** Requests that may be at the origin now; lower for a moment while probing. */
  get limit(): number {
    return this.#probing ? Math.max(1, Math.floor(this.#exact * this.#probe.share)) : this.steadyLimit
  }

  /** The limit without regard to a probe: what to show and to judge by. */
  get steadyLimit(): number {
    return Math.floor(this.#exact)
  }

  get probing(): boolean {
    return this.#probing
  }

  /** Keeps what is known of calm days as it is, while the platform is distressed. */
  freeze(frozen: boolean): void {
    this.#unloaded.frozen = frozen
  }

  /** The activities have changed. @param former by the new index, the old one; -1 for one that is new */
  rearrange(former: readonly number[]): void {
    this.#unloaded.rearrange(former)
  }

  /** Typical latency of the activity on a calm day, in milliseconds; null until it is known. */
  calmMs(activity: number): number | null {
    return this.#unloaded.calm(activity) || null
  }

  /** Median latency of the last moments as a multiple of the calm latency; null when there is nothing to compare. */
  latencyRatio(now: number): number | null {
    return now - this.#ratioAt <= STALE_MS ? this.#latencyRatio : null
  }

  onSample(sample: LimitSample, now: number): void {
    this.#countFailures(sample.ok, now)
    if (sample.ok) this.#judge(sample, now)
    this.tick(now)
  }

  /** Begins and ends probes; call it about every 50 ms. */
  tick(now: number): void {
    if (this.#probing) {
      this.#probing = now < this.#probe.until
      return
    }
    const answersMs = PROBE.answersLong * this.#recentLatencyMs
    if (this.#fullSince === null || now - this.#fullAt > Math.max(PROBE.leastMs, answersMs)) return
    if (now - this.#probe.since < PROBE.leastApartMs) return
    const known = this.#unloaded.learnedAt > Number.NEGATIVE_INFINITY
    const common = now % this.#probeEveryMs < PROBE.beginsWithinMs && now - this.#fullSince >= FULL_FOR_MS
    const doubtful = this.#exact <= this.#limitLearned * DOUBTFUL_SHARE
    if (known && !common && !doubtful) return

    let longMs = PROBE.leastMs
    while (longMs < answersMs && longMs < PROBE.mostMs) longMs *= 2
    // Started in the middle of a flood, there is no telling how full the origin is: one at a time, this once.
    const share = known ? UNLOADED_TO : 0
    this.#probe = { since: now, from: now + PROBE.settlesShare * longMs, until: now + longMs, share, common }
    this.#probing = true
    this.#limitLearned = this.#exact
  }

  #judge({ latencyMs, activity, inFlight }: LimitSample, now: number): void {
    this.#recentLatencyMs += 0.1 * (latencyMs - this.#recentLatencyMs)
    if (inFlight <= Math.max(1, this.#exact * UNLOADED_TO)) this.#learn(activity, latencyMs, now)

    const calmMs = this.#unloaded.calm(activity)
    if (calmMs > 0) this.#calmRatios.add(latencyMs / calmMs, now)
    if (this.#calmRatios.full(now)) {
      this.#latencyRatio = this.#calmRatios.takeMedian()
      this.#ratioAt = now
    }

    if (this.probing) return
    const full = inFlight >= this.steadyLimit * FULL_FROM
    if (full) this.#fullAt = now
    this.#fullShare += FULL_SHARE_STEP * ((full ? 1 : 0) - this.#fullShare)
    this.#fullSince = this.#fullShare < FULL_SHARE_LEAST ? null : (this.#fullSince ?? now)
    if (inFlight < this.steadyLimit * JUDGED_FROM) return
    const unloadedMs = this.#unloaded.now(activity)
    if (unloadedMs === 0) return
    this.#mostInFlight = Math.max(this.#mostInFlight, inFlight)
    this.#loadedRatios.add(latencyMs / Math.max(unloadedMs, LEAST_UNLOADED_MS), now)
    if (this.#loadedRatios.full(now)) this.#adapt(this.#loadedRatios.takeMedian())
  }

  #learn(activity: number, latencyMs: number, now: number): void {
    const sentAt = now - latencyMs
    const { since, from, until, common } = this.#probe
    if (sentAt >= since && sentAt < from) return
    this.#unloaded.learn(activity, latencyMs, now, common && sentAt >= from && sentAt < until)
    this.#limitLearned = Math.max(this.#limitLearned, this.#exact)
  }

  #adapt(ratio: number): void {
    const limit = this.#exact
    const gradient = Math.max(GRADIENT.least, Math.min(GRADIENT.most, this.#tolerance / ratio))
    const pressed = this.#mostInFlight >= this.steadyLimit * PRESSED_FROM
    this.#mostInFlight = 0
    const target = limit * gradient + Math.sqrt(limit) / 2
    if (target > limit && !pressed) return
    this.#set(limit + this.#smoothing * (target - limit))
  }

  #countFailures(ok: boolean, now: number): void {
    this.#answersSince ??= now
    this.#answers++
    if (!ok) this.#failures++
    if (now - this.#answersSince < this.#windowMs || this.#answers < this.#windowSamples) return
    if (this.#failures >= Math.max(2, FAILING_SHARE * this.#answers)) this.#set(this.#exact * FAILING_SHRINK)
    this.#answers = 0
    this.#failures = 0
    this.#answersSince = now
  }

  #set(limit: number): void {
    this.#exact = Math.max(this.#min, Math.min(this.#max, limit))
  }
}
