import { describe, expect, it } from 'vitest'
import type { FrictionStatus, Status } from '../brain/status.js'
import { formatStatus } from './format-status.js'
import { CALM, platform, STRAINED } from './status-samples.test-support.js'
import { terminalStyle } from './terminal-style.js'

const page = (status: Status) => formatStatus(status, terminalStyle(false))
/** The lines that contain all the words. */
const lines = (status: Status, word: string) =>
  page(status)
    .split('\n')
    .filter((line) => line.includes(word))

describe('a calm page', () => {
  it('says everything on one screen', () => {
    expect(page(CALM)).toBe(`● Calm since 12:04: everything is at full speed.
  Holdfast 0.1.0, running for 2 h 14 min, as of 14:14:05

newsroom  calm since 12:04:00 (2 h 10 min)
  news.example.org, *.news.example.org → http://127.0.0.1:3000

  distress       █░░░░░░░░░░░░░░░░░░░ 0.04
  requests       42 a second: 12 served, 30 cached
  answers in     96 ms for 95 % of answers, calm 95 ms
  waiting        0 of 512 places
  at the origin  2 of 16 requests at a time

  activity  tier       state       a second  95 % in   calm  answered
  read      essential  full speed        40    96 ms  95 ms     100 %

  dearest routes      a second  of the origin’s time
  GET /search              4.3  ████████████░░░░░░░░ 61 %
  GET /article/:slug        20  █████░░░░░░░░░░░░░░░ 25 %

edges            connections  pushed out  timed out  memory           cache  event loop
process 201  1,234 of 10,000           0          7  142 MB  2,310 in 31 MB       12 ms

  of its bounds  connections 12 %, queue 0 %, cache 48 %, fills 1 %, bodies 0 %, budgets 44 %,
                 regulars 4 %, sessions 2 %, values 10 %, convictions 0 %, browsers 2 %, heap 4 %,
                 descriptors 2 %, event-loop 5 %, hellos 1 %, geo 13 %, crawlers 0 %, dns 0 %,
                 clearances 0 %, cookieless 0 %, tickets 0 %
  turned away    12 dropped, 7 timed-out, 3 malformed
`)
  })
})

describe('what visitors may feel', () => {
  const measure: FrictionStatus = {
    ...{ id: 1, platform: 'newsroom', rule: null, activity: 'search', text: '…', until: null, ending: null },
    ...{ measure: 'slowed', from: '2026-11-23T14:12:00', visits: 15_570, real: { low: 275, high: 1_200, how: '…' } },
  }

  it('has a line for each measure, with for how long, how many visits and how many of them real', () => {
    const budget: FrictionStatus = {
      ...measure,
      id: 2,
      measure: 'budget',
      activity: null,
      real: { low: 0, high: 0, how: '…' },
    }
    expect(page({ ...CALM, friction: [measure, budget] })).toContain(`Visitors may feel
  newsroom: search slowed  for 2 min 5 s, 15,570 visits, 275 to 1,200 of them real
  newsroom: held back      for 2 min 5 s, 15,570 visits, 0 of them real
  All that was: the console’s page "Who was slowed".
`)
  })

  it('cannot take over the terminal', () => {
    const friction = [{ ...measure, activity: '\u001b[2J' }]
    expect(page({ ...CALM, friction })).not.toContain('\u001b')
  })
})

describe('origins', () => {
  it('have a line each when there are several, with what is the matter', () => {
    const origins: Status['platforms'][number]['origins'] = [
      { url: 'http://a.internal', state: 'up', inFlight: 12, errorsPerSecond: 0 },
      { url: 'http://b.internal:3000', state: 'down', inFlight: 0, errorsPerSecond: 1.5 },
      { url: 'http://c', state: 'probing', inFlight: 1, errorsPerSecond: 0 },
    ]
    const status = { ...CALM, platforms: [platform({ origins })] }
    expect(lines(status, 'requests now')).toEqual([
      '  origins        http://a.internal       up, 12 requests now',
      '                 http://b.internal:3000  down, 0 requests now, 1.5 errors a second',
      '                 http://c                probing, 1 requests now',
    ])
    expect(lines(status, '→')).toEqual([
      '  news.example.org, *.news.example.org → http://a.internal, http://b.internal:3000, http://c',
    ])
  })

  it('have a line also when the only one is down', () => {
    const origins: Status['platforms'][number]['origins'] = [
      { url: 'http://a', state: 'down', inFlight: 0, errorsPerSecond: 0 },
    ]
    expect(lines({ ...CALM, platforms: [platform({ origins })] }, 'requests now')).toEqual([
      '  origins        http://a  down, 0 requests now',
    ])
  })
})

describe('a strained page', () => {
  it('begins with the sentence and says what the distress comes from', () => {
    expect(page(STRAINED).split('\n')[0]).toBe(`◐ ${STRAINED.sentence}`)
    expect(lines(STRAINED, 'visits wait')).toEqual([
      '  distress       ████████████░░░░░░░░ 0.62  visits wait 340 ms for a place',
    ])
    expect(lines(STRAINED, 'times slower')[0]?.indexOf('the origin')).toBe(
      lines(STRAINED, 'visits wait')[0]?.indexOf('visits'),
    )
  })

  it('shows what visitors get and what waits', () => {
    expect(lines(STRAINED, 'requests  ')).toContain(
      '  requests       3,242 a second: 301 served, 1,900 cached, 12 stale, 820 waiting, 200 refused, 0.2 failed, 8 left',
    )
    expect(lines(STRAINED, 'deferrable')).toEqual([
      '  search    deferrable  slowed since 14:10:02     1,100   12.4 s  95 ms      31 %',
    ])
    expect(lines(STRAINED, 'places')[0]).toContain('84 of 512 places, 95 % wait at most 340 ms')
    expect(lines(STRAINED, 'errors')[0]).toContain('18 of 18 requests at a time, 0.2 errors a second')
  })

  it('does not call 99.96 % all', () => {
    expect(lines(STRAINED, 'essential')[0]).toMatch(/ 99\.9 %$/)
  })

  it('names every platform, the edge that hangs and what to mend', () => {
    expect(page(STRAINED)).toContain('\ndonations  calm since')
    expect(lines(STRAINED, 'process 202')[0]).toMatch(/silent for 7 s$/)
    expect(page(STRAINED).trimEnd().split('\n').at(-1)).toMatch(/^! The certificate of news/)
  })

  it('says when it may be a rehearsal', () => {
    expect(page(STRAINED)).not.toContain('rehearsal')
    const rehearsed = {
      ...STRAINED,
      drill: { id: 'd1', until: '2026-11-23T14:20:00', openedBy: 'command' as const, inUse: true },
    }
    expect(lines(rehearsed, 'drill')).toEqual(['  A drill may strike until 14:20:00: this may be a rehearsal.'])
  })

  it('is coloured only where that is wanted, and says the same', () => {
    const coloured = formatStatus(STRAINED, terminalStyle(true))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is looked for.
    const escapes = /\x1b\[[0-9;]*m/g
    expect(coloured).toMatch(escapes)
    expect(page(STRAINED)).not.toMatch(escapes)
    expect(coloured.replace(escapes, '')).toBe(page(STRAINED))
  })
})

describe('what visitors made up', () => {
  it('cannot command the terminal or break the layout', () => {
    const route = `GET /\x1b]0;owned\x07\n\x1b[2J${'x'.repeat(5000)}`
    const hostile = page({
      ...CALM,
      sentence: 'a\x1b[31mb',
      warnings: ['\x9b2J'],
      platforms: [
        platform({ name: 'n\n', reasons: ['r\x1b'], routes: [{ route, requestsPerSecond: 1, originTimeShare: 7 }] }),
      ],
    })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is looked for.
    expect(hostile).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
    expect(Math.max(...hostile.split('\n').map((line) => line.length))).toBeLessThan(120)
  })
})

it('numbers at the edges are still readable', () => {
  const odd = page({
    ...CALM,
    since: 'never',
    edges: [],
    platforms: [platform({ distress: -1, since: 'never', requestsPerSecond: 1_234_567, p95Ms: 0.4, calmP95Ms: null })],
  })
  expect(odd).toContain('No edge runs: nothing is answered.')
  expect(odd).toContain('░░░░░░░░░░░░░░░░░░░░ -1.00')
  expect(odd).toContain('1,234,567 a second')
  expect(odd).toContain('0.4 ms for 95 % of answers, calm not known yet')
  expect(odd).not.toContain('NaN')
})

it('what Holdfast itself uses is that of the edge that uses most, and what is turned away is added up', () => {
  const [edge] = CALM.edges
  if (!edge) throw new Error('the sample has an edge')
  const full = {
    ...edge,
    uses: { ...edge.uses, descriptors: { used: 900, bound: 1_000 } },
    refusals: { ...edge.refusals, 'http2-abuse': 30, 'http2-clients': 2 },
  }
  const text = page({ ...CALM, edges: [edge, full] })
  expect(text).toContain('descriptors 90 %')
  expect(text).toContain('turned away    24 dropped, 14 timed-out, 6 malformed, 30 http2-abuse, 2 http2-clients')
})
