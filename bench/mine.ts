import { mineAgainst } from '../src/explain/mine-against.js'
import { prepareNormal } from '../src/explain/prepare-normal.js'
import {
  BOTS_FROM,
  inputOf,
  newDictionaries,
  normalOf,
  normalVisit,
  normalVisits,
  randomOf,
  sampleOf,
  type TestScene,
  type TestVisit,
  type Words,
} from '../src/explain/visits.test-support.js'

/**
 * How long the miner takes from an alarm to rules, with what is normal prepared before: 20,000 visits of 18 attributes against a baseline of 20,000, by shape
 * of the attack. `node bench/run.mjs mine`
 */
const VISITS = 20_000
const NORMAL = 4_000
const ROUNDS = 15
const REACH_MS = 300

type Shape = (normal: Words, bot: number, random: () => number) => Words

const SHAPES: Readonly<Record<string, Shape>> = {
  'a search by everybody': (words) => ({ ...words, route: '/search', query: 'q=:word8', referrer: 'none' }),
  'random paths': (words, bot) => ({ ...words, kind: 'page', route: `/${bot.toString(36)}`, query: '-' }),
  'random user agents': (words, bot) => ({ ...words, userAgent: `agent ${bot}`, route: '/', query: '-' }),
  'eight shapes at once': (words, bot) => ({
    ...words,
    ...(
      [
        { method: 'POST', route: '/login' },
        { query: ':number8' },
        { languages: 'xx' },
        { route: '/search', referrer: 'own' },
        { userAgent: 'bot', family: 'other' },
        { tls: 't-new' },
        { fetch: 'missing', cookie: 'session' },
        { headers: 'odd' },
      ] satisfies Words[]
    )[bot % 8],
  }),
  'copies of normal visits': (words) => words,
  'identical visits': () => ({ ...normalVisit(randomOf(1)).words, tls: 'one' }),
  'fifty values in each attribute': (words, _, random) =>
    Object.fromEntries(Object.keys(words).map((name) => [name, `${name} ${Math.floor(random() * 50)}`])),
  'all values new': (words, bot) => Object.fromEntries(Object.keys(words).map((name) => [name, `${name} ${bot}`])),
}

console.log(`${VISITS} visits, baseline of ${VISITS}; milliseconds, median and longest of ${ROUNDS} rounds\n`)
let longest = 0
for (const [name, shape] of Object.entries(SHAPES)) {
  const scene = attack(shape)
  const normal = prepareNormal(normalOf(scene))
  const input = inputOf(scene)
  const times: number[] = []
  let found = mineAgainst(normal, input)
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    found = mineAgainst(normal, input)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const median = times[ROUNDS >> 1] ?? 0
  longest = Math.max(longest, median)
  const answer =
    found.kind === 'rules'
      ? `${found.rules.length} rules, ${(100 * found.explained).toFixed(0)} %`
      : 'nothing admissible'
  console.log(
    `${name.padEnd(32)} ${median.toFixed(0).padStart(5)} ${(times.at(-1) ?? 0).toFixed(0).padStart(5)}   ${answer}`,
  )
}
console.log(
  `\nlongest median ${longest.toFixed(0)} ms, to reach ${REACH_MS} ms: ${longest <= REACH_MS ? 'reached' : 'missed'}`,
)

function attack(shape: Shape): TestScene {
  const dictionaries = newDictionaries()
  const baseline = sampleOf(normalVisits(1, VISITS), dictionaries)
  const random = randomOf(3)
  const visits: TestVisit[] = normalVisits(2, NORMAL)
  for (let bot = 0; visits.length < VISITS; bot++) {
    const words = { ...normalVisit(random).words, network: 'new' }
    visits.push({ words: shape(words, bot, random), network: BOTS_FROM + bot, client: BOTS_FROM + bot })
  }
  const attack = sampleOf(visits, dictionaries)
  return { attack, baseline, expected: NORMAL, dictionaries, fleets: [], significance: -150, seed: 5 }
}
