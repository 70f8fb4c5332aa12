import { describe, expect, it } from 'vitest'
import type { RulePreview } from '../../brain/status.js'
import { previewVerdict } from './preview-verdict.js'

const HOUR: RulePreview['lastHour'] = {
  sample: 4120,
  visits: 41_203,
  touched: 11_951,
  share: 0.29,
  people: 0.004,
  networks: 812,
  minutes: [],
}

function preview(changes: {
  lastHour?: Partial<RulePreview['lastHour']>
  normal?: RulePreview['normal']
  examples?: RulePreview['examples']
}): RulePreview {
  return {
    platform: 'newsroom',
    match: [{ attribute: 'route', op: 'is', value: '/search' }],
    text: 'visits to /search',
    normal: { sample: 6000, share: 2 / 6000, upper: 0.00095 },
    examples: [{ method: 'GET', route: '/search', program: 'curl', share: 0.97 }],
    ...changes,
    lastHour: { ...HOUR, ...changes.lastHour },
  }
}

describe('the verdict of a preview', () => {
  it('says it all in plain sentences', () => {
    expect(previewVerdict(preview({}))).toEqual({
      grade: 'few',
      title: 'It would touch hardly any real people',
      sentence:
        'Of about 41,200 visits of the last hour it would have touched about 12,000 (29 %). ' +
        'Nearly all of them asked for GET /search with curl. ' +
        '0.4 % of them came from networks known from calm times. ' +
        'Of 6,000 normal visits it would have touched 2: of all normal visits at most 0.1 %.',
    })
  })

  it.each([
    ['few', 'the bound is within what may be refused', { normal: { sample: 6000, share: 0, upper: 0.001 } }],
    ['some', 'it is within what may be challenged', { normal: { sample: 6000, share: 0.004, upper: 0.0099 } }],
    ['many', 'it is beyond', { normal: { sample: 6000, share: 0.01, upper: 0.0101 } }],
    ['many', 'most of those touched were here in calm times', { lastHour: { people: 0.51 } }],
    ['nothing', 'it touched nobody and would not', { lastHour: { touched: 0, share: 0 } }],
    [
      'many',
      'it touched nobody in the last hour but would on other days',
      { lastHour: { touched: 0, share: 0 }, normal: { sample: 6000, share: 0.1, upper: 0.11 } },
    ],
    ['unknown', 'nothing is known of normal', { normal: null }],
  ] as const)('is "%s" where %s', (grade, _, changes) => {
    expect(previewVerdict(preview(changes)).grade).toBe(grade)
  })

  it('does not estimate where every visit was looked at', () => {
    const { sentence } = previewVerdict(
      preview({ lastHour: { sample: 1234, visits: 1234, touched: 1, share: 1 / 1234 } }),
    )
    expect(sentence).toContain('Of 1,234 visits of the last hour it would have touched 1 (0.08 %).')
  })

  it('says how mixed the touched ones are', () => {
    const asked = (share: number) =>
      previewVerdict(preview({ examples: [{ method: 'GET', route: '/', program: 'curl', share }] })).sentence
    expect(asked(0.6)).toContain('Most of them (60 %) asked for GET / with curl.')
    expect(asked(0.2)).toContain('They asked for different things, most often (20 %) for GET / with curl.')
  })

  it('is honest about what is not known', () => {
    const { sentence } = previewVerdict(
      preview({ lastHour: { sample: 0, visits: 0, touched: 0, share: 0 }, normal: null }),
    )
    expect(sentence).toBe('Nobody came in the last hour. What is normal is not known yet.')
  })
})
