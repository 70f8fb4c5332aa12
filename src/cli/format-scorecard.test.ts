import { describe, expect, it } from 'vitest'
import { emptyReport } from '../drill/attack-report.js'
import type { Scorecard, ScoreRow } from '../drill/scorecard.js'
import { formatScorecard } from './format-scorecard.js'
import { terminalStyle } from './terminal-style.js'

const row = (name: string, succeeded: number, changes: Partial<ScoreRow> = {}): ScoreRow => ({
  name,
  actions: 200,
  succeeded,
  firstTry: succeeded,
  refused: 0,
  calmSucceeded: 1,
  calmP95Ms: 40,
  duringP95Ms: 120,
  ratio: 3,
  waited: 0,
  waitedMs: 0,
  ...changes,
})

const CARD: Scorecard = {
  version: 1,
  shape: 'flood',
  platform: 'newsroom',
  seed: 7,
  startedAt: '2026-11-23T14:00:00.000Z',
  attackSeconds: 30,
  passed: false,
  missed: ['of "search" only 93.5 % succeeded; the target is 95 %'],
  brokenOff: null,
  worst: { activity: 'search', succeeded: 0.935, target: 0.95 },
  all: row('all', 0.99, { actions: 1200 }),
  activities: [row('read', 1), row('search', 0.935, { waited: 3, waitedMs: 12_000, duringP95Ms: 2_500 })],
  kinds: [row('browser', 0.98), row('app', 1)],
  failures: [{ activity: 'search', why: 'answered 503', count: 13 }],
  mitigatedAfterSeconds: 2,
  attack: {
    ...emptyReport(),
    sent: 90_000,
    open: 400,
    answered: { content: 9_000, challenged: 0, busy: 80_000, otherStatus: 0, serverError: 0 },
    heldBack: 5,
  },
  atOrigin: null,
  rules: null,
  normal: null,
  holdfast: { served: 9_500, cached: 2_000, refused: 80_100, challenged: 0, peakMemoryMb: 182, peakConnections: 611 },
  levels: [
    { level: 'strained', atMs: 3_200 },
    { level: 'calm', atMs: 41_000 },
  ],
  calmAgainMs: 11_000,
  generator: { attackCpu: 0.21, visitorsCpu: 0.05, notBegun: 0 },
}

const plain = (card: Scorecard, last: Scorecard | null = null) =>
  formatScorecard(card, { last, file: '/data/drills/x.json' }, terminalStyle(false))

describe('the page of a scorecard', () => {
  it('puts the score first, then what is missed, then the worst rows', () => {
    const lines = plain(CARD).split('\n')
    expect(lines[0]).toBe('Drill: flood  on newsroom, 30 s, seed 7')
    expect(lines[2]).toContain('93.5 % of what people did in "search" succeeded')
    const text = lines.join('\n')
    expect(text).toContain('Missed: of "search" only 93.5 % succeeded')
    expect(text.indexOf('  search ')).toBeLessThan(text.indexOf('  read '))
    expect(text).toContain('3 for 4.0 s')
    expect(text).toContain('2 s after the attack began')
    expect(text).toContain('strained 3.2 s after the start, calm again 11.0 s after the end')
    expect(text).toContain(
      '90,000 sent (3,000 a second) on at most 400 connections: 9,000 answered, 80,000 told to come later',
    )
    expect(text).toContain('at most 182 MB and 611 connections')
    expect(text).toContain('/data/drills/x.json')
  })

  it('is aligned: every column of numbers ends in the same place', () => {
    const rows = plain(CARD)
      .split('\n')
      .filter((line) => /^ {4}(read|search|browser|app) /.test(line))
    expect(rows).toHaveLength(4)
    expect(new Set(rows.map((line) => line.indexOf(' ×'))).size).toBe(1)
    expect(rows.every((line) => line.length <= 120)).toBe(true)
  })

  it('says what got through, by which rules, and what was known before', () => {
    const text = plain({
      ...CARD,
      atOrigin: { sent: 18_000, reached: 900, sinceRule: { sent: 17_000, reached: 2 } },
      rules: [
        {
          text: `62 % of the excess: GET /search with one random word, ${'no referrer, '.repeat(12)}\u001b[31m`,
          state: 'challenge',
          madeAt: 1,
          atMs: 1_432,
          explains: 0.62,
          collateral: { share: 0, upper: 0.0005 },
          hits: 17_000,
          people: 3,
        },
      ],
      normal: { visits: 3_120, ready: true, calmSeconds: 24.2 },
    })
    expect(text).toContain('900 of 18,000 (5 %) requests of the attack were answered by the origin')
    expect(text).toContain('2 of 17,000 (0.1 %) of those sent since the first rule was made')
    expect(text).toMatch(/Rules {7}1\.4 s {2}62 % of the excess: GET \/search/)
    expect(text).toContain('met 17,000 visits, 3 of them by people as far as can be told')
    expect(text).toContain('3,120 visits were known as normal after 24 s of calm')
    expect(text).not.toContain('\u001b')
    expect(text.split('\n').every((line) => line.length <= 120)).toBe(true)
    expect(plain({ ...CARD, rules: null })).toContain('no rule came into force')
    expect(plain({ ...CARD, normal: { visits: 12, ready: false, calmSeconds: 180 } })).toContain('too few for a rule')
  })

  it('compares with the last drill of the shape', () => {
    expect(plain(CARD)).toContain('this is the first flood drill kept here')
    const before = { ...CARD, worst: { activity: 'donate', succeeded: 0.9, target: 0.95 } }
    expect(plain(CARD, before)).toMatch(
      /better by 3\.5 points than the drill of .*: 90 % in "donate", mitigated after 2 s/,
    )
    expect(plain(CARD, { ...CARD, worst: { activity: 'donate', succeeded: 1, target: 0.95 } })).toContain(
      'worse by 6.5 points than',
    )
    expect(plain(CARD, CARD)).toContain('as good as the drill of')
  })

  it('says what is known of a drill that was broken off before it struck', () => {
    const none = { ...row('all', 0), actions: 0, succeeded: null, firstTry: null }
    const text = plain({
      ...CARD,
      brokenOff: 'interrupted',
      worst: null,
      all: none,
      activities: [],
      kinds: [],
      failures: [],
      attackSeconds: 0,
      mitigatedAfterSeconds: null,
      holdfast: null,
      levels: [],
      calmAgainMs: null,
    })
    expect(text).toContain('Broken off: interrupted')
    expect(text).not.toContain('Passed')
    expect(text).not.toContain('NaN')
  })

  it('lets no name in it play with the terminal', () => {
    const text = plain({ ...CARD, platform: 'news\u001b[31m', activities: [row('read\u202e', 1)] })
    for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
  })
})
