/**
 * What it costs to tell a visit by its attributes and to judge it by fifty rules: `node bench/run.mjs attributes`. See
 * bench/README.md.
 */
import { browserProfiles, headersFor, programProfile } from '../src/drill/browser-profiles.js'
import { SeededRandom } from '../src/drill/seeded-random.js'
import type { RuleTest } from '../src/explain/rule.js'
import { Convictions } from '../src/mitigate/convictions.js'
import { Judge } from '../src/mitigate/judge.js'
import { PageFollowers } from '../src/mitigate/page-followers.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../src/traffic/attributes.js'
import { KnownValues, valueHash } from '../src/traffic/known-values.js'
import { VisitDescriber } from '../src/traffic/visit-describer.js'
import type { VisitFields } from '../src/traffic/visit-fields.js'
import { medianOf } from './edge/row.js'

const VISITS = 5_000
const ROUNDS = 7
const RULES = 50
const REACH_US = 5
const OWN_HOST = 'news.example.org'

type Case = (random: SeededRandom, index: number) => VisitFields

const profiles = browserProfiles(new SeededRandom(7))
const programs = (['feed reader', 'app', 'crawler', 'image proxy'] as const).map((kind) =>
  programProfile(kind, new SeededRandom(3)),
)
const PAGES = ['/', '/section/local', '/donate', '/search?q=harbour', '/feed.xml', '/api/articles.json']
const ASSETS = ['/assets/site.3f9a2c1b.css', '/assets/site.8812aa0c.js', '/assets/crest.svg']

/** Readers of a news site, and a few programs: what is usual, and much the same again and again. */
const readers: Case = (random) => {
  const program = random.next() < 0.05
  const profile = program ? random.pick(programs) : random.pick(profiles)
  const asset = random.next() < 0.6
  const page =
    random.next() < 0.5 ? random.pick(PAGES) : `/article/storm-closes-harbour-road-${random.integer(400)}?from=front`
  const target = asset ? random.pick(ASSETS) : page
  const referer =
    random.next() < 0.7 ? `https://${OWN_HOST}/article/storm-closes-harbour-road-${random.integer(400)}` : null
  const fields = program
    ? [...profile]
    : headersFor(profile, asset ? { what: 'asset', path: target } : { what: 'page', from: 'here' }, {
        origin: `https://${OWN_HOST}`,
        referer,
      })
  if (!program && random.next() < 0.5) fields.push(['Cookie', `consent=yes; visit=${random.integer(1e9)}`])
  return visitOf('GET', target, [['Host', OWN_HOST], ['Connection', 'keep-alive'], ...fields])
}

/** A flood that copies a browser and changes what floods usually change. */
const flood: Case = (random) => {
  const fields = headersFor(
    random.pick(profiles),
    { what: 'page', from: 'elsewhere' },
    {
      origin: `https://${OWN_HOST}`,
      referer: null,
    },
  )
  return visitOf('GET', `/search?q=${random.integer(2 ** 32).toString(36)}`, [['Host', OWN_HOST], ...fields])
}

/** Everything that a visitor can make new is new in each visit. */
const allNew: Case = (random, index) => {
  const word = () => random.integer(2 ** 32).toString(36)
  const name = `${index.toString(36)}${word()}`
  return visitOf('GET', `/${name}/${word()}-${word()}?${word()}=${word()}&${word()}=${word()}`, [
    ['Host', OWN_HOST],
    [
      'User-Agent',
      `Mozilla/5.0 (X11; Linux x86_64; ${word()}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${index} Safari/537.36`,
    ],
    ['Accept', `text/${word()}`],
    ['Accept-Language', `${word()},${word()};q=0.5,${word()};q=0.3`],
    ['Accept-Encoding', `gzip, ${word()}`],
    ['Sec-CH-UA', `"Chromium";v="${index}", "${word()}";v="99"`],
    ['Sec-CH-UA-Platform', `"${word()}"`],
    ['Sec-Fetch-Site', word()],
    ['Sec-Fetch-Mode', word()],
    ['Sec-Fetch-Dest', word()],
    ['Referer', `https://${word()}.example/${word()}`],
    ...Array.from({ length: 6 }, (): [string, string] => [`X-${word()}`, word()]),
  ])
}

/** As `allNew`, with as many and as long fields as the edge takes. */
const allNewAndLong: Case = (random, index) => {
  const visit = allNew(random, index)
  const text = () => Array.from({ length: 60 }, () => random.integer(2 ** 32).toString(36)).join('x.')
  const name = text().slice(0, 40)
  const long = Array.from({ length: 180 }, (_, i): string[] => [`X-${i}-${name}`, '1']).flat()
  const ending = text()
  const fields = visit.fields.map((field, i) => (i % 2 === 1 ? `${field}${ending}` : field))
  return { ...visit, target: `${visit.target}${ending}`, fields: [...fields, ...long] }
}

const CASES: Readonly<Record<string, Case>> = {
  'readers, the same again and again': readers,
  'a flood, each with a new query': flood,
  'everything new each time': allNew,
  'everything new, 200 long fields': allNewAndLong,
}

console.log(
  `${VISITS.toLocaleString('en')} visits, ${RULES} rules; microseconds of CPU a visit, median of ${ROUNDS} rounds\n`,
)
console.log(
  `${'visits'.padEnd(36)}${'described'.padStart(10)}${'judged'.padStart(8)}${'both'.padStart(8)}${'worst round'.padStart(13)}`,
)
let reached = true
for (const [name, make] of Object.entries(CASES)) {
  const { described, judged, both, worst } = measure(make)
  if (name.startsWith('readers')) reached = both <= REACH_US
  console.log(
    `${name.padEnd(36)}${[described, judged, both].map((us, i) => us.toFixed(2).padStart(i === 0 ? 10 : 8)).join('')}${worst.toFixed(2).padStart(13)}`,
  )
}
console.log(`\nTo reach: ${REACH_US} µs for readers: ${reached ? 'reached' : 'missed'}`)
process.exitCode = reached ? 0 : 1

function measure(make: Case): { described: number; judged: number; both: number; worst: number } {
  const describer = new VisitDescriber(new Set([OWN_HOST]))
  const random = new SeededRandom(11)
  const learned = learn(describer, random)
  const judge = judgeOf(describer, learned)
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const visits = Array.from({ length: VISITS }, (_, i) => make(random, round * VISITS + i)).map(asOffTheWire)
    const rows = new Int32Array(VISITS * ATTRIBUTES.length)
    const kinds = visits.map(() => 'page' as ReturnType<VisitDescriber['describe']>)
    const start = cpuUs()
    for (let i = 0; i < VISITS; i++) {
      const row = rows.subarray(i * ATTRIBUTES.length, (i + 1) * ATTRIBUTES.length)
      kinds[i] = describer.describe(visits[i] as VisitFields, row)
    }
    const described = cpuUs()
    for (let i = 0; i < VISITS; i++) {
      const values = rows.subarray(i * ATTRIBUTES.length, (i + 1) * ATTRIBUTES.length)
      judge.judge({ values, kind: kinds[i] ?? 'page', client: i % 5_000, known: false, shown: null }, round)
    }
    const end = cpuUs()
    return { described: (described - start) / VISITS, judged: (end - described) / VISITS, both: (end - start) / VISITS }
  })
  return {
    described: medianOf(rounds.map(({ described }) => described)),
    judged: medianOf(rounds.map(({ judged }) => judged)),
    both: medianOf(rounds.map(({ both }) => both)),
    worst: Math.max(...rounds.map(({ both }) => both)),
  }
}

/** What calm readers send, by column. */
function learn(describer: VisitDescriber, random: SeededRandom): string[][] {
  const seen = ATTRIBUTES.map(() => new Set<string>())
  const row = new Int32Array(ATTRIBUTES.length)
  for (let i = 0; i < VISITS; i++) {
    describer.describe(readers(random, i), row)
    for (const [column, values] of seen.entries()) {
      const text = describer.text(column, row[column] ?? UNKNOWN)
      if (text !== undefined) values.add(text)
    }
  }
  return seen.map((values) => [...values])
}

/** Rules as the miner makes them, of two to four tests, which meet hardly anybody: each visit is held against all. */
function judgeOf(describer: VisitDescriber, learned: readonly string[][]): Judge {
  const random = new SeededRandom(5)
  const known = describer.dictionaries.map(
    (dictionary, column) => new KnownValues(Int32Array.from(learned[column] ?? [], valueHash), dictionary),
  )
  const judge = new Judge({
    dictionaries: describer.dictionaries,
    isUnseen: (column, id) => known[column]?.has(id) === false,
    convictions: new Convictions(),
    followers: new PageFollowers(0.5),
  })
  const attributes = (['headers', 'languages', 'family', 'query', 'encodings', 'referrer'] as const).filter(
    (attribute) => (learned[COLUMN[attribute]]?.length ?? 0) > 0,
  )
  const rules = Array.from({ length: RULES }, (_, id) => {
    const tests: RuleTest[] = [
      { attribute: 'method', op: 'is', value: 'GET' },
      ...Array.from({ length: 1 + (id % 2) }, (): RuleTest => {
        const attribute = random.pick(attributes)
        return { attribute, op: 'is', value: random.pick(learned[COLUMN[attribute]] ?? []) }
      }),
      { attribute: 'route', op: 'unseen', value: '' },
    ]
    return {
      id,
      tests,
      measure: 'challenge' as const,
      demand: 'transparent' as const,
      watchUntil: Number.POSITIVE_INFINITY,
      wakesAt: null,
      convicts: false,
    }
  })
  judge.obey({ severe: null, severeWakesAt: null, rules })
  return judge
}

function visitOf(method: string, target: string, fields: readonly (readonly [string, string])[]): VisitFields {
  return {
    method,
    target,
    httpVersion: '1.1',
    secure: true,
    fields: fields.flat(),
    told: 'in-order',
    cookie: fields.some(([name]) => name === 'Cookie') ? 'some' : 'none',
    tls: 't13d1516h2_8daaf6152771_b186095e22b6',
    as: 'AS 64500',
    country: 'IE',
    crawler: null,
  }
}

/** Time of the processor: the machine may have other things to do. */
function cpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Node makes new texts for each request; none has been looked up before. */
function asOffTheWire(visit: VisitFields): VisitFields {
  const copy = (text: string) => Buffer.from(text, 'latin1').toString('latin1')
  return { ...visit, target: copy(visit.target), fields: visit.fields.map(copy) }
}
