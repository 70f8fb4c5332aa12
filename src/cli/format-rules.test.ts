import { describe, expect, it } from 'vitest'
import type { RuleStatus } from '../brain/status.js'
import { busyNight, SAMPLE_NOW, sampleRules, searchRule } from '../console/sample-rules.test-support.js'
import { formatPreview, formatRule, formatRules } from './format-rules.js'
import { localTime } from './local-time.js'
import { terminalStyle } from './terminal-style.js'

const plain = terminalStyle(false)
const page = (rules: readonly RuleStatus[]) => formatRules({ rules, forbidden: [], now: SAMPLE_NOW }, plain)

describe('the list of rules', () => {
  it('says of each what it matches, what it does and whom it met, and why others ended', () => {
    const [watched, , search, ended] = busyNight()
    if (!watched || !search || !ended) throw new Error('the sample has four rules')
    const forbidden = [{ ...ended, since: ended.created }]
    expect(formatRules({ rules: [watched, search, ended], forbidden, now: SAMPLE_NOW }, plain)).toBe(
      `   9 only watching on newsroom, made ${localTime(watched.created)} (1 s ago)
     ${watched.text}
     met 0 visits, 0 a second now; nobody yet
     ends in 2 min, unless it goes on being needed
   7 challenging on newsroom, made ${localTime(search.created)} (2 min 20 s ago)
     ${search.text}
     met 41,207 visits, 318 a second now; 14 of them seem to be people (0.03 %)
     ends in 2 min, unless it goes on being needed

Ended lately
   4 ${ended.text}
     on newsroom, 31 min ago. Withdrawn: of 122 visits that it met 81 seem to be people.

Forbidden
   4 ${ended.text}
     on newsroom, since ${localTime(ended.created)}
`,
    )
  })

  it('teaches when there is none', () => {
    expect(page([])).toMatch(/^No rule is in force\.\nA rule appears when /)
  })

  it('says of a pinned rule that it stays', () => {
    expect(page([searchRule({ pinned: true, expires: null })])).toContain('ends when lifted, it is pinned')
  })
})

describe('one rule', () => {
  it('tells what it asks for now, and what became of it', () => {
    const news = [{ at: new Date(SAMPLE_NOW - 60_000).toISOString(), text: 'it now asks for a script that runs' }]
    const text = formatRule(searchRule({ demand: 'script', news }), SAMPLE_NOW, plain)
    expect(text).toContain('  does       A page that matches opens once a small script has run')
    expect(text).toMatch(/ {2}news {7}\S+ \S+ it now asks for a script that runs/)
  })

  it('that has ended tells for how long it would come back at once', () => {
    const ended = { at: new Date(SAMPLE_NOW).toISOString(), why: 'withdrawn' as const, text: 'no need any more' }
    const remembered = new Date(SAMPLE_NOW + 300_000).toISOString()
    const rule = searchRule({ state: 'ended', expires: null, ended, remembered })
    expect(page([rule])).toContain('it acts again at once if the same comes back within 5 min')
    expect(page([{ ...rule, remembered: null }])).not.toContain('acts again')
  })

  it('is told in full', () => {
    const text = formatRule(searchRule(), SAMPLE_NOW, plain)
    expect(text).toContain('  does       Who matches must bring a cookie back')
    expect(text).toContain('  matches    path is /search\n             shape of the query is q=:word8\n')
    expect(text).toContain('  explains   62 % of the visits in excess of normal')
    expect(text).toContain('  touches    0.02 % of normal visits, at most 0.05 %')
    expect(text).toMatch(/ {32}[▅▆▇█]{28} the last five minutes/)
  })
})

describe('a preview', () => {
  const { previewMatch } = sampleRules(['newsroom'])

  it('begins with the verdict, and shows the hour and what was asked for', () => {
    const text = formatPreview(previewMatch('newsroom', searchRule().match), SAMPLE_NOW, plain)
    expect(text).toMatch(/^● It would touch hardly any real people\nOf about 45,200 visits of the last hour/)
    expect(text).toMatch(/by minute {2}[▁▂▃▄▅▆▇█]{60} all, at most 2,938/)
    expect(text).toMatch(/ {55}[▆▇█]{5} touched/)
    expect(text).toMatch(/asked for {4}with +share\n +GET \/search {2}curl +100 %/)
  })

  it('says that nothing came of it', () => {
    const text = formatPreview(
      previewMatch('newsroom', [{ attribute: 'family', op: 'is', value: 'nobody' }]),
      SAMPLE_NOW,
      plain,
    )
    expect(text).toMatch(/^○ It would have done nothing\n/)
    expect(text).not.toContain('asked for  ')
  })
})

it('what visitors made up cannot command the terminal', () => {
  const hostile = 'a\x1b[2J\u202eb\nc\x9b'
  const ended = { at: searchRule().created, why: 'withdrawn', text: hostile } as const
  const match = [{ attribute: 'userAgent', op: 'is', value: hostile } as const]
  const rule = searchRule({ text: hostile, platform: hostile, match })
  const preview = {
    ...sampleRules(['newsroom']).previewMatch('newsroom', match),
    text: hostile,
    platform: hostile,
    examples: [{ method: hostile, route: hostile.repeat(100), program: hostile, share: 1 }],
  }
  const all = [
    page([rule, { ...rule, id: 8, state: 'ended', ended }]),
    formatRule(rule, SAMPLE_NOW, plain),
    formatRule({ ...rule, state: 'ended', ended }, SAMPLE_NOW, plain),
    formatPreview(preview, SAMPLE_NOW, plain),
  ].join('')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is looked for.
  expect(all).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
  expect(all).not.toMatch(/^c/m)
})
