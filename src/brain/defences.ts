import type { BaselineData } from '../baseline/baseline.js'
import type { Level } from '../detect/level.js'
import {
  type FollowersMessage,
  MOST_FOLLOWERS,
  type NormalMessage,
  type PlatformOrders,
  type VisitsMessage,
} from '../link/messages.js'
import { packNumbers, unpackNumbers } from '../link/visit-batch.js'
import { type Miner, PlatformDefence } from './platform-defence.js'
import type { RuleBook } from './rule-book.js'
import type { ForbiddenRule, RuleAct, RuleMatch, RulePreview, RuleStatus } from './status.js'

/** Followers that edges tell each other of in one go; who does not fit is told of with the next page's files. */
const MOST_TOLD = 8 * MOST_FOLLOWERS

/** What the defences need of the process that they live in. */
export interface Surroundings {
  /** Of the key that addresses are hashed with. */
  keyId: string
  miner: Miner
  /** What is kept of a platform; null when nothing is. @param isOnly there is no other platform */
  load(platform: string, isOnly: boolean): BaselineData | null
  save(platform: string, data: BaselineData): void
  book: RuleBook
}

interface DefendedPlatform {
  name: string
  hosts: readonly string[]
}

/** The defences of all platforms, in the order of the configuration. */
export class Defences {
  readonly #surroundings: Surroundings
  #all: PlatformDefence[] = []
  /** Who fetched files of pages since they were last told of. */
  readonly #followers = new Set<number>()

  constructor(surroundings: Surroundings, platforms: readonly DefendedPlatform[], now: number) {
    this.#surroundings = surroundings
    this.configure(platforms, now)
  }

  /** The configuration was read again; platforms that stay, by name, keep all that is known of them. */
  configure(platforms: readonly DefendedPlatform[], now: number): void {
    const known = new Map(this.#all.map((defence) => [defence.platform, defence]))
    const { keyId, miner, load, save, book } = this.#surroundings
    this.#all = platforms.map(
      ({ name, hosts }) =>
        known.get(name) ??
        new PlatformDefence({
          platform: name,
          hosts,
          keyId,
          stored: load(name, platforms.length === 1),
          book,
          miner,
          learned: (data) => save(name, data),
          now,
        }),
    )
  }

  /** @throws RangeError when the message is damaged */
  take(platform: number, message: VisitsMessage, now: number): void {
    this.#all[platform]?.take(message, now)
    for (const client of unpackNumbers(message.followers)) {
      if (this.#followers.size < MOST_TOLD) this.#followers.add(client)
    }
  }

  /** Once a second. */
  tick(now: number, states: readonly { distressed: boolean; calm: boolean }[]): void {
    for (const [i, defence] of this.#all.entries()) {
      defence.tick(now, states[i] ?? { distressed: false, calm: false })
    }
    this.#surroundings.book.save()
  }

  /** Between the seconds. */
  look(now: number, states: readonly { distressed: boolean }[]): void {
    for (const [i, defence] of this.#all.entries()) defence.look(now, states[i]?.distressed ?? false)
  }

  at(platform: number): PlatformDefence | undefined {
    return this.#all[platform]
  }

  levelOf(platform: number): Level {
    return this.#all[platform]?.level ?? 'calm'
  }

  orders(): PlatformOrders[] {
    return this.#all.flatMap((defence, index) => defence.orders(index) ?? [])
  }

  /** What an edge has not been told yet of what is normal. @param told by platform's name, the version it knows; is changed */
  normalNews(told: Map<string, number>, generation: number): NormalMessage[] {
    return this.#all.flatMap((defence, index) => {
      if ((told.get(defence.platform) ?? 0) === defence.normalVersion) return []
      told.set(defence.platform, defence.normalVersion)
      return defence.normalMessage(index, generation) ?? []
    })
  }

  /** Who fetched files of pages since the last call; null when nobody did. */
  takeFollowers(): FollowersMessage | null {
    if (this.#followers.size === 0) return null
    const clients = packNumbers(Int32Array.from(this.#followers))
    this.#followers.clear()
    return { kind: 'followers', clients }
  }

  /** Why pinned and forbidden rules are not on the disk; null when they are. */
  get unsaved(): string | null {
    return this.#surroundings.book.unsaved
  }

  rules(now: number): RuleStatus[] {
    const all = this.#all.flatMap((defence) => defence.rules(now))
    const since = (rule: RuleStatus) => Date.parse(rule.ended?.at ?? rule.created)
    return all.sort((a, b) => Number(a.ended !== null) - Number(b.ended !== null) || since(b) - since(a)).slice(0, 100)
  }

  forbidden(): ForbiddenRule[] {
    return this.#surroundings.book.forbidden.map(({ id, platform, text, tests, since }) => ({
      id,
      platform,
      text,
      match: tests,
      since: new Date(since).toISOString(),
    }))
  }

  /** @throws RangeError with a message for people where it cannot be done */
  act(id: number, act: RuleAct, now: number): RuleStatus | null {
    const { book } = this.#surroundings
    if (act !== 'permit') return this.#of(id)?.act(id, act, now) ?? null
    const entry = book.forbidden.find((forbidden) => forbidden.id === id)
    if (!entry) return null
    book.permit(id)
    const rule = this.rules(now).find((one) => one.id === id)
    return rule ?? forgottenRule(entry)
  }

  previewRule(id: number, now: number): RulePreview | null {
    return this.#of(id)?.previewRule(id, now) ?? null
  }

  /** @throws RangeError with a message for people when there is no such platform */
  preview(platform: string, match: readonly RuleMatch[], now: number): RulePreview {
    const defence = this.#all.find((one) => one.platform === platform)
    if (!defence) {
      const names = this.#all.map((one) => one.platform).join(', ')
      throw new RangeError(
        `There is no platform called ${platform.slice(0, 80)}. There ${this.#all.length === 1 ? 'is' : 'are'}: ${names}.`,
      )
    }
    if (match.length < 1 || match.length > 4) throw new RangeError('A rule has one to four tests.')
    if (new Set(match.map(({ attribute }) => attribute)).size < match.length) {
      throw new RangeError('A rule tests each attribute once: a visit has one value of it.')
    }
    return defence.preview(match, now)
  }

  #of(id: number): PlatformDefence | undefined {
    return this.#all.find((defence) => defence.has(id))
  }
}

/** A rule of which only the book knows any more. */
function forgottenRule(entry: {
  id: number
  platform: string
  text: string
  tests: RuleMatch[]
  since: number
}): RuleStatus {
  const at = new Date(entry.since).toISOString()
  return {
    id: entry.id,
    platform: entry.platform,
    state: 'ended',
    demand: 'transparent',
    pinned: false,
    text: entry.text,
    match: entry.tests,
    explains: 0,
    collateral: { share: 0, upper: 1 },
    hits: 0,
    people: 0,
    hitsPerSecond: 0,
    recentHits: [],
    created: at,
    expires: null,
    ended: { at, why: 'forbidden', text: 'an operator had forbidden it' },
    remembered: null,
    news: [],
  }
}
