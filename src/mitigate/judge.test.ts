import { describe, expect, it } from 'vitest'
import type { Demand } from '../challenge/evidence.js'
import { ATTRIBUTES, COLUMN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import type { Kind } from '../traffic/kind.js'
import { Convictions } from './convictions.js'
import { Judge, type JudgedVisit } from './judge.js'
import type { RuleInForce } from './orders.js'
import { PageFollowers } from './page-followers.js'

const SEARCH: RuleInForce = {
  id: 7,
  tests: [{ attribute: 'route', op: 'is', value: '/search' }],
  measure: 'challenge',
  demand: 'transparent',
  watchUntil: 1_000,
  wakesAt: null,
  convicts: true,
}

function started(
  rules: readonly RuleInForce[] = [SEARCH],
  severe: Demand | null = null,
  severeWakesAt: number | null = null,
) {
  const dictionaries = ATTRIBUTES.map(() => new Dictionary())
  const judge = new Judge({
    dictionaries,
    isUnseen: () => false,
    convictions: new Convictions(),
    followers: new PageFollowers(0.8),
  })
  judge.obey({ severe, severeWakesAt, rules })
  const visit = (what: Partial<JudgedVisit> & { route?: string; crawler?: string }): JudgedVisit => {
    const values = new Int32Array(ATTRIBUTES.length)
    values[COLUMN.route] = dictionaries[COLUMN.route]?.id(what.route ?? '/search') ?? 0
    values[COLUMN.crawler] = dictionaries[COLUMN.crawler]?.id(what.crawler ?? 'none') ?? 0
    return { values, kind: 'page', client: 1, known: false, shown: null, ...what }
  }
  const verdict = (what: Partial<JudgedVisit> & { route?: string; crawler?: string; kind?: Kind }, now: number) =>
    judge.judge(visit(what), now).verdict
  return { judge, verdict }
}

describe('a rule', () => {
  it('is watched first: it stops nobody, and counts whom it would meet', () => {
    const { judge, verdict } = started()
    expect(verdict({}, 999)).toBe('serve')
    expect(verdict({ known: true }, 999)).toBe('serve')
    expect(verdict({ shown: 'work' }, 999)).toBe('serve')
    expect(verdict({ route: '/' }, 999)).toBe('serve')
    expect(judge.takeHits(2_000)).toEqual([{ id: 7, visits: 3, pages: 3, passed: 0, people: 1 }])
    expect(judge.takeHits(2_000)).toEqual([])
  })

  it('then challenges what it matches, and nothing else', () => {
    const { verdict } = started()
    expect(verdict({}, 1_000)).toBe('challenge')
    expect(verdict({ route: '/' }, 1_000)).toBe('serve')
  })

  it('never touches who has proved to be a visitor', () => {
    expect(started().verdict({ shown: 'work' }, 2_000)).toBe('serve')
  })

  it('convicts who goes on, but nobody of a network known from calm times, and nobody who loads pages whole', () => {
    const { verdict } = started()
    for (let i = 0; i < 39; i++) expect(verdict({}, 2_000 + i)).toBe('challenge')
    expect(verdict({}, 3_000)).toBe('challenge')
    expect(verdict({}, 3_001)).toBe('refuse')
    for (let i = 0; i < 500; i++) verdict({ client: 2, known: true }, 3_000 + i)
    expect(verdict({ client: 2, known: true }, 4_000)).toBe('challenge')
    verdict({ kind: 'asset', route: '/style.css' }, 4_000)
    expect(verdict({}, 4_001)).toBe('challenge')
  })

  it('drops who goes on asking though it is refused, and forgets it all after ten minutes', () => {
    const { judge, verdict } = started()
    for (let i = 0; i < 199; i++) verdict({}, 2_000 + i)
    expect(verdict({ route: '/' }, 3_000)).toBe('refuse')
    expect(verdict({ route: '/' }, 3_000)).toBe('drop')
    judge.obey({ severe: null, severeWakesAt: null, rules: [] })
    expect(judge.isIdle(600_000)).toBe(false)
    expect(verdict({ route: '/' }, 603_001)).toBe('serve')
    expect(judge.isIdle(603_001)).toBe(true)
  })

  it('that stays keeps what it has counted when other orders come', () => {
    const { judge, verdict } = started()
    verdict({}, 2_000)
    judge.obey({ severe: null, severeWakesAt: null, rules: [{ ...SEARCH, id: 8 }, SEARCH] })
    expect(judge.takeHits(2_000)).toEqual([{ id: 7, visits: 1, pages: 1, passed: 0, people: 0 }])
    judge.obey({ severe: null, severeWakesAt: null, rules: [] })
    expect(verdict({}, 2_000)).toBe('serve')
  })
})

describe('when no rule would do', () => {
  it('unproven visitors are challenged, and only they', () => {
    const { verdict } = started([], 'work')
    expect(verdict({}, 1)).toBe('challenge')
    expect(verdict({ known: true }, 1)).toBe('serve')
    expect(verdict({ shown: 'work' }, 1)).toBe('serve')
    expect(verdict({ crawler: 'verified Googlebot' }, 1)).toBe('serve')
    expect(verdict({ crawler: 'declared Bingbot' }, 1)).toBe('serve')
    expect(verdict({ crawler: 'pretender Googlebot' }, 1)).toBe('challenge')
    verdict({ client: 5, kind: 'asset' }, 1)
    expect(verdict({ client: 5 }, 2)).toBe('serve')
  })
})

describe('a measure that only counts', () => {
  const RESTING: RuleInForce = { ...SEARCH, watchUntil: 0, wakesAt: 5 }

  it('touches nobody, and holds nobody to account', () => {
    const { judge, verdict } = started([RESTING])
    for (let i = 0; i < 400; i++) expect(verdict({}, 1_000 + 300 * i)).toBe('serve')
    expect(judge.acts(121_000)).toBe(false)
    expect(judge.takeHits(121_000)).toMatchObject([{ id: 7, visits: 400 }])
  })

  it('acts by itself from the fifth visit within a second, and for as long as they come', () => {
    const { judge, verdict } = started([RESTING])
    const verdicts = Array.from({ length: 8 }, (_, i) => verdict({}, 1_000 + 10 * i))
    expect(verdicts).toEqual(['serve', 'serve', 'serve', 'serve', 'challenge', 'challenge', 'challenge', 'challenge'])
    expect(verdict({ route: '/' }, 1_100)).toBe('serve')
    expect(judge.acts(3_000)).toBe(true)
    expect(judge.acts(3_100)).toBe(false)
    expect(verdict({}, 3_200)).toBe('serve')
  })

  it('acts at once when the brain says so, and not any more when it does', () => {
    const { judge, verdict } = started([RESTING])
    judge.obey({ severe: null, severeWakesAt: null, rules: [{ ...RESTING, wakesAt: null }] })
    expect(verdict({}, 1_000)).toBe('challenge')
    judge.obey({ severe: null, severeWakesAt: null, rules: [RESTING] })
    expect(verdict({}, 1_100)).toBe('serve')
  })

  it('is the severe level, too', () => {
    const { judge, verdict } = started([], 'script', 20)
    const newcomers = Array.from({ length: 25 }, (_, i) => verdict({ client: i }, 1_000 + i))
    expect(newcomers.filter((one) => one === 'serve')).toHaveLength(19)
    expect(newcomers.slice(19).every((one) => one === 'challenge')).toBe(true)
    expect(judge.takeHits(2_000)).toEqual([{ id: 0, visits: 25, pages: 25, passed: 0, people: 0 }])
  })
})

describe('who was let in for what it had shown', () => {
  it('is looked at a second later: browsers have fetched files by then, programs have not', () => {
    const { judge, verdict } = started()
    for (const client of [1, 2, 3]) expect(verdict({ client, shown: 'cookie' }, 2_000)).toBe('serve')
    verdict({ client: 2, kind: 'asset', route: '/style.css' }, 2_400)
    expect(judge.takeHits(2_500)).toEqual([{ id: 7, visits: 3, pages: 3, passed: 0, people: 0 }])
    expect(judge.takeHits(3_000)).toEqual([{ id: 7, visits: 0, pages: 0, passed: 2, people: 1 }])
    expect(judge.takeHits(4_000)).toEqual([])
  })

  it('is told of at once when there are more than can be remembered, so that nothing is lost', () => {
    const { judge, verdict } = started()
    for (let client = 0; client < 5_000; client++) verdict({ client, shown: 'cookie' }, 2_000)
    const early = judge.takeHits(2_001)[0]?.passed ?? 0
    const late = judge.takeHits(3_001)[0]?.passed ?? 0
    expect(early).toBeGreaterThan(3_000)
    expect(early + late).toBe(5_000)
  })

  it('is challenged where no rule would do, though one slows it', () => {
    const slow: RuleInForce = { ...SEARCH, watchUntil: 0, measure: 'slow' }
    expect(started([slow]).verdict({}, 2_000)).toBe('slow')
    expect(started([slow], 'script').verdict({}, 2_000)).toBe('challenge')
    expect(started([slow], 'script').verdict({ known: true }, 2_000)).toBe('slow')
  })

  it('may have shown enough for a rule, and not enough where no rule would do', () => {
    const { verdict } = started([SEARCH], 'work')
    expect(verdict({ shown: 'cookie' }, 2_000)).toBe('challenge')
    expect(verdict({ shown: 'work' }, 2_000)).toBe('serve')
  })
})
