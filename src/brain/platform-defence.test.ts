import { describe, expect, it } from 'vitest'
import type { BaselineData } from '../baseline/baseline.js'
import { chance, flood, inOrder, MINUTE, MONDAY, people, type Request } from '../replay/small-site.test-support.js'
import { PlatformDefence } from './platform-defence.js'
import { type Judged, liveThrough } from './rehearsed-edge.test-support.js'
import type { RuleBook } from './rule-book.js'
import { surroundings } from './surroundings.test-support.js'

const random = chance(5)
const anywhere = () => `${11 + random(80)}.${random(250)}.${random(250)}.${random(250)}`
const word = () => Array.from({ length: 8 }, () => String.fromCharCode(97 + random(26))).join('')
const search = (): Request => ({ address: anywhere(), target: `/search?q=${word()}`, userAgent: 'flooder/1.0' })

function started(options: { stored?: BaselineData; book?: RuleBook; now?: number } = {}) {
  const { miner, book, keyId } = surroundings()
  const kept: BaselineData[] = []
  const defence = new PlatformDefence({
    platform: 'site',
    hosts: ['www.site.example'],
    keyId,
    stored: options.stored ?? null,
    book: options.book ?? book,
    miner,
    learned: (data) => void kept.push(data),
    now: options.now ?? MONDAY,
  })
  return { defence, kept, book: options.book ?? book }
}

const share = (judged: readonly Judged[], attack: boolean, from: number) => {
  const of = judged.filter(({ line }) => line.attack === attack && line.at >= from)
  return of.filter(({ verdict }) => verdict !== 'serve').length / Math.max(1, of.length)
}

describe('the defence of a live platform', () => {
  it('learns by itself what is normal, says when it knows enough, and keeps it', async () => {
    const { defence, kept } = started()
    expect(defence.normal).toEqual({ visits: 0, ready: false })
    await liveThrough(defence, people(MONDAY, 1, 60, 1))
    expect(defence.normal.ready).toBe(false)
    await liveThrough(defence, people(MONDAY + MINUTE, 14, 60, 2))
    expect(defence.normal.ready).toBe(true)
    expect(kept.length).toBeGreaterThan(1)
    expect(kept.at(-1)?.visits).toBeGreaterThan(1_000)
    expect(kept.at(-1)?.keyId).toBe('test')
    expect(kept.at(-1)?.perSecond[8]).toBeCloseTo(4, 0)
  })

  it('stops a flood of one request per address within seconds, says why, and touches nobody else', async () => {
    const { defence } = started()
    const onset = MONDAY + 10 * MINUTE
    const lines = inOrder(people(MONDAY, 11, 60, 1), flood(onset, 60, 60, search))
    const judged = await liveThrough(defence, lines)
    const rules = defence.rules(onset + 60_000)
    expect(rules.length).toBeGreaterThan(0)
    const first = rules.at(-1)
    expect(first?.text).toMatch(/of the excess: .*Would touch at most .* of normal visits\./)
    expect(Date.parse(first?.created ?? '') - onset).toBeLessThanOrEqual(5_000)
    expect(share(judged, true, onset + 5_000)).toBeGreaterThan(0.95)
    expect(share(judged, false, MONDAY)).toBe(0)
    expect(defence.level).toBe('attack')
    expect(defence.reason).toMatch(/rule/)
    expect(first?.hits).toBeGreaterThan(1_000)
  })

  it('stops an attack that changes what it looks like every few seconds ever sooner, and touches nobody else', async () => {
    const { defence } = started()
    // Each rule takes its part of what all may touch: more must be known than for one.
    const onset = MONDAY + 20 * MINUTE
    const shapes: (() => Request)[] = [
      search,
      () => ({ address: anywhere(), target: `/?${10_000 + random(90_000)}`, userAgent: 'Mozilla/5.0 (old)' }),
      () => ({ address: anywhere(), target: '/login', method: 'POST', userAgent: 'Mozilla/5.0 (other)' }),
      () => ({ address: anywhere(), target: '/', userAgent: `${word()}/${random(9)}` }),
    ]
    const starts = shapes.map((_, i) => onset + 9_000 * i)
    const bursts = shapes.map((shape, i) => flood(starts[i] ?? 0, 6, 100, shape))
    const judged = await liveThrough(defence, inOrder(people(MONDAY, 21, 120, 1), ...bursts))
    const stopped = (from: number, to: number) => {
      const of = judged.filter(({ line }) => line.attack && line.at >= from && line.at < to)
      return of.filter(({ verdict }) => verdict !== 'serve').length / of.length
    }
    for (const [i, start] of starts.entries()) {
      const soon = i === 0 ? 3_000 : 1_250
      expect(stopped(start + soon, start + 6_000), `shape ${i + 1}`).toBeGreaterThan(0.95)
    }
    expect(share(judged, false, MONDAY)).toBe(0)
  })

  it('learns nothing of what comes while there is a rule', async () => {
    const { defence, kept } = started()
    const onset = MONDAY + 10 * MINUTE
    await liveThrough(defence, inOrder(people(MONDAY, 10, 60, 1), flood(onset, 60, 60, search)))
    expect(kept.at(-1)?.values.flat()).not.toContain('flooder/1.0')
  })

  it('tells edges what is normal in few bytes, and nothing of the addresses', async () => {
    const { defence } = started()
    expect(defence.normalMessage(0, 0)).toBeNull()
    await liveThrough(defence, people(MONDAY, 10, 60, 1))
    const message = defence.normalMessage(3, 7)
    expect(message).toMatchObject({ kind: 'normal', platform: 3, generation: 7, networks: { hashes: 4 } })
    expect(message?.followed).toBeGreaterThan(0.5)
  })
})

describe('an operator', () => {
  async function attacked(book?: RuleBook) {
    const made = started(book ? { book } : {})
    const onset = MONDAY + 10 * MINUTE
    await liveThrough(made.defence, inOrder(people(MONDAY, 11, 60, 1), flood(onset, 60, 60, search)))
    const now = onset + 60_000
    const rule = made.defence.rules(now).at(-1)
    if (!rule) throw new Error('no rule came into force')
    return { ...made, now, rule }
  }

  it('lifts a rule, and the next search does not make it again at once', async () => {
    const { defence, now, rule } = await attacked()
    expect(defence.act(rule.id, 'lift', now)).toMatchObject({ state: 'ended', ended: { why: 'lifted' } })
    expect(() => defence.act(rule.id, 'pin', now)).toThrow(/has ended/)
    await liveThrough(defence, inOrder(people(now, 1, 60, 3), flood(now, 20, 60, search)))
    const again = defence
      .rules(now + 60_000)
      .filter(({ match }) => JSON.stringify(match) === JSON.stringify(rule.match))
    expect(again.filter(({ ended }) => ended === null)).toEqual([])
  })

  it('pins a rule: it stays when nothing meets it, and comes back after a restart', async () => {
    const { defence, book, now, rule } = await attacked()
    expect(defence.act(rule.id, 'pin', now)).toMatchObject({ pinned: true, expires: null })
    await liveThrough(defence, people(now, 10, 60, 3))
    expect(defence.rules(now + 10 * MINUTE).find(({ id }) => id === rule.id)?.ended).toBeNull()
    const again = started({ book })
    await liveThrough(again.defence, people(now, 10, 60, 1))
    expect(again.defence.rules(now)).toMatchObject([{ id: rule.id, pinned: true, text: rule.text }])
    expect(again.defence.act(rule.id, 'unpin', now)).toMatchObject({ pinned: false })
    expect(book.pinnedOf('site')).toEqual([])
  })

  it('forbids a rule: the same does not come again', async () => {
    const { defence, book, now, rule } = await attacked()
    expect(defence.act(rule.id, 'forbid', now)).toMatchObject({ ended: { why: 'forbidden' } })
    expect(book.forbidden).toMatchObject([{ id: rule.id, platform: 'site' }])
    expect(book.isForbidden('site', rule.match)).toBe(true)
    expect(book.isForbidden('other', rule.match)).toBe(false)
  })

  it('previews a match over the last hour and over what is normal', async () => {
    const { defence, now, rule } = await attacked()
    const all = defence.preview([{ attribute: 'method', op: 'is', value: 'GET' }], now)
    expect(all.lastHour.share).toBeCloseTo(1, 5)
    expect(all.normal?.share).toBeCloseTo(1, 1)
    expect(all.examples[0]).toMatchObject({ method: 'GET' })
    const none = defence.preview([{ attribute: 'method', op: 'is', value: 'DELETE' }], now)
    expect(none).toMatchObject({ lastHour: { touched: 0 }, normal: { share: 0 }, text: 'DELETE requests' })
    const own = defence.previewRule(rule.id, now)
    expect(own?.lastHour.touched).toBeGreaterThan(500)
    expect(own?.lastHour.people).toBeLessThan(0.05)
    expect(own?.normal?.share).toBeLessThan(0.01)
    expect(defence.previewRule(999, now)).toBeNull()
  })
})
