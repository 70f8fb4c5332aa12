import { SeededRandom } from '../../src/drill/seeded-random.js'
import { ATTACKS, type AttackName } from './attacks.js'
import { CROWD_NAMES, crowd } from './crowds.js'
import { flood, type Pace } from './flood.js'
import type { Ground } from './ground.js'
import { weekOfGrowth } from './grounds.js'
import { merged } from './in-order.js'
import type { LabelledVisit } from './visit.js'

const MINUTE_MS = 60_000
const TAIL_MS = MINUTE_MS
/** The site of a trace can do so many times its calm rate. */
const CAPACITY = 3
/** Of the calm rate. Each kind of attack begins elsewhere in the list, so that one seed sees all rates. */
const RATES = [10, 3, 50] as const
/** What is no emergency: one and a half times the calm rate on top of it, for ten minutes. */
const MILD_RATE = 1.5

/**
 * What is expected of Holdfast:
 * - `attack`: a right rule, soon
 * - `copies`: nothing tells the attack from the visitors; no rule is the right answer
 * - `mild`: more than usual, no emergency
 * - `crowd`, `plain`: no attack at all
 */
export type Expectation = 'attack' | 'copies' | 'mild' | 'crowd' | 'plain'

export interface Trace {
  /** `search-facets/real/2` */
  name: string
  expectation: Expectation
  ground: string
  /** Of the site, in requests a second. */
  capacity: number
  /** Of the attack or crowd; for plain traffic the first visit. */
  onsetMs: number
  /** Of an attack. */
  pace: Pace | null
  visits(): Iterable<LabelledVisit>
}

export interface Size {
  seeds: number
  mostAttackVisits: number
  leadInMs: number
}

export const FULL: Size = { seeds: 3, mostAttackVisits: 100_000, leadInMs: 4 * MINUTE_MS }
export const QUICK: Size = { seeds: 1, mostAttackVisits: 15_000, leadInMs: 3 * MINUTE_MS }
/** For one request an address: so many addresses at most. */
const MOST_ADDRESSES = 200_000

/** The attacks and crowds on one ground: all kinds with the first seed, then all with the second, and so on. */
export function tracesOn(ground: Ground, size: Size, kinds: 'all' | readonly AttackName[]): Trace[] {
  const attacks = kinds === 'all' ? (Object.keys(ATTACKS) as AttackName[]) : kinds
  const traces: Trace[] = []
  for (let seed = 1; seed <= size.seeds; seed++) {
    for (const [place, name] of attacks.entries()) traces.push(attackTrace(ground, size, name, place, seed))
    if (kinds === 'all') for (const name of CROWD_NAMES) traces.push(crowdTrace(ground, size, name, seed))
  }
  return traces
}

function attackTrace(ground: Ground, size: Size, name: AttackName, place: number, seed: number): Trace {
  const random = randomOf(`${name}/${ground.name}`, seed)
  const pace = paceOf(ground, size, name, place + seed - 1, random)
  const { onsetMs, lengthMs } = pace
  const forMs = onsetMs + lengthMs + TAIL_MS - ground.fromMs
  return {
    name: `${name}/${ground.name}/${seed}`,
    expectation: name === 'exact-copies' ? 'copies' : name === 'low-and-slow' ? 'mild' : 'attack',
    ground: ground.name,
    capacity: CAPACITY * ground.calmPerSecond,
    onsetMs,
    pace,
    *visits() {
      // Again from the start each time it is asked for.
      const chance = randomOf(`${name}/${ground.name}/visits`, seed)
      const next = ATTACKS[name](ground, chance, seed - 1)
      if (ground.name === 'grown') yield* weekOfGrowth(ground.fromMs)
      yield* merged([
        ground.calm(forMs, seed),
        ...bursts(name, pace).map((burst) => flood(burst, chance, { truth: 'attack', group: name }, next)),
      ])
    },
  }
}

function paceOf(ground: Ground, size: Size, name: AttackName, turn: number, random: SeededRandom): Pace {
  const onsetMs = ground.fromMs + size.leadInMs + Math.floor(MINUTE_MS * random.next())
  if (name === 'low-and-slow') {
    return { onsetMs, lengthMs: 10 * MINUTE_MS, perSecond: MILD_RATE * ground.calmPerSecond }
  }
  const rate = RATES[turn % RATES.length] ?? 10
  const perSecond = rate * (1 + 0.2 * random.next()) * ground.calmPerSecond
  const most = name === 'one-each' ? Math.min(MOST_ADDRESSES, 2 * size.mostAttackVisits) : size.mostAttackVisits
  const lengthMs = Math.min((1 + 9 * random.next()) * MINUTE_MS, (most / perSecond) * 1000)
  return { onsetMs, lengthMs: Math.floor(lengthMs), perSecond }
}

/** Pulses pause for a third of the time; everything else goes on from the onset to its end. */
function bursts(name: AttackName, { onsetMs, lengthMs, perSecond }: Pace): Pace[] {
  if (name !== 'pulses') return [{ onsetMs, lengthMs, perSecond }]
  const everyMs = 9_000
  return Array.from({ length: Math.ceil(lengthMs / everyMs) }, (_, i) => ({
    onsetMs: onsetMs + i * everyMs,
    lengthMs: Math.min((everyMs * 2) / 3, lengthMs - i * everyMs),
    perSecond,
  }))
}

function crowdTrace(ground: Ground, size: Size, name: (typeof CROWD_NAMES)[number], seed: number): Trace {
  const onsetMs = ground.fromMs + size.leadInMs + Math.floor(MINUTE_MS * randomOf(name, seed).next())
  const forMs = onsetMs + 10 * MINUTE_MS + TAIL_MS - ground.fromMs
  return {
    name: `${name}/${ground.name}/${seed}`,
    expectation: 'crowd',
    ground: ground.name,
    capacity: CAPACITY * ground.calmPerSecond,
    onsetMs,
    pace: null,
    visits: () =>
      until(
        ground.fromMs + forMs,
        merged([ground.calm(forMs, seed), crowd(name, ground, randomOf(`${name}/${ground.name}`, seed), onsetMs)]),
      ),
  }
}

/** Without anything composed into it. */
export function plainTrace(
  name: string,
  { ground, capacity, visits }: { ground: string; capacity: number; visits: () => Iterable<LabelledVisit> },
): Trace {
  return { name, expectation: 'plain', ground, capacity, onsetMs: 0, pace: null, visits }
}

/** Sessions of a crowd outlast it. */
function* until(endMs: number, visits: Iterable<LabelledVisit>): Generator<LabelledVisit> {
  for (const visit of visits) {
    if (visit.timeMs >= endMs) return
    yield visit
  }
}

/** Chance of its own for each trace: another trace more or less changes nothing in it (FNV-1a over the name). */
function randomOf(name: string, seed: number): SeededRandom {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return new SeededRandom((hash >>> 0) + seed * 2 ** 32)
}
