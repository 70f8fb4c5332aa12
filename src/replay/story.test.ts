import { describe, expect, it } from 'vitest'
import { Story, type ToldVisit } from './story.js'
import { episodeWords } from './story-words.js'

const START = Date.parse('2026-08-07T13:02:00Z')
const challenged: ToldVisit = {
  kind: 'page',
  client: 1,
  known: false,
  crawler: false,
  judgement: { verdict: 'challenge', rule: 4, demand: 'script' },
  follows: () => false,
}
const file: ToldVisit = { ...challenged, kind: 'asset', judgement: { verdict: 'serve', rule: null, demand: null } }

describe('the story of a replay', () => {
  it('takes for people who goes on to fetch the files of the page, and not who does so much later', () => {
    const story = new Story()
    story.tick('attack', [{ id: 4 }], START)
    for (let client = 0; client < 100; client++) story.add({ ...challenged, client }, START)
    story.add({ ...file, client: 3 }, START + 2_000)
    story.add({ ...file, client: 3 }, START + 2_500)
    story.add({ ...file, client: 9 }, START + 60_000)
    expect(story.people).toBe(1)
    expect(story.peopleByRule.get(4)).toBe(1)
    expect(episodeWords(story.episodes[0] ?? expect.fail())).toBe(
      'On 7 August 2026 at 13:02 UTC somebody flooded the site: 100 visits would have been challenged, 1 of them probably by people.',
    )
  })

  it('says that it may have been no attack where many of those it touched were probably people', () => {
    const story = new Story()
    story.tick('attack', [{ id: 4 }], START)
    story.add({ ...challenged, follows: () => true }, START)
    expect(episodeWords(story.episodes[0] ?? expect.fail())).toContain('have something unusual in common')
  })

  it('counts each visit under the first kind that fits', () => {
    const story = new Story()
    story.add({ ...file, crawler: true, known: true }, START)
    story.add({ ...file, kind: 'feed', known: true }, START)
    story.add({ ...file, known: true }, START)
    story.add({ ...file, follows: () => true }, START)
    story.add(file, START)
    expect(Object.values(story.byKind).map(({ serve }) => serve)).toEqual([1, 1, 1, 1, 1])
  })

  it('joins what comes again soon, and of very many tells only how many there were', () => {
    const story = new Story()
    const trouble = (at: number) => {
      story.tick('attack', [{ id: 4 }], at)
      story.add(challenged, at)
      story.tick('calm', [], at + 1_000)
    }
    trouble(START)
    trouble(START + 300_000)
    expect(story.episodes).toHaveLength(1)
    for (let i = 1; i <= 1_000; i++) trouble(START + i * 3_600_000)
    expect(story.episodes).toHaveLength(200)
    expect(story.untoldEpisodes).toBe(801)
  })

  it('remembers no more clients and rules than its bounds, however many come', () => {
    const story = new Story()
    story.tick('attack', [], START)
    for (let i = 0; i < 60_000; i++) {
      story.add(
        {
          ...challenged,
          client: i,
          follows: () => true,
          judgement: { verdict: 'challenge', rule: i, demand: 'script' },
        },
        START,
      )
    }
    expect(story.peopleByRule.size).toBe(200)
    expect(story.timeline.at(START).rules.size).toBe(200)
    expect(story.visits.challenge).toBe(60_000)
  })
})
