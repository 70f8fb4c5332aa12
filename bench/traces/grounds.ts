import type { SeededRandom } from '../../src/drill/seeded-random.js'
import type { Ground } from './ground.js'
import { foldedHour, REAL_ORIGIN, type RealLog } from './real-log.js'
import { REHEARSED_ORIGIN } from './rehearsed-site.js'
import { RehearsedVisitors } from './rehearsed-visitors.js'
import { siteFacts } from './site-facts.js'
import type { LabelledVisit } from './visit.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const REHEARSED_SEED = 4711
const REHEARSED_PER_SECOND = 20

/** Calm traffic to learn from and to compose on. */
export interface LearntGround {
  ground: Ground
  /** What `holdfast learn` is given. */
  learnt(): Iterable<LabelledVisit>
}

/** Where the real week has no newsletter: what is learnt from, and a day to compose on. */
export const REAL_CALM_DAYS: readonly number[] = [4, 5, 6]
/** Both newsletters are in these. */
export const REAL_NEWSLETTER_DAYS: readonly number[] = [7, 8, 9]
const REAL_TEST_DAY = 8

/** A newspaper of 20 visits a second; learnt from an hour on three days, tried in the same hour a week later. */
export function rehearsedGround(): LearntGround {
  const visitors = new RehearsedVisitors(REHEARSED_SEED)
  const learnt = function* () {
    for (const day of [0, 1, 2]) yield* visitors.visits(day, rehearsedEvening(day), HOUR_MS, REHEARSED_PER_SECOND)
  }
  return { learnt, ground: groundOfVisitors('rehearsed', visitors, learnt(), REHEARSED_PER_SECOND) }
}

/**
 * The same newspaper, learnt when it had a thousandth of the readers: a visit in fifty seconds, over a day. Traces on it
 * begin with a few minutes of each day of the week in which it grew.
 */
export function grownGround(): LearntGround {
  const visitors = new RehearsedVisitors(REHEARSED_SEED)
  const few = REHEARSED_PER_SECOND / 1_000
  const learnt = () => visitors.visits(0, rehearsedEvening(0) - DAY_MS, DAY_MS, few)
  const facts = visitors.visits(0, rehearsedEvening(0), HOUR_MS, REHEARSED_PER_SECOND)
  return { learnt, ground: groundOfVisitors('grown', visitors, facts, REHEARSED_PER_SECOND) }
}

/** The days before `fromMs`, each a few minutes, each with three times the visitors of the one before. */
export function* weekOfGrowth(fromMs: number): Generator<LabelledVisit> {
  const visitors = new RehearsedVisitors(REHEARSED_SEED)
  for (let day = 6; day >= 1; day--) {
    const perSecond = REHEARSED_PER_SECOND / 1_000 ** (day / 6)
    yield* visitors.visits(50 - day, fromMs - day * DAY_MS, 5 * MINUTE_MS, perSecond)
  }
}

/** The real log folded to a busier site (see `RealLog.folded`). */
export function realGround(log: RealLog): LearntGround {
  const learnt = function* () {
    for (const day of REAL_CALM_DAYS) yield* log.folded(day, foldedHour(day), HOUR_MS)
  }
  const fromMs = foldedHour(REAL_TEST_DAY)
  return {
    learnt,
    ground: {
      ...realSite(learnt()),
      name: 'real',
      fromMs,
      calmPerSecond: 21,
      calm: (forMs, seed) => {
        // Each seed another part of the hour.
        const laterMs = (seed % 5) * 7 * MINUTE_MS
        return moved(log.folded(REAL_TEST_DAY, fromMs + laterMs, forMs), -laterMs)
      },
    },
  }
}

/** The real log as it is: less than one visit a second. */
export function thinGround(log: RealLog, days = REAL_CALM_DAYS): LearntGround {
  const learnt = () => log.days(days)
  const fromMs = foldedHour(REAL_TEST_DAY) - 3 * HOUR_MS
  return {
    learnt,
    ground: {
      ...realSite(learnt()),
      name: 'thin',
      fromMs,
      calmPerSecond: 0.9,
      calm: (forMs) => within(log.days([REAL_TEST_DAY]), fromMs, fromMs + forMs),
    },
  }
}

function groundOfVisitors(
  name: string,
  visitors: RehearsedVisitors,
  calm: Iterable<LabelledVisit>,
  perSecond: number,
): Ground {
  const fromMs = rehearsedEvening(7)
  return {
    name,
    facts: siteFacts(REHEARSED_ORIGIN, calm, 1),
    fromMs,
    calmPerSecond: perSecond,
    calm: (forMs, seed) => visitors.visits(100 + seed, fromMs, forMs, perSecond),
    search: (random) =>
      `/search?q=${random.word(4)}&topic=${random.pick(FACETS)}&sort=${random.pick(SORTS)}&page=${1 + random.integer(400)}`,
    forms: ['/login', '/donate'],
  }
}

const FACETS = ['council', 'sport', 'culture', 'schools', 'weather', 'letters']
const SORTS = ['date', 'relevance', 'author']

function realSite(calm: Iterable<LabelledVisit>): Pick<Ground, 'facts' | 'search' | 'forms'> {
  return {
    facts: siteFacts(REAL_ORIGIN, calm, 1),
    search: (random: SeededRandom) =>
      `/1,mexico,${random.pick(['san_miguel_de_allende', 'mexico_city', 'queretaro'])}/search/${random.word(4)}?sopt=${1 + random.integer(5)}&popt=${1 + random.integer(3)}`,
    forms: ['/1,mexico,san_miguel_de_allende/login/', '/sma/r_comments.php'],
  }
}

function rehearsedEvening(day: number): number {
  return Date.UTC(2026, 8, 1 + day, 20)
}

function* moved(visits: Iterable<LabelledVisit>, byMs: number): Generator<LabelledVisit> {
  for (const visit of visits) {
    visit.timeMs += byMs
    yield visit
  }
}

function* within(visits: Iterable<LabelledVisit>, fromMs: number, toMs: number): Generator<LabelledVisit> {
  for (const visit of visits) {
    if (visit.timeMs >= toMs) return
    if (visit.timeMs >= fromMs) yield visit
  }
}
