import { describe, expect, it } from 'vitest'
import type { Scorecard } from '../drill/scorecard.js'
import { formatScorecard } from './format-scorecard.js'
import { SCORECARD as CARD, scoreRow as row } from './scorecard.test-support.js'
import { terminalStyle } from './terminal-style.js'

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
    expect(text).toContain('at most 182 MB and 611 connections, 0.61 processor cores (at most 1.12)')
    expect(text).toContain('the origin had 64 requests a second (31 in calm), at most 18 at a time')
    expect(text).toMatch(/of "search" succeed +at least 98 % +93\.5 % +missed/)
    expect(text).toContain('of 1,200 real actions: 40 challenged, 3 told to wait')
    expect(text).toContain('read all the time, search after 11.0 s')
    expect(text).toContain('nothing was left behind')
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
    const before = { ...CARD, worst: { activity: 'donate', succeeded: 0.9, actions: 200 } }
    expect(plain(CARD, before)).toMatch(
      /better by 3\.5 points than the drill of .*: 90 % in "donate", mitigated after 2 s/,
    )
    expect(plain(CARD, { ...CARD, worst: { activity: 'donate', succeeded: 1, actions: 200 } })).toContain(
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
