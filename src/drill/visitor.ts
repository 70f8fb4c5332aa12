import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionRecord } from './action-record.js'
import type { Fetching, Profile } from './browser-profiles.js'
import { ChallengePassing } from './challenge-passing.js'
import { metChallenge } from './met-challenge.js'
import { pageLinks, pathOnSite } from './page-links.js'
import { PATIENCE_MS, reactTo } from './patience.js'
import { fill, fillPath, type Journey, type JourneyStep, type Placeholders } from './rehearsal.js'
import { formBody } from './request-text.js'
import type { Kind } from './shape.js'
import type { Target } from './target.js'
import type { VisitConnection } from './visit-connection.js'
import { type Answer, type Fetched, VisitorRequests } from './visitor-requests.js'
import type { WorkBench } from './work-bench.js'

const MOST_ASSETS_PER_PAGE = 16
const CONNECTIONS_FOR_ASSETS = 2
/** For one thing that is wanted: each may ask for more than the one before, and no more often. */
const MOST_CHALLENGES = 5
const PAGE_STATUS = [200, 304]
const ASSET_STATUS = [200, 304]

export interface VisitorTraits {
  kind: Kind
  address: string
  profile: Profile
  journey: Journey
  placeholders: Placeholders
}

/** How it went with one thing that was wanted, or with several of a page. */
interface Course {
  refused: boolean
  challenged: boolean
  waitedMs: number
  /** Why it failed. */
  why?: string
}

/** What was wanted, if it came, and how. */
interface Wanted extends Course {
  answer: Answer | null
  tries: number
}

const NOTHING_HAPPENED: Course = { refused: false, challenged: false, waitedMs: 0 }

/**
 * One real visitor on a journey: keeps cookies, loads a page with its files, sends forms, waits when told to wait, meets
 * challenges as its kind can, and loses patience. Acts only when asked, one step at a time.
 */
export class Visitor {
  readonly kind: Kind
  readonly #traits: VisitorTraits
  readonly #requests: VisitorRequests
  readonly #challenges: ChallengePassing
  readonly #seen = new Set<string>()
  #step = 0

  constructor(target: Target, traits: VisitorTraits, bench: WorkBench) {
    this.kind = traits.kind
    this.#traits = traits
    this.#requests = new VisitorRequests(target, traits)
    this.#challenges = new ChallengePassing(this.#requests, bench)
  }

  /** True when the journey is over. */
  get done(): boolean {
    return this.#step >= this.#traits.journey.steps.length
  }

  /** Takes the next step. Never throws for what a site may do; resolves after at most the patience of a person. */
  async act(): Promise<ActionRecord> {
    const { journey, kind } = this.#traits
    const step = journey.steps[this.#step++]
    if (step === undefined) throw new Error('this journey is over')
    const startedAt = Date.now()
    const outcome = await this.#takeStep(step, startedAt)
    // Who failed at something leaves; who has finished leaves too.
    if (outcome.why !== undefined) this.#step = journey.steps.length
    if (this.done) this.leave()
    return {
      activity: step.activity ?? journey.activity,
      kind,
      startedAt,
      tookMs: Date.now() - startedAt,
      succeeded: outcome.why === undefined,
      ...outcome,
    }
  }

  leave(): void {
    this.#requests.close()
  }

  async #takeStep(step: JourneyStep, startedAt: number): Promise<Course & { firstTry: boolean }> {
    const { placeholders } = this.#traits
    const path = fillPath(step.path, placeholders)
    const sendsForm = step.method === 'POST' || step.method === 'PUT'
    const fields = Object.entries(step.form ?? {}).map(([name, value]): [string, string] => [
      name,
      fill(value, placeholders),
    ])
    const body = sendsForm ? formBody(fields) : undefined
    const text = step.expectText === undefined ? {} : { text: fill(step.expectText, placeholders) }
    const from = this.#requests.page === null ? 'elsewhere' : 'here'
    const wanted = await this.#want({
      ask: () =>
        this.#requests.fetch(step.method, path, {
          fetching: sendsForm ? { what: 'form' } : { what: 'page', from },
          deadline: startedAt + PATIENCE_MS,
          extra: Object.entries(step.headers ?? {}),
          ...(body === undefined ? {} : { body }),
        }),
      expected: { status: step.expectStatus, ...text },
      startedAt,
      body,
    })
    const { answer, tries, ...course } = wanted
    if (answer === null) return { ...course, firstTry: false }
    const whole = both(course, await this.#arrive(path, answer, startedAt))
    return { ...whole, firstTry: tries === 1 && whole.waitedMs === 0 && whole.why === undefined }
  }

  /** What a browser does with the answer it wanted: follows where it is sent, and fetches what the page is made of. */
  async #arrive(asked: string, answer: Answer, startedAt: number): Promise<Course> {
    if (!this.#requests.isBrowser) return NOTHING_HAPPENED
    let path = asked
    let page = answer
    let course = NOTHING_HAPPENED
    const location = answer.head.header('location')
    if (answer.head.status >= 301 && answer.head.status <= 303 && location !== null) {
      const next = pathOnSite(location.replace(this.#requests.origin, ''), path)
      if (next === null) return course
      const followed = await this.#fetch(next, { what: 'page', from: 'here' }, PAGE_STATUS, startedAt)
      if (followed.answer === null)
        return { ...withoutAnswer(followed), why: `sent on, then ${followed.why ?? 'nothing'}` }
      path = next
      page = followed.answer
      course = withoutAnswer(followed)
    }
    if (!(page.head.header('content-type') ?? '').includes('html')) return course
    this.#requests.page = path.split('#')[0] ?? path
    const files = pageLinks(page.text, path).assets.slice(0, MOST_ASSETS_PER_PAGE)
    return both(course, await this.#loadAssets(files, startedAt))
  }

  /** Loads what is not in the browser's cache yet, over the page's connection and one or two more. */
  async #loadAssets(assets: string[], startedAt: number): Promise<Course> {
    const queue = assets.filter((path) => !this.#seen.has(path))
    const extra = this.#requests.extraConnections(Math.min(CONNECTIONS_FOR_ASSETS, queue.length - 1))
    let worst = NOTHING_HAPPENED
    const load = async (connection: VisitConnection | null) => {
      for (let path = queue.shift(); path !== undefined && worst.why === undefined; path = queue.shift()) {
        const fetched = await this.#fetch(path, { what: 'asset', path }, ASSET_STATUS, startedAt, connection)
        if (fetched.answer !== null) this.#seen.add(path)
        worst = {
          refused: worst.refused || fetched.refused,
          challenged: worst.challenged || fetched.challenged,
          // Files load side by side, and so do their waits.
          waitedMs: Math.max(worst.waitedMs, fetched.waitedMs),
          ...(fetched.why === undefined ? {} : { why: `a file of the page: ${fetched.why}` }),
        }
      }
    }
    await Promise.all([load(null), ...extra.map(load)])
    for (const connection of extra) connection.close()
    return worst
  }

  /** Gets what belongs to a page that has come already; told to wait for it, a person reloads when told. */
  #fetch(
    path: string,
    fetching: Fetching,
    status: readonly number[],
    startedAt: number,
    connection: VisitConnection | null = null,
  ): Promise<Wanted> {
    const deadline = startedAt + PATIENCE_MS
    return this.#want({
      ask: () => this.#requests.fetch('GET', path, { fetching, deadline, connection }),
      expected: { status },
      startedAt,
      body: undefined,
    })
  }

  /** Asks until the answer has come that was wanted, it failed for good, or patience is over. */
  async #want({
    ask,
    expected,
    startedAt,
    body,
  }: {
    ask: () => Promise<Fetched>
    expected: { status: readonly number[]; text?: string }
    startedAt: number
    body: string | undefined
  }): Promise<Wanted> {
    let course = NOTHING_HAPPENED
    let challenges = 0
    for (let tries = 1; ; tries++) {
      const fetched = await ask()
      if (fetched.kind === 'none')
        return { ...course, refused: course.refused || fetched.cutOff, answer: null, tries, why: fetched.why }
      const { answer } = fetched
      const challenge = metChallenge(answer)
      if (challenge !== null) {
        const passing = await this.#challenges.pass(challenge, startedAt, body)
        course = both(course, { refused: false, challenged: true, ...passing })
        if (course.why === undefined && ++challenges > MOST_CHALLENGES)
          course = { ...course, why: 'challenged again and again' }
        if (course.why !== undefined) return { ...course, answer: null, tries }
        continue
      }
      const { status } = answer.head
      if (turnsAway(status) && !expected.status.includes(status)) course = { ...course, refused: true }
      const now = Date.now()
      const reaction = reactTo(answer, expected, now - startedAt, now)
      if (reaction.kind === 'arrived') return { ...course, answer, tries }
      if (reaction.kind === 'failed') return { ...course, answer: null, tries, why: reaction.why }
      await sleep(reaction.ms)
      course = { ...course, waitedMs: course.waitedMs + reaction.ms }
    }
  }
}

/** One after the other. */
function both(first: Course, then: Course): Course {
  return {
    refused: first.refused || then.refused,
    challenged: first.challenged || then.challenged,
    waitedMs: first.waitedMs + then.waitedMs,
    ...(then.why === undefined ? {} : { why: then.why }),
  }
}

function withoutAnswer({ refused, challenged, waitedMs }: Wanted): Course {
  return { refused, challenged, waitedMs }
}

function turnsAway(status: number): boolean {
  return status === 403 || status === 429
}
