import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTES, type Attribute, COLUMN } from '../traffic/attributes.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import type { Mined, MinedRule } from './rule.js'
import {
  BOTS_FROM,
  mineScene,
  newDictionaries,
  normalVisit,
  normalVisits,
  pick,
  randomOf,
  sampleOf,
  type TestScene,
  type TestVisit,
  type Words,
} from './visits.test-support.js'

/** Normal visits enough for all tests; making them takes longest. */
const POOL = normalVisits(1, 60_000)

/** Some of them, others for another seed. */
function someNormal(seed: number, count: number): readonly TestVisit[] {
  const start = (((seed * 7_919) % 61) + 61) % 61
  const from = Math.floor((start / 61) * POOL.length)
  return from + count <= POOL.length ? POOL.slice(from, from + count) : POOL.slice(-count)
}

interface Scene {
  /** What a bot's visit looks like; it starts from a normal one, from a network not seen in calm times. */
  bot: (normal: Words, number: number, random: () => number) => Words
  bots?: number
  normal?: number
  baseline?: number
  /** Networks and clients of a bot; one of its own when left out. */
  from?: (number: number) => number
  seed?: number
  input?: Partial<TestScene>
}

function attack({ bot, bots = 3_000, normal = 1_000, baseline = 10_000, from = (i) => i, seed = 7, input }: Scene) {
  const dictionaries = newDictionaries()
  const random = randomOf(seed)
  const visits: TestVisit[] = [...someNormal(seed + 1, normal)]
  for (let i = 0; i < bots; i++) {
    const words = { ...human(random), network: 'new' }
    visits.push({ words: bot(words, i, random), network: BOTS_FROM + from(i), client: BOTS_FROM + from(i) })
  }
  const scene: TestScene = {
    baseline: sampleOf(someNormal(seed + 2, baseline), dictionaries),
    attack: sampleOf(visits, dictionaries),
    expected: normal,
    dictionaries,
    fleets: [],
    significance: -100,
    seed,
    ...input,
  }
  return { scene, visits, dictionaries }
}

function human(random: () => number): Words {
  for (;;) {
    const { words } = normalVisit(random)
    if (words.fetch === 'consistent') return words
  }
}

function rulesOf(mined: Mined): readonly MinedRule[] {
  if (mined.kind !== 'rules') throw new Error(`no rules: ${mined.reason}`)
  return mined.rules
}

function testsOf(mined: Mined): string[][] {
  return rulesOf(mined).map(({ tests }) =>
    tests.map(({ attribute, op, value }) => (op === 'is' ? `${attribute} is ${value}` : `${attribute} unseen`)),
  )
}

/** Share of visits that pass any of the rules, by the words of the visits. */
function touchedBy(rules: readonly MinedRule[], visits: readonly TestVisit[], known: ReadonlySet<string>): number {
  const touched = visits.filter(({ words }) =>
    rules.some(({ tests }) =>
      tests.every(({ attribute, op, value }) => {
        const word = words[attribute]
        return word !== undefined && (op === 'is' ? word === value : !known.has(`${attribute} ${word}`))
      }),
    ),
  )
  return touched.length / visits.length
}

function knownValues(visits: readonly TestVisit[]): Set<string> {
  return new Set(visits.flatMap(({ words }) => ATTRIBUTES.map((attribute) => `${attribute} ${words[attribute]}`)))
}

describe('from an attack to its rule', () => {
  const cases: [string, Scene['bot'], string[]][] = [
    [
      'one search by everybody',
      (w) => ({ ...w, kind: 'page', route: '/search', query: 'q=:word40' }),
      ['query is q=:word40'],
    ],
    ['random paths', (w, i) => ({ ...w, kind: 'page', route: `/p${i}`, query: '-' }), ['route unseen']],
    ['a number against caches', (w) => ({ ...w, route: '/', query: ':number8' }), ['query is :number8']],
    ['parameters of random names', (w, i) => ({ ...w, route: '/', query: `a${i}=:word` }), ['query unseen']],
    ['search facets', (w, i) => ({ ...w, route: '/search', query: `place=:word&type=${i % 40}` }), ['query unseen']],
    ['login', (w) => ({ ...w, method: 'POST', route: '/login', kind: 'page' }), ['route is /login']],
    [
      'donations',
      (w) => ({ ...w, method: 'POST', route: '/donate', kind: 'page' }),
      ['method is POST', 'route is /donate'],
    ],
    ['random user agents', (w, i) => ({ ...w, userAgent: `agent ${i}`, family: 'other' }), ['family is other']],
    ['one header shape', (w) => ({ ...w, headers: 'sent by a script' }), ['headers is sent by a script']],
    ['contradicting fetch metadata', (w) => ({ ...w, fetch: 'contradicting' }), ['fetch is contradicting']],
    ['a crawler that is none', (w) => ({ ...w, crawler: 'pretender' }), ['crawler is pretender']],
    ['a TLS fingerprint of its own', (w) => ({ ...w, tls: 't13d' }), ['tls is t13d']],
    ['an old protocol with new browsers', (w) => ({ ...w, http: '1.0' }), ['http is 1.0']],
  ]
  it.each(cases)('%s', (_, bot, expected) => {
    const mined = mineScene(attack({ bot }).scene)
    expect(testsOf(mined)).toEqual([expected])
    if (mined.kind !== 'rules') return
    expect(mined.explained).toBeGreaterThan(0.98)
    expect(mined.rules[0]?.collateral.upper).toBeLessThan(0.01)
    expect(mined.rest).toBeNull()
  })

  it('finds each of several attacks at once', () => {
    const shapes: Words[] = [
      { tls: 'a' },
      { headers: 'b' },
      { route: '/c' },
      { query: 'd' },
      { languages: 'e' },
      { http: '0.9' },
    ]
    const { scene } = attack({ bots: 3_600, bot: (words, i) => ({ ...words, ...shapes[i % shapes.length] }) })
    const mined = mineScene(scene)
    expect(testsOf(mined).flat().sort()).toEqual(
      ['headers is b', 'http is 0.9', 'languages is e', 'query is d', 'route is /c', 'tls is a'].sort(),
    )
    expect(mined.kind === 'rules' && mined.explained).toBeGreaterThan(0.95)
  })

  it('names what the attack cannot change before what it can', () => {
    const bot = (words: Words): Words => ({ ...words, route: '/export', query: 'all', userAgent: 'x', family: 'other' })
    expect(testsOf(mineScene(attack({ bot }).scene))).toEqual([['route is /export']])
  })

  it('recovers a conjunction of values that are each common', { timeout: 60_000 }, () => {
    const values: [Attribute, readonly string[]][] = [
      ['referrer', ['none', 'search', 'social.example']],
      ['http', ['1.1']],
      ['cookie', ['session', 'some']],
      ['languages', ['de,en', 'fr,en', 'es']],
      ['route', ['/news', '/donate', '/about', '/events']],
    ]
    const planted = fc.shuffledSubarray(values, { minLength: 2, maxLength: 3 })
    fc.assert(
      fc.property(planted, fc.integer({ min: 1, max: 1_000 }), (chosen, seed) => {
        const random = randomOf(seed)
        const words = Object.fromEntries(
          chosen.map(([attribute, choices]) => [attribute, pick(random, choices)]),
        ) as Words
        const { scene, visits } = attack({ seed, bot: (normal) => ({ ...normal, ...words, kind: 'page', query: '-' }) })
        const normal = someNormal(seed + 30, 10_000)
        const passing = POOL.filter((visit) =>
          ATTRIBUTES.every((a) => words[a] === undefined || visit.words[a] === words[a]),
        )
        // What people do often is no rule: that is another test.
        fc.pre(passing.length / POOL.length < 0.002)
        const mined = mineScene(scene)
        const rules = rulesOf(mined)
        const bots = visits.filter(({ client }) => client >= BOTS_FROM)
        const known = knownValues(someNormal(seed + 2, 10_000))
        expect(touchedBy(rules, bots, known)).toBeGreaterThan(0.95)
        expect(touchedBy(rules, normal, known)).toBeLessThan(0.01)
      }),
      { numRuns: 12 },
    )
  })

  it('says who is behind it when few networks are', () => {
    const scene: Scene = { bot: (words) => ({ ...words, headers: 'script' }), from: (i) => i % 2 }
    const [rule] = rulesOf(mineScene(attack(scene).scene))
    expect(rule).toMatchObject({ fewNetworks: true, networks: 2 })
  })

  it('makes no rule of one visitor among many attackers', () => {
    const { scene } = attack({
      bot: (words, i) => (i % 10 === 0 ? { ...words, tls: 'one visitor' } : { ...words, headers: 'script' }),
      from: (i) => (i % 10 === 0 ? 0 : i),
    })
    expect(testsOf(mineScene(scene))).toEqual([['headers is script']])
  })
})

describe('where nothing sets the attack apart', () => {
  it('no rule is admissible for copies of normal visits, and it says how near the best one comes', () => {
    const copies = someNormal(50, 6_000).map(({ words }, i) => ({
      words,
      network: BOTS_FROM + i,
      client: BOTS_FROM + i,
    }))
    const mined = mineScene(attack({ bot: (_, i) => copies[i]?.words ?? {} }).scene)
    expect(mined.kind).toBe('nothing-admissible')
    if (mined.kind !== 'nothing-admissible') return
    expect(mined.reason).toMatch(
      /like normal ones.*explains [\d.]+ % of the excess, and would touch [\d.]+ % of normal visits/,
    )
    expect(mined.nearest.length).toBeGreaterThan(0)
  })

  it('no rule is admissible for the commonest pages from networks never seen, and that is why', () => {
    const bot = (words: Words): Words => ({ ...words, kind: 'page', route: '/', query: '-' })
    const mined = mineScene(attack({ bot, input: { exempt: () => false } }).scene)
    const reason = mined.kind === 'rules' ? mined.rest?.reason : mined.reason
    expect(reason).toMatch(/explains \d+ % of the excess, and would touch [\d.]+ % of normal visits/)
    if (mined.kind === 'rules') expect(mined.explained).toBeLessThan(0.67)
  })

  it.each(['network', 'as', 'country'] as const)('never by %s alone, be it ever so new', (attribute) => {
    const copies = someNormal(50, 6_000)
    const bot = (_: Words, i: number): Words => ({ ...(copies[i]?.words ?? {}), [attribute]: 'nobody is from there' })
    const mined = mineScene(attack({ bot, input: { limits: { depth: 1 } } }).scene)
    if (mined.kind === 'rules') {
      for (const { tests } of mined.rules) expect(tests.some((test) => test.attribute !== attribute)).toBe(true)
      expect(mined.explained).toBeLessThan(0.5)
    }
  })

  it('a crowd of normal visitors is no attack', () => {
    const mined = mineScene(attack({ bot: (words) => words, bots: 0, normal: 4_000, input: { expected: 800 } }).scene)
    expect(mined.kind).toBe('nothing-admissible')
  })

  it('what may be chance is told as such', () => {
    const { scene } = attack({
      bot: (words) => ({ ...words, tls: 'x' }),
      bots: 30,
      normal: 20,
      input: { significance: -1e6 },
    })
    const mined = mineScene(scene)
    expect(mined).toMatchObject({ kind: 'nothing-admissible', reason: expect.stringContaining('may be chance') })
  })
})

describe('collateral', () => {
  it('stays inside its bound on fresh normal visits, for at least 95 of 100 attacks', { timeout: 60_000 }, () => {
    let rules = 0
    let wrong = 0
    let refused = 0
    for (let seed = 0; seed < 40; seed++) {
      const random = randomOf(seed * 31)
      const referrer = pick(random, ['none', 'search', 'social.example', 'own'])
      const http = pick(random, ['1.1', '2'])
      const family = pick(random, [
        'Chrome 140, Windows',
        'Safari 139, iOS',
        'Firefox 138, Android',
        'Edge 137, Windows',
      ])
      const bot = (words: Words): Words => ({ ...words, kind: 'page', route: '/', query: '-', referrer, http, family })
      const { scene } = attack({ bot, seed, baseline: 6_000, bots: 1_500, normal: 500 })
      const mined = mineScene(scene)
      if (mined.kind !== 'rules') continue
      const known = knownValues(someNormal(seed + 2, 6_000))
      const fresh = someNormal(seed + 30, 8_000)
      for (const rule of mined.rules) {
        rules++
        if (touchedBy([rule], fresh, known) > rule.collateral.upper) wrong++
      }
      refused += touchedBy(
        mined.rules.filter(({ admissibleFor }) => admissibleFor === 'refuse'),
        fresh,
        known,
      )
    }
    expect(rules).toBeGreaterThan(20)
    expect(wrong / rules).toBeLessThanOrEqual(0.05)
    expect(refused / 40).toBeLessThan(0.001)
  })

  it('of all rules together stays inside the budget', () => {
    const shapes = ['/news', '/about', '/events', '/contact', '/donate'].map((route): Words => ({ route, http: '1.1' }))
    const { scene } = attack({
      bot: (words, i) => ({ ...words, kind: 'page', query: '-', ...shapes[i % shapes.length] }),
    })
    const mined = mineScene(scene)
    const rules = mined.kind === 'rules' ? mined.rules : []
    const fresh = someNormal(40, 20_000)
    const known = knownValues(someNormal(9, 10_000))
    const stopped = rules.filter(({ admissibleFor }) => admissibleFor !== 'slow')
    expect(touchedBy(stopped, fresh, known)).toBeLessThan(0.01)
  })

  it('cannot be shown to be small on a small baseline: to challenge, not to refuse', () => {
    const bot = (words: Words): Words => ({ ...words, headers: 'script' })
    const admissible = (baseline: number) => {
      const mined = mineScene(attack({ bot, baseline }).scene)
      return mined.kind === 'rules' ? mined.rules[0]?.admissibleFor : mined.reason
    }
    expect(admissible(10_000)).toBe('refuse')
    expect(admissible(2_000)).toBe('challenge')
    expect(admissible(300)).toBe('slow')
    expect(admissible(60)).toMatch(/baseline is too small/)
  })

  it('of a program that one network brings, too, is made small by a further test, whichever half saw that network', () => {
    const odd = { userAgent: 'odd/1.0', family: 'odd' }
    for (let seed = 1; seed <= 8; seed++) {
      const bot = (words: Words): Words => ({ ...words, ...odd, method: 'GET', route: '/search', query: 'q=:word8' })
      const { scene, dictionaries } = attack({ bot, from: (i) => i % 8, seed })
      const others = someNormal(seed + 40, 40).map(({ words }) => ({
        words: { ...words, ...odd, route: '/', query: '-' },
        network: 4_242,
        client: 4_242,
      }))
      const baseline = sampleOf([...someNormal(seed + 2, 10_000), ...others], dictionaries)
      const rules = rulesOf(mineScene({ ...scene, baseline }))
      expect(rules.map(({ admissibleFor }) => admissibleFor)).not.toContain('slow')
      expect(rules.reduce((sum, { explains }) => sum + explains, 0)).toBeGreaterThan(0.9)
    }
  })

  it('is not taken to be none because the baseline does not know an attribute', () => {
    const { scene } = attack({ bot: (words) => ({ ...words, headers: 'script' }) })
    forget(scene.baseline, 'headers')
    const mined = mineScene(scene)
    const rules = mined.kind === 'rules' ? mined.rules : []
    expect(rules.flatMap(({ tests }) => tests.map(({ attribute }) => attribute))).not.toContain('headers')
  })
})

describe('what the baseline knows beyond its sample', () => {
  const bot = (words: Words, i: number): Words => ({ ...words, languages: `l${i}` })

  it('is not unseen', () => {
    const { scene } = attack({ bot })
    expect(testsOf(mineScene(scene))).toEqual([['languages unseen']])
    const mined = mineScene({ ...scene, knows: (column) => column === COLUMN.languages })
    expect(mined.kind === 'rules' ? testsOf(mined).flat() : []).not.toContain('languages unseen')
  })

  it('says how often normal visits bring something new', () => {
    const { scene } = attack({ bot })
    const novel = scene.dictionaries.map((dictionary, column) => {
      const id = 1_000_000 + column
      // One normal visit in twenty brought a choice of languages that had not been seen until then.
      const { values, length } = scene.baseline
      if (column === COLUMN.languages) {
        for (let row = 0; row < length; row += 20) values[row * ATTRIBUTES.length + column] = id
      }
      return dictionary && id
    })
    const [rule] = rulesOf(
      mineScene({ ...scene, novel, limits: { depth: 1, collateral: { refuse: 0, challenge: 0.5, slow: 1 }, harm: 1 } }),
    )
    expect(rule?.tests).toMatchObject([{ attribute: 'languages', op: 'unseen' }])
    expect(rule?.collateral.share).toBeGreaterThan(0.04)
    expect(rule?.collateral.share).toBeLessThan(0.06)
  })
})

describe('who is never matched', () => {
  const bot = (words: Words, i: number): Words => ({ ...words, headers: i % 2 === 0 ? 'cleared' : 'script' })

  it('cleared clients', () => {
    const { scene, visits } = attack({ bot })
    const mined = mineScene({ ...scene, exempt: (row) => visits[row]?.words.headers === 'cleared' })
    expect(testsOf(mined)).toEqual([['headers is script']])
    expect(mined.kind === 'rules' && mined.explained).toBeGreaterThan(0.98)
  })

  it('known fleets', () => {
    const { scene } = attack({ bot })
    const fleets: TestScene['fleets'] = [[{ attribute: 'headers', op: 'is', value: 'cleared' }], []]
    expect(testsOf(mineScene({ ...scene, fleets }))).toEqual([['headers is script']])
  })
})

describe('the answer', () => {
  const { scene } = attack({
    bots: 1_200,
    normal: 400,
    baseline: 4_000,
    bot: (words, i) =>
      i % 3 === 0
        ? { ...words, tls: 'a' }
        : { ...words, kind: 'page', route: '/search', query: 'q=:word8', referrer: 'none' },
  })
  const answer = mineScene(scene)

  it('is the same each time', () => expect(mineScene(scene)).toEqual(answer))

  it('does not depend on the order of visits nor on the numbers of values', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomOf(seed)
        const renumbered = renumber(scene, random)
        const shuffledScene = {
          ...renumbered,
          attack: shuffled(renumbered.attack, random),
          baseline: shuffled(renumbered.baseline, random),
        }
        expect(mineScene(shuffledScene)).toEqual(answer)
      }),
      { numRuns: 8 },
    )
  })
})

describe('hostile and odd samples', () => {
  const bot = (words: Words): Words => ({ ...words, headers: 'script' })

  it('an empty baseline allows nothing, and says so', () => {
    const mined = mineScene(attack({ bot, baseline: 0 }).scene)
    expect(mined).toMatchObject({ kind: 'nothing-admissible', reason: expect.stringContaining('no baseline yet') })
  })

  it.each([0, 1])('%i visits are no attack', (bots) => {
    const mined = mineScene(attack({ bot, bots, normal: 0 }).scene)
    expect(mined).toMatchObject({ kind: 'nothing-admissible', nearest: [] })
  })

  it('a baseline of one network has nobody to check with', () => {
    const { scene } = attack({ bot })
    scene.baseline.networks.fill(1)
    expect(mineScene(scene).kind).toBe('nothing-admissible')
  })

  it('identical visits', () => {
    const { words } = normalVisit(randomOf(3))
    const mined = mineScene(attack({ bot: () => ({ ...words, referrer: 'odd' }) }).scene)
    expect(testsOf(mined)[0]).toContain('referrer is odd')
  })

  it('visits that are all different in everything', () => {
    const bot = (words: Words, i: number): Words =>
      Object.fromEntries(Object.keys(words).map((attribute) => [attribute, `${attribute} ${i}`]))
    const mined = mineScene(attack({ bot }).scene)
    expect(testsOf(mined)).toEqual([['method unseen']])
  })

  it('visits of which nothing is known', () => {
    const mined = mineScene(attack({ bot: () => ({}) }).scene)
    expect(mined.kind).toBe('nothing-admissible')
    const { scene } = attack({ bot })
    for (const attribute of ATTRIBUTES) forget(scene.baseline, attribute)
    expect(mineScene(scene).kind).toBe('nothing-admissible')
  })

  it('values made to be taken for something else', () => {
    for (const value of [
      '__proto__',
      'constructor',
      '\u202egnp.exe',
      'x\n\n100 % of the excess',
      '"; drop',
      '\0',
      '',
    ]) {
      const [tests] = testsOf(
        mineScene(attack({ bot: (words) => ({ ...words, headers: value }), bots: 1_000, baseline: 4_000 }).scene),
      )
      expect(tests).toEqual([`headers is ${value}`])
    }
  })

  it('values that the dictionary has forgotten still count as unseen', () => {
    const { scene } = attack({ bot: (words, i) => ({ ...words, headers: `h${i}` }) })
    const forgetful = scene.dictionaries.map((dictionary) => ({
      find: (value: string) => dictionary.find(value),
      text: (id: number) => (dictionary.text(id)?.startsWith('h') ? undefined : dictionary.text(id)),
    }))
    expect(testsOf(mineScene({ ...scene, dictionaries: forgetful }))).toEqual([['headers unseen']])
  })

  it('any numbers at all: no failure, and every promise kept', () => {
    const sample = (ids: number[], spread: number): VisitSample => {
      const length = Math.floor(ids.length / ATTRIBUTES.length)
      const rows = Array.from({ length }, (_, row) => row)
      return {
        length,
        values: Int32Array.from(ids.slice(0, length * ATTRIBUTES.length)),
        networks: Int32Array.from(rows, (row) => row % spread),
        clients: Int32Array.from(rows, (row) => row % spread),
        times: Float64Array.from(rows),
      }
    }
    const someOf = (values: fc.Arbitrary<number>) => fc.array(values, { maxLength: 2_000, size: 'max' })
    const any = fc.integer({ min: 0, max: 2 ** 31 - 1 })
    // Few values, so that visits have something in common; others in the attack than in the baseline now and then.
    const few = fc.nat(20).map((from) => fc.integer({ min: from, max: from + 3 }))
    const ids = fc.oneof(
      few.chain(someOf),
      few.chain((common) => someOf(fc.oneof(common, any))),
      someOf(any),
    )
    let ruled = 0
    const texts = { text: (id: number) => (id % 5 === 1 ? undefined : `v${id}`), find: () => 0 }
    fc.assert(
      fc.property(ids, ids, fc.integer({ min: 1, max: 60 }), fc.nat(50), (a, b, spread, expected) => {
        const mined = mineScene({
          attack: sample(a, spread),
          baseline: sample(b, spread),
          expected,
          dictionaries: ATTRIBUTES.map(() => texts),
          fleets: [],
          significance: -5,
          seed: spread,
          limits: { collateral: { refuse: 0.1, challenge: 0.2, slow: 0.5 }, harm: 0.5 },
        })
        if (mined.kind === 'nothing-admissible') {
          expect(mined.reason.length).toBeGreaterThan(10)
          return
        }
        ruled++
        expect(mined.rules.length).toBeLessThanOrEqual(8)
        expect(mined.explained).toBeGreaterThanOrEqual(0)
        expect(mined.explained).toBeLessThanOrEqual(1)
        for (const { tests, collateral, explains, visits, networks } of mined.rules) {
          expect(new Set(tests.map(({ attribute }) => attribute)).size).toBe(tests.length)
          expect(tests.length).toBeLessThanOrEqual(4)
          expect(tests.some(({ attribute }) => !['network', 'as', 'country'].includes(attribute))).toBe(true)
          expect(collateral.upper).toBeGreaterThanOrEqual(collateral.share)
          expect(collateral.upper).toBeLessThanOrEqual(0.5)
          expect(explains).toBeGreaterThanOrEqual(0)
          expect(visits).toBeGreaterThanOrEqual(networks)
        }
      }),
      // Made smaller step by step, so many numbers take minutes.
      { numRuns: 150, endOnFailure: true },
    )
    expect(ruled).toBeGreaterThan(10)
  })

  it('a sample made to be searched for long is given up in time', () => {
    const bot = (words: Words, _: number, random: () => number): Words =>
      Object.fromEntries(
        Object.keys(words).map((attribute) => [attribute, `${attribute} ${Math.floor(30 * random())}`]),
      )
    const { scene } = attack({ bot, bots: 6_000 })
    const start = process.cpuUsage()
    mineScene({ ...scene, limits: { work: 2_000_000 } })
    // A bound, not a measurement: unbounded it takes many times as long.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5_000)
  })
})

function forget({ values, length }: VisitSample, attribute: Attribute): void {
  for (let row = 0; row < length; row++) values[row * ATTRIBUTES.length + COLUMN[attribute]] = 0
}

function shuffled(sample: VisitSample, random: () => number): VisitSample {
  const order = Array.from({ length: sample.length }, (_, row) => ({ row, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row)
  const width = ATTRIBUTES.length
  return {
    length: sample.length,
    values: Int32Array.from(
      sample.values,
      (_, at) => sample.values[(order[Math.floor(at / width)] ?? 0) * width + (at % width)] ?? 0,
    ),
    networks: Int32Array.from(order, (row) => sample.networks[row] ?? 0),
    clients: Int32Array.from(order, (row) => sample.clients[row] ?? 0),
    times: Float64Array.from(order, (row) => sample.times[row] ?? 0),
  }
}

/** The same scene with other ids for the same values. */
function renumber(scene: TestScene, random: () => number): TestScene {
  const width = ATTRIBUTES.length
  const numbers = ATTRIBUTES.map(() => new Map<number, number>())
  const used = new Set<number>()
  const renumbered = (sample: VisitSample) => ({
    ...sample,
    values: sample.values.map((id, at) => {
      if (id === 0) return 0
      const ofColumn = numbers[at % width]
      let number = ofColumn?.get(id)
      while (number === undefined || number === 0) {
        const next = 1 + Math.floor(random() * 2 ** 30)
        if (used.has(next)) continue
        used.add(next)
        number = next
        ofColumn?.set(id, next)
      }
      return number
    }),
  })
  const attack = renumbered(scene.attack)
  const baseline = renumbered(scene.baseline)
  const dictionaries = numbers.map((ofColumn, column) => {
    const before = new Map([...ofColumn].map(([id, number]) => [number, id]))
    const dictionary = scene.dictionaries[column]
    return {
      text: (number: number) => dictionary?.text(before.get(number) ?? 0),
      find: (value: string) => ofColumn.get(dictionary?.find(value) ?? 0) ?? 0,
    }
  })
  return { ...scene, attack, baseline, dictionaries }
}
