import { z } from 'zod'

/**
 * Measures that touch real visitors.
 * - `challenge`, `slow`: what a rule does to the visits that it matches
 * - `severe`: who is unproven is challenged, since no rule would do
 * - `slowed`: an activity that can wait gets a small part of the places at the origin
 * - `late`: no measure, but felt like one: an activity is answered later than in calm
 * - `queue`: visits waited for a place at the origin, or were shown the waiting room
 * - `budget`: clients that took far more than their share were told to come later
 */
export const FRICTION_MEASURES = ['challenge', 'slow', 'severe', 'slowed', 'late', 'queue', 'budget'] as const
export type FrictionMeasure = (typeof FRICTION_MEASURES)[number]

/** One measure on one platform, from when it came to when it ended. It tells of visits, never of who made them. */
export const frictionEntry = z.object({
  id: z.int().positive(),
  platform: z.string(),
  measure: z.enum(FRICTION_MEASURES),
  /** The rule's number, where a rule did it. */
  rule: z.int().nullable(),
  /** The activity that was touched; null: any. */
  activity: z.string().nullable(),
  /** What was done, in a sentence for people. */
  text: z.string(),
  /** In milliseconds since the epoch; `until` is when it was in force last. */
  from: z.number(),
  until: z.number(),
  inForce: z.boolean(),
  /** Visits that it touched. */
  visits: z.number().nonnegative(),
  /** Of those, visits by clients that seem to be people: they load pages whole, or have passed a challenge. */
  people: z.number().nonnegative(),
  /** Of ordinary visits it would have touched at least and at most so many in that time; null: normal is not known. */
  usual: z.object({ low: z.number().nonnegative(), high: z.number().nonnegative() }).nullable(),
  /** Why it ended, where there is more to say than that it was not needed any more. */
  ending: z.string().nullable(),
})
export type FrictionEntry = z.infer<typeof frictionEntry>

/** A measure that is in force now, and what it has touched since the last look. */
export type FrictionSight = Pick<
  FrictionEntry,
  'measure' | 'rule' | 'activity' | 'text' | 'visits' | 'people' | 'usual'
>

/** What comes back within this time is the same measure, not another one. */
const RESUMES_MS = 10_000
/** The newest are kept. */
const MOST_ENTRIES = 1_000

/** The friction ledger: every protective measure that touched visitors. Bounded; owns no clock and no file. */
export class Friction {
  /** In the order of their beginning. */
  #entries: FrictionEntry[]
  #lastId: number
  /** Grows with every change. */
  version = 0

  /** @param kept from before a restart: what was in force then ended with it, as far as anybody can tell */
  constructor(kept: readonly FrictionEntry[] = []) {
    this.#entries = kept
      .slice(-MOST_ENTRIES)
      .map((entry) => (entry.inForce ? { ...entry, inForce: false, ending: 'Holdfast was started again' } : entry))
    this.#lastId = Math.max(0, ...kept.map(({ id }) => id))
  }

  get entries(): readonly FrictionEntry[] {
    return this.#entries
  }

  /** Call it once a second for each platform. @param sights all that is in force there at this moment */
  look(platform: string, sights: readonly FrictionSight[], now: number): void {
    const seen = new Set(sights.map((sight) => this.#take(platform, sight, now)))
    for (const entry of this.#entries) {
      if (entry.platform !== platform || !entry.inForce || seen.has(entry)) continue
      entry.inForce = false
      this.version++
    }
    const before = this.#entries.length
    this.#entries = this.#entries.filter((entry) => entry.platform !== platform || !touchedNobody(entry, now))
    if (this.#entries.length < before) this.version++
  }

  /** Says why a rule ended. */
  ended(platform: string, rule: number, why: string): void {
    const entry = this.#entries.findLast((one) => one.platform === platform && one.rule === rule)
    if (!entry || entry.ending !== null) return
    entry.ending = why
    this.version++
  }

  /** The activity was back at full speed then, which takes a moment of watching to be sure of. */
  backAtFullSpeed(platform: string, activity: string, at: number): void {
    const entry = this.#entries.findLast(
      ({ measure, ...one }) =>
        one.platform === platform && one.activity === activity && (measure === 'slowed' || measure === 'late'),
    )
    if (!entry || entry.inForce || at < entry.from || at >= entry.until) return
    entry.until = at
    this.version++
  }

  /** A platform is not there any more: what was in force on it is not either. */
  forget(platform: string): void {
    this.look(platform, [], Number.NEGATIVE_INFINITY)
  }

  #take(platform: string, sight: FrictionSight, now: number): FrictionEntry | undefined {
    const entry = this.#entryOf(platform, sight, now) ?? this.#begin(platform, sight, now)
    if (!entry) return undefined
    entry.inForce = true
    entry.until = now
    entry.text = sight.text
    entry.ending = null
    entry.visits += sight.visits
    entry.people += sight.people
    const { usual } = sight
    entry.usual = entry.usual && usual && { low: entry.usual.low + usual.low, high: entry.usual.high + usual.high }
    this.version++
    return entry
  }

  #entryOf(platform: string, { measure, rule, activity }: FrictionSight, now: number): FrictionEntry | undefined {
    return this.#entries.findLast(
      (entry) =>
        entry.platform === platform &&
        entry.measure === measure &&
        entry.rule === rule &&
        entry.activity === activity &&
        (entry.inForce || now - entry.until <= RESUMES_MS),
    )
  }

  /** Nothing where everything that is kept is in force: more than that cannot be told apart by people either. */
  #begin(platform: string, { measure, rule, activity, text }: FrictionSight, now: number): FrictionEntry | undefined {
    if (this.#entries.length >= MOST_ENTRIES) {
      const oldest = this.#entries.findIndex(({ inForce }) => !inForce)
      if (oldest < 0) return undefined
      this.#entries.splice(oldest, 1)
    }
    const entry: FrictionEntry = {
      id: ++this.#lastId,
      ...{ platform, measure, rule, activity, text },
      ...{ from: now, until: now, inForce: true },
      ...{ visits: 0, people: 0, usual: { low: 0, high: 0 }, ending: null },
    }
    this.#entries.push(entry)
    return entry
  }
}

/** A measure that has ended and touched nobody is no friction. That an activity was slowed is said in any case. */
function touchedNobody({ inForce, visits, measure, until }: FrictionEntry, now: number): boolean {
  return !inForce && visits === 0 && measure !== 'slowed' && now - until > RESUMES_MS
}
