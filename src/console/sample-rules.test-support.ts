import type { BrainView, ForbiddenRule, RuleMatch, RulePreview, RuleStatus } from '../brain/status.js'
import { upperBound } from '../explain/binomial.js'
import { matchWords } from '../explain/sentence.js'
import type { Attribute } from '../traffic/attributes.js'

/** 3 March 2026, 02:47:10 UTC: a time at which consoles are read. */
export const SAMPLE_NOW = Date.UTC(2026, 2, 3, 2, 47, 10)

type RulesView = Pick<BrainView, 'rules' | 'forbiddenRules' | 'actOnRule' | 'previewRule' | 'previewMatch'>

/** What the console shows of rules in tests and pictures: rules that can be acted upon, and an hour of visits to try matches on. */
export interface SampleRules extends RulesView {
  /** Puts another one in force. */
  add(rule: RuleStatus): void
}

export function sampleRules(platforms: readonly string[], first: readonly RuleStatus[] = []): SampleRules {
  let rules = [...first]
  let forbidden: ForbiddenRule[] = []

  const change = (rule: RuleStatus, changes: Partial<RuleStatus>) => {
    const changed = { ...rule, ...changes }
    rules = rules.map((other) => (other.id === rule.id ? changed : other))
    return changed
  }
  const end = (rule: RuleStatus, why: 'lifted' | 'forbidden', text: string) => {
    if (rule.ended && why === 'lifted') throw new RangeError(`Rule ${rule.id} has ended.`)
    const ended = rule.ended ?? { at: at(0), why, text }
    return change(rule, { state: 'ended', pinned: false, expires: null, hitsPerSecond: 0, ended })
  }

  return {
    add(rule) {
      rules = [rule, ...rules]
    },
    rules: () => [...rules.filter(({ ended }) => !ended), ...rules.filter(({ ended }) => ended)],
    forbiddenRules: () => forbidden,
    actOnRule(id, act) {
      const rule = rules.find((known) => known.id === id)
      if (!rule) return null
      switch (act) {
        case 'pin':
          if (rule.ended) throw new RangeError(`Rule ${id} has ended; only a rule in force can be pinned.`)
          return change(rule, { pinned: true, expires: null })
        case 'unpin':
          return change(rule, { pinned: false, expires: at(-300) })
        case 'lift':
          return end(rule, 'lifted', 'an operator lifted it')
        case 'forbid': {
          const { platform, text, match } = rule
          const ended = end(rule, 'forbidden', 'an operator forbade it')
          forbidden = [...forbidden.filter((other) => other.id !== id), { id, platform, text, match, since: at(0) }]
          return ended
        }
        case 'permit':
          if (!forbidden.some((other) => other.id === id)) return null
          forbidden = forbidden.filter((other) => other.id !== id)
          return rule
      }
    },
    previewRule(id) {
      const rule = rules.find((known) => known.id === id)
      return rule ? preview(rule.platform, rule.match) : null
    },
    previewMatch(platform, match) {
      if (!platforms.includes(platform)) throw new RangeError(`There is no platform "${platform}".`)
      return preview(platform, match)
    },
  }
}

/** A rule that challenges a search flood. */
export function searchRule(changes: Partial<RuleStatus> = {}): RuleStatus {
  return {
    id: 7,
    platform: 'newsroom',
    state: 'challenge',
    demand: 'transparent',
    pinned: false,
    text: '62 % of the excess: GET /search with a parameter q: a word of 5 to 8 letters, with no referrer. Would touch at most 0.05 % of normal visits.',
    match: [
      { attribute: 'route', op: 'is', value: '/search' },
      { attribute: 'query', op: 'is', value: 'q=:word8' },
      { attribute: 'referrer', op: 'is', value: 'none' },
    ],
    explains: 0.62,
    collateral: { share: 0.0002, upper: 0.0005 },
    hits: 41_207,
    people: 14,
    hitsPerSecond: 318.4,
    recentHits: Array.from({ length: 60 }, (_, i) => (i < 32 ? 0 : Math.round(1600 + 500 * Math.sin(i / 3)))),
    created: at(140),
    expires: at(-120),
    ended: null,
    remembered: null,
    news: [],
    ...changes,
  }
}

/** One that is only watched, is pinned, or has ended: what a busy night leaves on the page. */
export function busyNight(): RuleStatus[] {
  return [
    searchRule({
      id: 9,
      state: 'watch',
      text: '21 % of the excess: POST /login by an unknown program. Would touch at most 1.2 % of normal visits.',
      match: [
        { attribute: 'method', op: 'is', value: 'POST' },
        { attribute: 'route', op: 'is', value: '/login' },
        { attribute: 'family', op: 'is', value: 'other' },
      ],
      explains: 0.21,
      collateral: { share: 0.004, upper: 0.0117 },
      hits: 0,
      people: 0,
      hitsPerSecond: 0,
      recentHits: [],
      created: at(1),
    }),
    searchRule({
      id: 8,
      state: 'slow',
      pinned: true,
      text: '9 % of the excess: visits with a user agent never seen before. Would touch at most 4.9 % of normal visits.',
      match: [{ attribute: 'userAgent', op: 'unseen', value: '' }],
      explains: 0.09,
      collateral: { share: 0.031, upper: 0.049 },
      hits: 3120,
      people: 211,
      hitsPerSecond: 12.4,
      created: at(95),
      expires: null,
    }),
    searchRule(),
    searchRule({
      id: 4,
      state: 'ended',
      text: '88 % of the excess: GET /feed.xml by curl. Would touch at most 0.4 % of normal visits.',
      match: [
        { attribute: 'route', op: 'is', value: '/feed.xml' },
        { attribute: 'family', op: 'is', value: 'curl' },
      ],
      explains: 0.88,
      collateral: { share: 0, upper: 0.004 },
      hits: 122,
      people: 81,
      hitsPerSecond: 0,
      recentHits: [],
      created: at(1900),
      expires: null,
      ended: { at: at(1870), why: 'withdrawn', text: 'of 122 visits that it met 81 seem to be people' },
    }),
  ]
}

/** A visit as far as a preview looks at it. */
interface SampleVisit {
  minute: number
  network: number
  isPerson: boolean
  values: Partial<Record<Attribute, string>>
}

const MINUTES = 60
/** Each visit of the sample stands for so many of the last hour. */
const STANDS_FOR = 13
const PEOPLE: readonly SampleVisit['values'][] = [
  { method: 'GET', route: '/', family: 'Firefox 135', referrer: 'search', query: '-', cookie: 'none' },
  {
    method: 'GET',
    route: '/article/:slug',
    family: 'Chrome 133, Android',
    referrer: 'own',
    query: '-',
    cookie: 'some',
  },
  { method: 'GET', route: '/article/:slug', family: 'Safari 18', referrer: 'other', query: '-', cookie: 'none' },
  { method: 'GET', route: '/search', family: 'Firefox 135', referrer: 'own', query: 'q=:word8', cookie: 'some' },
  { method: 'POST', route: '/donate', family: 'Chrome 133', referrer: 'own', query: '-', cookie: 'session' },
  { method: 'GET', route: '/feed.xml', family: 'curl', referrer: 'none', query: '-', cookie: 'none' },
]
const FLOOD: SampleVisit['values'] = {
  method: 'GET',
  route: '/search',
  family: 'curl',
  referrer: 'none',
  query: 'q=:word8',
  cookie: 'none',
}
const KNOWN_PROGRAMS = new Set(PEOPLE.map(({ family }) => family))

/** An hour of people, and of a flood of searches that began five minutes before its end. */
const LAST_HOUR: readonly SampleVisit[] = Array.from({ length: MINUTES }, (_, minute) => [
  ...Array.from({ length: 40 + (minute % 7) }, (_, i) => person(minute, i)),
  ...Array.from({ length: minute < 55 ? 0 : 180 }, (_, i) => ({
    minute,
    network: 1000 + ((i * 7 + minute) % 311),
    isPerson: false,
    values: FLOOD,
  })),
]).flat()
const NORMAL: readonly SampleVisit[] = Array.from({ length: 6000 }, (_, i) => person(0, i))

function person(minute: number, i: number): SampleVisit {
  const values = PEOPLE[(i * 5 + minute) % PEOPLE.length] ?? {}
  return { minute, network: (i * 13 + minute * 3) % 900, isPerson: true, values }
}

function preview(platform: string, match: readonly RuleMatch[]): RulePreview {
  if (match.length === 0) throw new RangeError('A match has one to four tests.')
  const passes = ({ values }: SampleVisit) =>
    match.every(({ attribute, op, value }) => {
      const found = values[attribute]
      if (found === undefined) return false
      return op === 'is' ? found === value : attribute === 'family' && !KNOWN_PROGRAMS.has(found)
    })
  const touched = LAST_HOUR.filter(passes)
  const normal = NORMAL.filter(passes)
  return {
    platform,
    match: [...match],
    text: matchWords({ tests: match.map((test) => ({ ...test, normal: normal.length / NORMAL.length })), mostly: {} }),
    lastHour: {
      sample: LAST_HOUR.length,
      visits: LAST_HOUR.length * STANDS_FOR,
      touched: touched.length * STANDS_FOR,
      share: touched.length / LAST_HOUR.length,
      people: touched.length === 0 ? 0 : touched.filter(({ isPerson }) => isPerson).length / touched.length,
      networks: new Set(touched.map(({ network }) => network)).size,
      minutes: Array.from({ length: MINUTES }, (_, minute) => ({
        at: new Date(60_000 * (Math.floor(SAMPLE_NOW / 60_000) - (MINUTES - 1 - minute))).toISOString(),
        visits: STANDS_FOR * LAST_HOUR.filter((visit) => visit.minute === minute).length,
        touched: STANDS_FOR * touched.filter((visit) => visit.minute === minute).length,
      })),
    },
    normal: {
      sample: NORMAL.length,
      share: normal.length / NORMAL.length,
      upper: upperBound(normal.length, NORMAL.length),
    },
    examples: examplesOf(touched),
  }
}

function examplesOf(touched: readonly SampleVisit[]): RulePreview['examples'] {
  const counts = new Map<string, { values: SampleVisit['values']; count: number }>()
  for (const { values } of touched) {
    const key = `${values.method} ${values.route} ${values.family}`
    const known = counts.get(key) ?? { values, count: 0 }
    known.count++
    counts.set(key, known)
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, 8)
    .map(({ values, count }) => ({
      method: values.method ?? '',
      route: values.route ?? '',
      program: values.family ?? '',
      share: count / touched.length,
    }))
}

/** A moment so many seconds before the sample's present. */
export function at(secondsAgo: number): string {
  return new Date(SAMPLE_NOW - secondsAgo * 1000).toISOString()
}
