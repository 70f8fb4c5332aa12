import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { judge, VerdictError } from './judge.js'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-judge-'))
afterAll(() => rmSync(folder, { recursive: true }))
const ONSET_MS = 10_000

/** One visit: when, what it was, who, and what was done to it. */
type Visit = [timeMs: number, truth: 'real' | 'unwanted' | 'attack:x', client: string, action: string, rule: string]

function judged(visits: readonly Visit[], verdicts = visits.map(([, , , action, rule]) => `${action}\t${rule}`)) {
  const files = { truth: join(folder, 'truth'), verdicts: join(folder, 'verdicts') }
  writeFileSync(
    files.truth,
    visits.map(([ms, truth, client], i) => `${i + 1}\t${ms}\t${truth}\t${client}\tsomebody\n`).join(''),
  )
  writeFileSync(files.verdicts, verdicts.map((verdict, i) => `${i + 1}\t${verdict}\n`).join(''))
  return judge(files, ONSET_MS)
}

/** An attack visit and a real one in turns, every 100 ms from the onset on. */
function mixture(count: number, verdict: (isAttack: boolean, timeMs: number) => [string, string]): Visit[] {
  return Array.from({ length: count }, (_, i) => {
    const timeMs = ONSET_MS + i * 100
    const isAttack = i % 2 === 0
    return [
      timeMs,
      isAttack ? 'attack:x' : 'real',
      isAttack ? `bot ${i}` : `human ${i % 7}`,
      ...verdict(isAttack, timeMs),
    ]
  })
}

describe('the judge', () => {
  it('tells when the first right rule came and what was stopped from then on', () => {
    const found = judged(
      mixture(200, (isAttack, ms) => (isAttack && ms >= ONSET_MS + 2_000 ? ['challenge', 'r1'] : ['serve', '-'])),
    )
    expect(found.firstRight).toEqual({ rule: 'r1', afterMs: 2_000, attackVisits: 90, stopped: 90, slowed: 0 })
    expect(found.rules).toMatchObject([{ id: 'r1', attackHits: 90, realHits: 0, right: true }])
    expect(found.real.touchedVisits).toEqual({ slow: 0, challenge: 0, refuse: 0, drop: 0 })
  })

  it('counts slowed attack visits apart from stopped ones', () => {
    const found = judged(
      mixture(100, (isAttack, ms) => (isAttack ? [ms < ONSET_MS + 5_000 ? 'slow' : 'drop', 'r1'] : ['cache', '-'])),
    )
    expect(found.firstRight).toMatchObject({ afterMs: 0, attackVisits: 50, slowed: 25, stopped: 25 })
  })

  it('does not call a rule right that hits more than one real visit in ten', () => {
    const found = judged(
      mixture(100, (isAttack, ms) => (isAttack || ms % 500 === 100 ? ['refuse', 'r1'] : ['serve', '-'])),
    )
    expect(found.firstRight).toBeNull()
    expect(found.rules).toMatchObject([{ id: 'r1', right: false }])
    expect(found.real.touchedVisits.refuse).toBe(found.rules[0]?.realHits)
  })

  it('does not call a rule for everybody right because the flood is large', () => {
    const everybody: Visit[] = Array.from({ length: 200 }, (_, i) => {
      const truth = i % 20 === 0 ? 'real' : 'attack:x'
      return [ONSET_MS + i, truth, `client ${i}`, 'challenge', 'all']
    })
    expect(judged(everybody).firstRight).toBeNull()
  })

  it('takes a rule that is older than the attack for right from the first attack visit it hits', () => {
    const found = judged([
      [2_000, 'unwanted', 'scanner', 'refuse', 'r1'],
      ...mixture(20, (isAttack) => (isAttack ? ['refuse', 'r1'] : ['serve', '-'])),
    ])
    expect(found.firstRight).toMatchObject({ rule: 'r1', afterMs: 0 })
  })

  it('counts a client once, at the worst that happened to it, and what happened before the onset apart', () => {
    const found = judged([
      [1_000, 'real', 'early', 'refuse', 'r0'],
      [11_000, 'real', 'ada', 'slow', 'r1'],
      [12_000, 'real', 'ada', 'refuse', 'r1'],
      [13_000, 'real', 'ada', 'challenge', '-'],
      [14_000, 'real', 'ben', 'serve', '-'],
    ])
    expect(found.before).toEqual({ realVisits: 1, touched: { slow: 0, challenge: 0, refuse: 1, drop: 0 } })
    expect(found.real).toEqual({
      visits: 4,
      clients: 2,
      touchedVisits: { slow: 1, challenge: 1, refuse: 1, drop: 0 },
      touchedClients: { slow: 0, challenge: 0, refuse: 1, drop: 0 },
    })
    expect(found.realVisitsTouchedByRules).toBe(2)
    expect(found.hurt).toEqual([['somebody', 2]])
  })

  it('leaves unwanted background out of right and wrong', () => {
    const scanned: Visit[] = Array.from({ length: 50 }, (_, i) => [ONSET_MS + i, 'unwanted', 's', 'refuse', 'r1'])
    const found = judged([...scanned, ...mixture(20, (isAttack) => (isAttack ? ['refuse', 'r1'] : ['serve', '-']))])
    expect(found.rules).toMatchObject([{ unwantedHits: 50, attackHits: 10, realHits: 0, right: true }])
    expect(found.real.visits).toBe(10)
  })

  it('says where verdicts break the contract', () => {
    const two: Visit[] = [
      [1, 'real', 'a', 'serve', '-'],
      [2, 'real', 'b', 'serve', '-'],
    ]
    expect(() => judged(two, ['serve\t-'])).toThrow(/ends before line 2/)
    expect(() => judged(two, ['serve\t-', 'serve\t-', 'serve\t-'])).toThrow(/more lines than the log, which has 2/)
    expect(() => judged(two, ['serve\t-', 'block\t-'])).toThrow(
      /line 2: expected "2", a tab, one of serve, cache, slow/,
    )
    expect(() => judged(two, ['serve\t-', 'serve'])).toThrow(VerdictError)
  })
})
