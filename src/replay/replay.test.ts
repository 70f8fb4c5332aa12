import { describe, expect, it } from 'vitest'
import type { BaselineData } from '../baseline/baseline.js'
import { randomAddressKey } from '../brain/address-key.js'
import { openLogs } from '../logs/open-logs.js'
import type { Judgement } from '../mitigate/judge.js'
import { learn } from './learn.js'
import { type ReplayResult, replay } from './replay.js'
import { chance, flood, inOrder, type Line, line, logFile, MINUTE, MONDAY, people } from './small-site.test-support.js'

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ONSET = MONDAY + DAY + 10 * MINUTE
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'

const key = randomAddressKey()

let learned: BaselineData | null = null

/** Learned once from six quiet hours. */
async function baseline(): Promise<BaselineData> {
  learned ??= await learn(await openLogs([logFile(people(MONDAY - 2 * HOUR, 360, 30, 1))]), {
    key,
    progress: () => {},
    seed: 1,
  })
  if (!learned) throw new Error('nothing learned')
  return learned
}

interface Replayed extends ReplayResult {
  judged: { line: Line; judgement: Judgement['verdict'] }[]
}

async function replayed(
  lines: readonly Line[],
  capacity: number | null = null,
  normal?: BaselineData,
): Promise<Replayed> {
  const judged: Replayed['judged'] = []
  const result = await replay(await openLogs([logFile(lines)]), {
    baseline: normal ?? (await baseline()),
    key,
    capacity,
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
    seed: 1,
    progress: () => {},
    judged: (entry, { verdict }) => {
      const line = lines[entry.line - 1]
      if (line) judged.push({ line, judgement: verdict })
    },
  })
  return { ...result, judged }
}

const random = chance(7)
const anywhere = () => `${11 + random(80)}.${random(250)}.${random(250)}.${random(250)}`
const calm = (minutes: number, perMinute = 30) => people(ONSET - 10 * MINUTE, minutes, perMinute, 2)

/** Share of the attack's visits since so many seconds after the onset that were stopped, and the real visits touched. */
function outcome({ judged }: Replayed, afterS: number) {
  const attack = judged.filter(({ line }) => line.attack && line.at >= ONSET + 1000 * afterS)
  const stopped = attack.filter(({ judgement }) => ['challenge', 'refuse', 'drop'].includes(judgement))
  const touched = judged.filter(({ line, judgement }) => !line.attack && judgement !== 'serve')
  return {
    stopped: stopped.length / attack.length,
    touched: touched.length,
    refused: touched.filter(({ judgement }) => judgement === 'refuse').length,
  }
}

describe('a replay', () => {
  it('of a quiet hour touches nobody', async () => {
    const result = await replayed(calm(60))
    expect(result.events).toEqual([])
    expect(result.story.visits).toEqual({ serve: 60 * 30 * 4, slow: 0, challenge: 0, refuse: 0, drop: 0 })
    expect(result.story.timeline.stretches.length).toBeGreaterThanOrEqual(60)
  })

  it('of a newsletter that brings twenty times as many people, from anywhere, touches nobody', async () => {
    const crowd = people(ONSET, 10, 600, 3, '23.7')
    const pictures = flood(ONSET, 300, 20, (i) => ({
      address: `66.249.${i % 40}.${i % 250}`,
      target: `/mail/picture-${i % 8}.jpg`,
      userAgent: 'Mozilla/5.0',
      attack: false,
    }))
    const result = await replayed(inOrder(calm(25), crowd, pictures), 20)
    expect(outcome(result, 0).touched).toBe(0)
    expect(result.rules).toEqual([])
  })

  it.each<[string, (i: number) => ReturnType<Parameters<typeof flood>[3]>]>([
    [
      'a parameter that is never the same',
      (i) => ({ address: anywhere(), target: `/?x${i}k=${i * 7919}`, userAgent: CHROME }),
    ],
    [
      'searches for invented words',
      () => ({ address: anywhere(), target: `/search?q=${invented()}`, userAgent: CHROME }),
    ],
    [
      'paths that do not exist',
      () => ({ address: anywhere(), target: `/${invented()}/${invented()}`, userAgent: CHROME }),
    ],
    ['forms', () => ({ address: anywhere(), target: '/login', method: 'POST', userAgent: CHROME })],
    ['user agents that are made up', (i) => ({ address: anywhere(), target: '/', userAgent: `Agent ${i * 31}` })],
    ['one old browser', () => ({ address: anywhere(), target: '/', userAgent: CHROME.replace('150', '65') })],
  ])('stops a flood of one request per address with %s', async (_what, request) => {
    const result = await replayed(inOrder(calm(14), flood(ONSET, 120, 100, request)))
    expect(outcome(result, 5).stopped).toBeGreaterThan(0.95)
    expect(outcome(result, 0)).toMatchObject({ touched: 0, refused: 0 })
    expect(result.events[0]?.at).toBeLessThanOrEqual(ONSET + 5000)
    expect(result.rules[0]?.sentence).toMatch(/% of the excess: .+\. Would touch at most [\d.]+ % of normal visits\.$/)
  })

  it('of a flood that looks like everybody says that no rule would do', async () => {
    const pages = () => (random(4) === 0 ? '/' : `/article/a-long-story-${random(40)}`)
    const copies = flood(ONSET, 60, 200, (i) => ({
      address: anywhere(),
      target: pages(),
      userAgent: BROWSERS[i % BROWSERS.length] ?? CHROME,
      referrer: random(2) === 0 ? '-' : 'https://www.site.example/',
    }))
    const result = await replayed(inOrder(calm(12), copies))
    const severe = result.events.find((event) => event.kind === 'level' && event.level === 'severe')
    expect(severe).toBeDefined()
    expect(result.story.visits.refuse + result.story.visits.drop).toBe(0)
  })

  it('withdraws its rules when the flood is over, and is calm again', async () => {
    const once = flood(ONSET, 60, 100, () => ({
      address: anywhere(),
      target: `/search?q=${invented()}`,
      userAgent: CHROME,
    }))
    const result = await replayed(inOrder(calm(40), once))
    expect(result.rules.every(({ ended }) => ended !== null)).toBe(true)
    expect(result.events.at(-1)).toMatchObject({ kind: expect.stringMatching(/level|rule-ended/) })
    expect(result.events.filter((event) => event.kind === 'level').at(-1)).toMatchObject({ level: 'calm' })
  })

  it('with a baseline of a quarter of an hour makes no rule of what everybody does', async () => {
    const calmLines = people(ONSET - 15 * MINUTE, 15, 30, 5)
    const short = await learn(await openLogs([logFile(calmLines)]), { key, progress: () => {}, seed: 1 })
    if (!short) throw new Error('nothing learned')
    const bots = flood(ONSET, 60, 100, () => ({
      address: anywhere(),
      target: `/search?q=${invented()}`,
      userAgent: CHROME,
    }))
    const lines = inOrder(people(ONSET, 10, 30, 6), bots)
    const result = await replayed(lines, null, short)
    expect(outcome(result, 5).stopped).toBeGreaterThan(0.95)
    expect(outcome(result, 0).touched).toBe(0)
  })

  it('is not blinded by a line from another century', async () => {
    const bots = flood(ONSET, 60, 100, () => ({
      address: anywhere(),
      target: `/search?q=${invented()}`,
      userAgent: CHROME,
    }))
    const lines = inOrder(calm(14), bots)
    const stray = line(Date.parse('2099-01-01T00:00:00Z'), { address: '1.2.3.4', target: '/', userAgent: CHROME })
    const result = await replayed([...lines.slice(0, 50), stray, ...lines.slice(50)])
    expect(outcome(result, 5).stopped).toBeGreaterThan(0.95)
  })

  it('of days in the wrong order finds the attack of each', async () => {
    const day = (from: number) =>
      inOrder(
        people(from - 10 * MINUTE, 14, 30, 2),
        flood(from, 60, 100, () => ({ address: anywhere(), target: `/search?q=${invented()}`, userAgent: CHROME })),
      )
    const { rules } = await replayed([...day(ONSET + DAY), ...day(ONSET)])
    expect(rules.map(({ created }) => created >= ONSET + DAY)).toEqual(expect.arrayContaining([true, false]))
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  })

  it('is the same for the same seed', async () => {
    const lines = inOrder(
      calm(12),
      flood(ONSET, 30, 100, (i) => ({ address: anywhere(), target: `/?v=${i}`, userAgent: CHROME })),
    )
    const [one, two] = [await replayed(lines), await replayed(lines)]
    expect(two.judged.map(({ judgement }) => judgement)).toEqual(one.judged.map(({ judgement }) => judgement))
  })
})

const BROWSERS = [...new Set(people(MONDAY, 5, 30, 4).map(({ text }) => text.split('"')[5] ?? ''))]

function invented(): string {
  return Array.from({ length: 8 }, () => 'abcdefghijklmnopqrstuvwxyz'[random(26)]).join('')
}
