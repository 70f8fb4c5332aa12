import { readLines } from './read-lines.js'

/** What touches a visitor, the gentlest first. Being served, from a cache or not, touches nobody. */
export const STEPS = ['slow', 'challenge', 'refuse', 'drop'] as const
export type Step = (typeof STEPS)[number]
const VERDICTS = new Set<string>(['serve', 'cache', ...STEPS])

/** A rule is right when so much of what it hits is attack … */
const RIGHT_SHARE = 0.9
/**
 * … and when it hits so much more of the attack than of the real visits of its time. In a flood of fifty times the calm
 * rate, 98 % of whatever a rule for everybody hits is attack: that is no finding.
 */
const RIGHT_LIFT = 3

export interface JudgedRule {
  /** `-`: a measure that is no rule, such as a conviction. */
  id: string
  firstHitMs: number
  attackHits: number
  realHits: number
  unwantedHits: number
  right: boolean
}

/** How many of them were touched at each step. */
export type Touched = Record<Step, number>

export interface Judgement {
  lines: number
  /** Until the onset: everything that was touched there is a false alarm. */
  before: { realVisits: number; touched: Touched }
  /** From the onset to the end of the trace. */
  real: { visits: number; clients: number; touchedVisits: Touched; touchedClients: Touched }
  attack: { visits: number; touched: Touched }
  /** From the first attack visit on that a right rule hit. */
  firstRight: { rule: string; afterMs: number; attackVisits: number; stopped: number; slowed: number } | null
  rules: JudgedRule[]
  /** Real visits touched by rules that have an id. */
  realVisitsTouchedByRules: number
  /** Who of the real ones was challenged, refused or dropped most: group and visits. */
  hurt: [group: string, visits: number][]
}

interface RuleSoFar extends Omit<JudgedRule, 'right'> {
  /** When it first hit the attack, and what had been of the attack before. A rule may be older than the attack. */
  attackHitMs: number | null
  attackBeforeHit: AttackSoFar
  /** What had been before its first hit, and until its last. */
  attackBefore: number
  realBefore: number
  attackAtLast: number
  realAtLast: number
}

interface AttackSoFar {
  visits: number
  stopped: number
  slowed: number
}

/**
 * Compares verdicts with the truth, line by line.
 * @throws VerdictError when the verdicts are not one per line of the log, in its order
 */
export function judge(files: { truth: string; verdicts: string }, onsetMs: number): Judgement {
  const verdicts = readLines(files.verdicts)
  const rules = new Map<string, RuleSoFar>()
  const clients = new Map<string, number>()
  const hurt = new Map<string, number>()
  const before = { realVisits: 0, touched: none() }
  const real = { visits: 0, touchedVisits: none() }
  const attack = { touched: none() }
  const soFar: AttackSoFar = { visits: 0, stopped: 0, slowed: 0 }
  let realSoFar = 0
  let realVisitsTouchedByRules = 0
  let lines = 0

  for (const truthLine of readLines(files.truth)) {
    lines++
    const { timeMs, what, client, group } = truthOf(truthLine)
    const { action, rule } = verdictOf(verdicts.next().value, lines, files.verdicts)
    const step = stepOf(action)
    const isAttack = what.startsWith('attack:')
    const hitRule = step === null ? undefined : (rules.get(rule) ?? newRule(rule, timeMs, soFar, realSoFar))
    if (hitRule) rules.set(rule, hitRule)
    if (hitRule && isAttack && hitRule.attackHitMs === null) {
      hitRule.attackHitMs = timeMs
      hitRule.attackBeforeHit = { ...soFar }
    }
    if (isAttack) {
      soFar.visits++
      if (step) attack.touched[step]++
      if (step === 'slow') soFar.slowed++
      else if (step) soFar.stopped++
    } else if (what === 'real') {
      realSoFar++
      if (timeMs < onsetMs) {
        before.realVisits++
        if (step) before.touched[step]++
      } else {
        real.visits++
        if (step) real.touchedVisits[step]++
        const worst = step === null ? -1 : STEPS.indexOf(step)
        clients.set(client, Math.max(clients.get(client) ?? -1, worst))
        if (step && rule !== '-') realVisitsTouchedByRules++
        if (step && step !== 'slow') hurt.set(group, (hurt.get(group) ?? 0) + 1)
      }
    }
    if (!hitRule) continue
    if (isAttack) hitRule.attackHits++
    else if (what === 'real') hitRule.realHits++
    else hitRule.unwantedHits++
    hitRule.attackAtLast = soFar.visits
    hitRule.realAtLast = realSoFar
  }
  if (!verdicts.next().done)
    throw new VerdictError(`${files.verdicts} has more lines than the log, which has ${lines}.`)

  const judged = [...rules.values()].map((rule) => ({ rule, right: isRight(rule) }))
  const first = judged
    .flatMap(({ rule, right }) => (right && rule.attackHitMs !== null ? [{ ...rule, hitMs: rule.attackHitMs }] : []))
    .sort((a, b) => a.hitMs - b.hitMs)[0]
  const touchedClients = none()
  for (const worst of clients.values()) {
    const step = STEPS[worst]
    if (step) touchedClients[step]++
  }
  return {
    lines,
    before,
    real: { ...real, clients: clients.size, touchedClients },
    attack: { ...attack, visits: soFar.visits },
    firstRight: first
      ? {
          rule: first.id,
          afterMs: first.hitMs - onsetMs,
          attackVisits: soFar.visits - first.attackBeforeHit.visits,
          stopped: soFar.stopped - first.attackBeforeHit.stopped,
          slowed: soFar.slowed - first.attackBeforeHit.slowed,
        }
      : null,
    rules: judged.map(({ rule: { id, firstHitMs, attackHits, realHits, unwantedHits }, right }) => ({
      id,
      firstHitMs,
      attackHits,
      realHits,
      unwantedHits,
      right,
    })),
    realVisitsTouchedByRules,
    hurt: [...hurt].sort((a, b) => b[1] - a[1]).slice(0, 5),
  }
}

/** The verdicts are not what the contract of `replay` says. */
export class VerdictError extends Error {
  override name = 'VerdictError'
}

function newRule(id: string, firstHitMs: number, attack: AttackSoFar, realBefore: number): RuleSoFar {
  return {
    id,
    firstHitMs,
    attackHits: 0,
    realHits: 0,
    unwantedHits: 0,
    attackHitMs: null,
    attackBeforeHit: { ...attack },
    attackBefore: attack.visits,
    realBefore,
    attackAtLast: attack.visits,
    realAtLast: realBefore,
  }
}

function isRight({ attackHits, realHits, attackBefore, realBefore, attackAtLast, realAtLast }: RuleSoFar): boolean {
  if (attackHits === 0 || attackHits < RIGHT_SHARE * (attackHits + realHits)) return false
  const ofAttack = attackHits / (attackAtLast - attackBefore)
  const ofReal = realHits / Math.max(1, realAtLast - realBefore)
  return ofAttack >= RIGHT_LIFT * ofReal
}

function truthOf(line: string): { timeMs: number; what: string; client: string; group: string } {
  const [, timeMs = '', what = '', client = '', group = ''] = line.split('\t')
  return { timeMs: Number(timeMs), what, client, group }
}

function verdictOf(line: string | undefined, expected: number, path: string): { action: string; rule: string } {
  if (line === undefined) throw new VerdictError(`${path} ends before line ${expected} of the log.`)
  const [number, action = '', rule = ''] = line.split('\t')
  if (Number(number) !== expected || !VERDICTS.has(action) || rule === '') {
    const found = line.length > 80 ? `${line.slice(0, 80)}…` : line
    throw new VerdictError(
      `${path}, line ${expected}: expected "${expected}", a tab, one of ${[...VERDICTS].join(', ')}, a tab, and a rule or "-"; found "${found}".`,
    )
  }
  return { action, rule }
}

function stepOf(action: string): Step | null {
  return STEPS.find((step) => step === action) ?? null
}

function none(): Touched {
  return { slow: 0, challenge: 0, refuse: 0, drop: 0 }
}
