import { solveChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { createClearances } from '../src/challenge/clearances.js'
import { answerTo, createTickets } from '../src/challenge/tickets.js'
import { createWork } from '../src/challenge/work.js'

/** What it costs to issue and to verify proofs, honest and bogus; CPU time, median of seven rounds. `npm run bench:challenge` */
const ROUNDS = 7
const secret = Buffer.from('a secret of twenty-eight bytes')
const holder = { platform: 'newsroom', network: 1_920_002, browser: 77 }
const NOON = Date.now()
const MOST_TOKENS = 20_000

const clearances = createClearances({ secret })
const tickets = createTickets({ secret })
const work = createWork({ secret })

const idOf = (i: number) => i.toString(16).padStart(32, '0')
const tokens = Array.from({ length: MOST_TOKENS }, (_, i) =>
  clearances.issue(holder, { evidence: 'script', id: idOf(i) }, NOON),
)
const forged = tokens.map((token) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)
const asked = Array.from({ length: MOST_TOKENS }, () => tickets.issue(holder, 'work', NOON))
const TICKET = idOf(1)
const challenge = await work.issue(TICKET, NOON)
if (!challenge) throw new Error('no work to be had')
const solvingFrom = performance.now()
const solution = await solveChallenge({ challenge, deriveKey })
const solvedIn = performance.now() - solvingFrom
const payloadOf = (of: unknown) => Buffer.from(JSON.stringify({ challenge, solution: of })).toString('base64')
const good = payloadOf(solution)
const bogus = payloadOf({ ...solution, derivedKey: 'ab'.repeat(32) })
const empty = Buffer.from('{}').toString('base64')

interface Row {
  what: string
  run: (i: number) => unknown
  /** Microseconds, where there is one. */
  reach?: number
}
const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T
const rows: Row[] = [
  { what: 'clearance, seen before', run: (i) => clearances.check(at(tokens, i % 5_000), holder, NOON), reach: 5 },
  {
    what: 'clearance, seen for the first time',
    run: (i) => createdAnew(i).check(at(tokens, i), holder, NOON),
    reach: 5,
  },
  { what: 'clearance, forged', run: (i) => clearances.check(at(forged, i), holder, NOON), reach: 5 },
  { what: 'clearance, given', run: (i) => clearances.issue(holder, { evidence: 'work', id: idOf(i) }, NOON) },
  { what: 'ticket, given', run: () => tickets.issue(holder, 'script', NOON) },
  { what: 'ticket, verified', run: (i) => tickets.check(at(asked, i), holder, NOON) },
  { what: 'answer of a script, verified', run: (i) => answerTo(at(asked, i)) },
  { what: 'work, verified', run: () => work.check(good, TICKET, NOON), reach: 20 },
  { what: 'work, a bogus solution of honest work', run: () => work.check(bogus, TICKET, NOON), reach: 20 },
  { what: 'work, anything else', run: () => work.check(empty, TICKET, NOON), reach: 20 },
]

/** Knows no token yet. */
let anew = createClearances({ secret })
function createdAnew(i: number) {
  if (i % MOST_TOKENS === 0) anew = createClearances({ secret })
  return anew
}

console.log(
  `What proofs cost: microseconds of CPU, median (shortest–longest) of ${ROUNDS} rounds; a second on one core\n`,
)
for (const { what, run, reach } of rows) {
  const times = rounds(run)
  const median = times[ROUNDS >> 1] ?? 0
  const range = `${(times[0] ?? 0).toFixed(2)}–${(times.at(-1) ?? 0).toFixed(2)}`
  const verdict = reach === undefined ? '' : `to reach ${reach}: ${median <= reach ? 'reached' : 'MISSED'}`
  console.log(
    `${what.padEnd(40)} ${median.toFixed(2).padStart(7)} ${range.padStart(13)} ${Math.round(1e6 / median)
      .toLocaleString('en')
      .padStart(11)}  ${verdict}`,
  )
}

const theirs: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  const from = process.cpuUsage()
  for (let i = 0; i < 500; i++) {
    const keys = { hmacSignatureSecret: 'some secret', hmacKeySignatureSecret: 'another secret' }
    if (solution) await verifySolution({ challenge, solution, deriveKey, ...keys })
  }
  const { user, system } = process.cpuUsage(from)
  theirs.push((user + system) / 500)
}
theirs.sort((a, b) => a - b)
console.log(
  `\nFor comparison: altcha-lib's own verifier, up to the first signature: ${(theirs[ROUNDS >> 1] ?? 0).toFixed(0)} µs.`,
)
console.log(
  `Solving a piece of work in one thread of Node: ${solvedIn.toFixed(0)} ms, ${solution?.counter ?? 0} derivations.`,
)

function rounds(run: (i: number) => unknown): number[] {
  const times: number[] = []
  for (let i = 0; i < 3_000; i++) run(i)
  for (let round = 0; round < ROUNDS; round++) {
    const from = process.cpuUsage()
    for (let i = 0; i < MOST_TOKENS; i++) run(i)
    const { user, system } = process.cpuUsage(from)
    times.push((user + system) / MOST_TOKENS)
  }
  return times.sort((a, b) => a - b)
}
