import { expect, it } from 'vitest'
import { busyNight, searchRule } from '../sample-rules.test-support.js'
import { inForceSentence, rulesInForce } from './rules-in-force.js'

it('counts by platform what is in force, and nothing that has ended', () => {
  const rules = [...busyNight(), searchRule({ id: 10, platform: 'campaign' })]
  expect(rulesInForce(rules)).toEqual([
    { platform: 'newsroom', watch: 1, slow: 1, challenge: 1 },
    { platform: 'campaign', watch: 0, slow: 0, challenge: 1 },
  ])
  expect(rulesInForce(rules.filter(({ ended }) => ended))).toEqual([])
})

it.each([
  [{ watch: 1, slow: 0, challenge: 0 }, 'A rule is in force: it is only watching.'],
  [{ watch: 0, slow: 2, challenge: 0 }, '2 rules are in force: 2 slow visits.'],
  [
    { watch: 2, slow: 1, challenge: 3 },
    '6 rules are in force: 3 challenge visits, 1 slows visits, 2 are only watching.',
  ],
])('says %j in a sentence', (counts, sentence) => {
  expect(inForceSentence(counts)).toBe(sentence)
})
