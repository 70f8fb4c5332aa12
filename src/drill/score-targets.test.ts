import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoreRow } from './score-people.js'
import { isReached, judgeTargets, type Reached } from './score-targets.js'
import { ATTACK_TARGETS, CROWD_TARGETS } from './targets.js'

const WELL: Reached = {
  all: { ...scoreRow('all', [], []), actions: 1_000, succeeded: 1, calmP95Ms: 100, duringP95Ms: 900, ratio: 9 },
  settled: { ...scoreRow('settled', [], []), actions: 800, calmP95Ms: 100, duringP95Ms: 140, ratio: 1.4 },
  worst: { activity: 'read', succeeded: 0.99, actions: 300 },
  worstWithoutScript: { activity: 'donate', succeeded: 1, actions: 60 },
  mitigated: { median: 1, worst: 4 },
  back: [
    { activity: 'read', tier: 'essential', afterMs: 9_000 },
    { activity: 'search', tier: 'deferrable', afterMs: 58_000 },
  ],
  left: [],
}

const missed = (reached: Partial<Reached>, targets = ATTACK_TARGETS) =>
  judgeTargets(targets, { ...WELL, ...reached }).flatMap((target) => target.missed ?? [])

describe('the targets of a drill', () => {
  it('are met by a Holdfast that does as the design says', () => {
    const results = judgeTargets(ATTACK_TARGETS, WELL)
    expect(results.every(({ met, missed: sentence }) => met && sentence === null)).toBe(true)
    expect(results.map(({ name }) => name)).toEqual([
      'all',
      'worst',
      'worst',
      'slower',
      'mitigated',
      'mitigatedWorst',
      'essentialBack',
      'back',
      'left',
    ])
  })

  it.each([
    [
      'all',
      { all: { ...WELL.all, succeeded: 0.9899 } },
      'of all real actions only 98.9 % succeeded; the target is 99 %',
    ],
    ['the worst activity', { worst: { activity: 'read', succeeded: 0.97, actions: 300 } }, 'of "read" only 97 %'],
    [
      'those without script',
      { worstWithoutScript: { activity: 'donate', succeeded: 0.9, actions: 60 } },
      'of "donate" without script only 90 % succeeded',
    ],
    ['speed', { settled: { ...WELL.settled, ratio: 1.6, duringP95Ms: 160 } }, 'real actions took 1.6 × (160 ms)'],
    ['the median', { mitigated: { median: 3, worst: 4 } }, 'median: 3 s; the target is 2 s'],
    ['the worst', { mitigated: { median: 1, worst: Number.POSITIVE_INFINITY } }, 'at worst: not while it lasted'],
    [
      'what is essential',
      { back: [{ activity: 'read', tier: 'essential', afterMs: 10_001 }] },
      'the essential activities',
    ],
    [
      'what never came back',
      { back: [{ activity: 'a', tier: 'important', afterMs: null }] },
      'not while it was watched',
    ],
    ['what is left', { left: ['search is slowed'] }, 'measures were left behind: search is slowed'],
  ] as const)('miss %s in a sentence', (_name, reached, sentence) => {
    const sentences = missed(reached as Partial<Reached>)
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain(sentence)
  })

  it('let nobody in a crowd be touched', () => {
    expect(missed({ all: { ...WELL.all, refused: 1 }, worst: null, worstWithoutScript: null }, CROWD_TARGETS)).toEqual([
      '1 real action was refused; the target is none',
    ])
    expect(
      missed({ all: { ...WELL.all, challenged: 2 }, worst: null, worstWithoutScript: null }, CROWD_TARGETS),
    ).toEqual(['2 real actions were challenged; the target is none'])
    expect(missed({ worst: { activity: 'read', succeeded: 0.999, actions: 1_000 } }, CROWD_TARGETS)).toHaveLength(1)
  })

  it('call nothing slow that nobody notices', () => {
    expect(missed({ settled: { ...WELL.settled, ratio: 9, duringP95Ms: 99 } })).toEqual([])
  })

  it('say nothing of what could not be seen', () => {
    const nothing = { ...WELL, worst: null, worstWithoutScript: null, mitigated: null, back: null, left: null }
    expect(judgeTargets(ATTACK_TARGETS, nothing).map(({ name }) => name)).toEqual(['all', 'slower'])
  })

  it('overlook one mishap among some, and never two', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.nat(20),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (actions, failed, target) => {
          fc.pre(failed <= actions)
          const reached = isReached(target, { succeeded: (actions - failed) / actions, actions })
          if ((actions - failed) / actions >= target) expect(reached).toBe(true)
          else expect(reached).toBe(failed === 1 && actions >= 10 && target < 1)
        },
      ),
    )
  })
})
