import { describe, expect, it } from 'vitest'
import { attackNight, crowdNight, friction } from '../sample-friction.test-support.js'
import { at, SAMPLE_NOW } from '../sample-rules.test-support.js'
import { frictionBands } from './friction-bands.js'
import { frictionSentences } from './friction-sentences.js'
import { type FrictionRange, frictionWindow } from './friction-window.js'
import { momentWords } from './friction-words.js'

const PLATFORMS = [{ name: 'newsroom', activities: ['read', 'comment', 'search'].map((name) => ({ name })) }]
const clock = (time: string) => time.slice(11, 19)

function shown(entries = attackNight(), range: FrictionRange = 'latest', now = SAMPLE_NOW) {
  const window = frictionWindow(entries, range, now)
  if (!window) throw new Error('nothing is shown')
  const bands = frictionBands(window, PLATFORMS, now)
  return { window, bands, sentences: frictionSentences(window, bands, new Date(now).toISOString(), clock) }
}

describe('the time that is shown', () => {
  it('is that of the latest trouble, with a little of calm on both sides', () => {
    const { window } = shown()
    expect(window.entries).toHaveLength(6)
    expect(window.from).toBeLessThan(Date.parse(at(446)))
    expect(window.from).toBeGreaterThan(Date.parse(at(600)))
    expect(window.to).toBeGreaterThan(Date.parse(at(181)))
    expect(window.to).toBeLessThanOrEqual(SAMPLE_NOW)
  })

  it('is a day, a week or everything when asked for', () => {
    expect(shown(attackNight(), 'day').window.entries).toHaveLength(6)
    expect(shown(attackNight(), 'week').window.entries).toHaveLength(7)
    expect(shown(attackNight(), 'all').window.from).toBeLessThan(Date.parse(at(2 * 86_400)))
    expect(frictionWindow(attackNight(), 'day', SAMPLE_NOW + 9 * 86_400_000)).toBeNull()
    expect(frictionWindow([], 'latest', SAMPLE_NOW)).toBeNull()
  })
})

it('a moment is told with its day when that is not plain', () => {
  expect(momentWords(at(60), at(0), 'UTC')).toBe('02:46:10')
  expect(momentWords(at(2 * 86_400), at(0), 'UTC')).toBe('1 Mar 02:47:10')
})

describe('the bands', () => {
  it('are one for each activity, and one for each measure that touched whatever came', () => {
    const { bands } = shown()
    expect(bands.map(({ label, stretches, back }) => [label, stretches.length, back?.at ?? null])).toEqual([
      ['read', 0, null],
      ['comment', 0, null],
      ['search', 2, at(181)],
      ['Challenges', 2, null],
      ['Queue and waiting room', 1, null],
      ['Held back: over their share', 1, null],
    ])
    for (const { from, to } of bands.flatMap(({ stretches }) => stretches)) {
      expect(from).toBeGreaterThan(0)
      expect(to).toBeGreaterThan(from)
      expect(to).toBeLessThan(1)
    }
  })

  it('reach to the end while a measure is in force, and know of no way back yet', () => {
    const { bands } = shown(crowdNight())
    expect(bands[2]).toMatchObject({ label: 'search', stretches: [{ to: 1 }], back: null })
  })

  it('show an activity that is not in the configuration any more', () => {
    const gone = friction(90, 30, { measure: 'slowed', activity: 'vote', text: '…' })
    expect(shown([gone]).bands.map(({ label }) => label)).toContain('vote')
  })
})

describe('what can be said to others', () => {
  it('says what was slower, from when to when, and how many real visits were challenged or waited', () => {
    expect(shown().sentences).toEqual([
      'The activity “search” was slower than usual from 02:39:54, and back at full speed at 02:44:09, 4 min later.',
      'Some visits were asked to show that a browser sent them; of those, 52 to 962 were by real people, as far as can be told.',
      'Some visits waited in a queue or saw the waiting room; of those, 120 to 1,599 were by real people, as far as can be told.',
    ])
  })

  it('claims no end of what goes on', () => {
    expect(shown(crowdNight()).sentences).toEqual([
      'The activity “comment” has been slower than usual since 02:45:35.',
      'The activity “search” has been slower than usual since 02:44:59.',
    ])
  })
})
