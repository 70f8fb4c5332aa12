import { setTimeout as sleep } from 'node:timers/promises'
import type { Demand } from '../challenge/evidence.js'
import { answerTo } from '../challenge/tickets.js'
import { type MetChallenge, metChallenge } from './met-challenge.js'
import { PATIENCE_MS } from './patience.js'
import { formBody } from './request-text.js'
import type { Answer, VisitorRequests } from './visitor-requests.js'
import type { WorkBench } from './work-bench.js'

/** How it went; who has passed asks again for what was wanted. */
export interface Passing {
  waitedMs: number
  /** Why the visitor did not get past it; absent when it did. */
  why?: string
}

/** A page leads to a page, to a wait, and on; what asks more often than this asks without end. */
const MOST_STEPS = 8
/** A page that asks for the same again so soon asks for it in vain: its script waits then (see PAGE_SCRIPT). */
const JUST_NOW_MS = 30_000
/** From the end of what is read out to the link that is followed. */
const READ_OUT_MS = 2_000

/**
 * How a visitor meets challenges, as its kind can: follows where it is sent, lets the script of a page prove something,
 * waits as it is told, follows a link or presses a button, or answers in JSON.
 */
export class ChallengePassing {
  readonly #requests: VisitorRequests
  readonly #bench: WorkBench
  #proved: { demand: Demand; at: number } | null = null

  constructor(requests: VisitorRequests, bench: WorkBench) {
    this.#requests = requests
    this.#bench = bench
  }

  /** @param body of the form that was sent, if one was @param startedAt when patience began, Unix time in milliseconds */
  async pass(first: MetChallenge, startedAt: number, body: string | undefined): Promise<Passing> {
    let met = first
    let waitedMs = 0
    const deadline = startedAt + PATIENCE_MS
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      if (await this.#prove(met, deadline)) return { waitedMs }
      const waitMs = this.#waitMs(met)
      if (Date.now() + waitMs >= deadline) return { waitedMs, why: 'still asked to wait at a challenge' }
      await sleep(waitMs)
      waitedMs += waitMs
      if (met.kind === 'json') return { waitedMs }
      const answer = await this.#goOn(met, deadline, body)
      if (answer === null) return { waitedMs, why: 'no answer at a challenge' }
      const next = metChallenge(answer)
      if (next === null) {
        const { status } = answer.head
        return status === 303 || status === 307 ? { waitedMs } : { waitedMs, why: `a challenge answered ${status}` }
      }
      met = next
    }
    return { waitedMs, why: 'challenged without end' }
  }

  /** @returns true when it was shown what was asked for; false when there is only the wait */
  async #prove(met: MetChallenge, deadline: number): Promise<boolean> {
    if (met.kind === 'redirect') return false
    if (met.kind === 'json') return this.#proveInJson(met, deadline)
    if (!met.runsScript || !this.#requests.ways.script || this.#provedJustNow(met.demand)) return false
    const proof = await this.#proofFor(met, deadline)
    if (proof === null) return false
    const answer = await this.#post(formBody([['ticket', met.ticket], proof]), deadline)
    if (answer?.head.status !== 204) return false
    this.#proved = { demand: met.demand, at: Date.now() }
    return true
  }

  async #proveInJson(met: MetChallenge & { kind: 'json' }, deadline: number): Promise<boolean> {
    const proof = await this.#proofFor(met, deadline)
    if (proof === null) return false
    const answer = await this.#post(formBody([['ticket', met.ticket], proof]), deadline)
    if (answer?.head.status !== 200) return false
    this.#requests.clearance = clearanceIn(answer.text)
    return this.#requests.clearance !== null
  }

  async #proofFor(
    { ticket, demand, ...met }: { ticket: string; demand: Demand; work?: unknown },
    deadline: number,
  ): Promise<[string, string] | null> {
    if (demand !== 'work') return ['answer', answerTo(ticket)]
    const challenge = met.work ?? (await this.#workFor(ticket, deadline))
    const solution = challenge === null ? null : await this.#bench.solve(challenge, deadline)
    return solution === null ? null : ['work', solution]
  }

  async #workFor(ticket: string, deadline: number): Promise<unknown> {
    const answer = await this.#ask('GET', `/.well-known/holdfast/check/work?ticket=${ticket}`, deadline)
    if (answer?.head.status !== 200) return null
    try {
      return JSON.parse(answer.text) as unknown
    } catch {
      return null
    }
  }

  #provedJustNow(demand: Demand): boolean {
    return this.#proved?.demand === demand && Date.now() - this.#proved.at < JUST_NOW_MS
  }

  #waitMs(met: MetChallenge): number {
    if (met.kind === 'redirect') return 0
    if (met.kind === 'json') return READ_OUT_MS
    return met.waitMs + (this.#requests.ways.refreshes ? 0 : READ_OUT_MS)
  }

  /** Where the page goes on to by itself, or its link, or the button of the form that it holds: the same address. */
  #goOn(met: MetChallenge & { kind: 'redirect' | 'page' }, deadline: number, body: string | undefined) {
    const holdsForm = met.kind === 'page' && met.holdsForm
    return this.#ask(holdsForm ? 'POST' : 'GET', met.onward, deadline, holdsForm ? (body ?? '') : undefined)
  }

  #post(body: string, deadline: number): Promise<Answer | null> {
    return this.#ask('POST', '/.well-known/holdfast/check', deadline, body)
  }

  async #ask(method: string, path: string, deadline: number, body?: string): Promise<Answer | null> {
    const fetching = body === undefined ? ({ what: 'page', from: 'here' } as const) : ({ what: 'form' } as const)
    const fetched = await this.#requests.fetch(method, path, {
      fetching,
      deadline,
      ...(body === undefined ? {} : { body }),
    })
    return fetched.kind === 'answer' ? fetched.answer : null
  }
}

function clearanceIn(text: string): string | null {
  try {
    const { clearance } = JSON.parse(text) as { clearance?: unknown }
    return typeof clearance === 'string' && /^[\x21-\x7e]{1,400}$/.test(clearance) ? clearance : null
  } catch {
    return null
  }
}
