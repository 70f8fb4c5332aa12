import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { configFromFlags } from '../config/load-config.js'
import type { EdgeSummary, FromBrain } from '../link/messages.js'
import { Brain, type EdgeLink } from './brain.js'
import { surroundings } from './surroundings.test-support.js'

const ANSWERS = [{ token: 't', answer: 't.thumb' }]

/** A brain of two edges. */
function start() {
  const config = { ...configFromFlags({ origin: 'http://127.0.0.1:3000', dataDir: tmpdir() }), edges: 2 }
  const time = { ms: 1_000_000 }
  const brain = new Brain({
    config,
    startedAt: time.ms,
    version: '0',
    now: () => time.ms,
    surroundings: surroundings(),
  })
  const join = (index: number) => {
    const told: FromBrain[] = []
    const link: EdgeLink = { index, send: (message) => void told.push(message) }
    brain.receive(link, { kind: 'hello', pid: index, index })
    const challenges = () => told.flatMap((message) => ('challenges' in message ? [message.challenges] : []))
    const says = (version: number | undefined) => brain.receive(link, summary(version))
    return { link, challenges, says, newest: () => challenges().at(-1)?.version }
  }
  return { brain, join }
}

function summary(challenges: number | undefined): EdgeSummary {
  return {
    kind: 'summary',
    ...(challenges === undefined ? {} : { challenges }),
    at: 0,
    periodMs: 250,
    eventLoopP99Ms: 0,
    memoryMb: 0,
    uses: [],
    refusals: [],
    connections: { open: 0, limit: 0, evictedTotal: 0, timedOutTotal: 0 },
    cache: { megabytes: 0, entries: 0 },
    platforms: [],
  }
}

it('tells every edge once what to answer an authority, and knows which of them do', () => {
  const { brain, join } = start()
  const [one, two] = [join(0), join(1)]
  brain.tick()
  expect(one.challenges()).toEqual([{ version: 1_000_000, answers: [] }])
  one.says(one.newest())
  two.says(two.newest())

  brain.showChallenges(ANSWERS)
  brain.tick()
  brain.tick()
  expect(one.challenges()).toHaveLength(2)
  expect(one.challenges()[1]).toEqual({ version: 1_000_001, answers: ANSWERS })
  expect(brain.challengesShown()).toBe('nowhere')
  one.says(one.newest())
  expect(brain.challengesShown()).toBe('partly')
  two.says(two.newest())
  expect(brain.challengesShown()).toBe('everywhere')

  // An edge that was started again has to be told again.
  brain.lost(two.link)
  expect(brain.challengesShown()).toBe('partly')
  const again = join(1)
  brain.tick()
  expect(again.challenges()).toEqual([{ version: 1_000_001, answers: ANSWERS }])
  again.says(undefined)
  expect(brain.challengesShown()).toBe('partly')
  again.says(again.newest())
  expect(brain.challengesShown()).toBe('everywhere')
})
