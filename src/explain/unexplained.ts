import type { Assessment } from './assess.js'
import { upperBound } from './binomial.js'
import type { MinerLimits } from './miner-limits.js'
import { percent, percentAtMost } from './percent.js'
import type { Finding, Unexplained } from './rule.js'
import { matchWords } from './sentence.js'

/** A candidate that seemed worth a rule, and what it failed by on a closer look. */
export interface Rejection {
  readonly why: 'chance' | 'networks' | 'collateral'
  readonly assessment: Assessment
}

interface Fruitless {
  readonly limits: MinerLimits
  /** Visits of the baseline, and of those the half held back. */
  readonly baseline: number
  readonly heldBack: number
  /** Visits of the attack sample that a rule may touch, and how many of them calm times would bring. */
  readonly attack: number
  readonly expected: number
  readonly rejected: readonly Rejection[]
  readonly nearest: readonly Assessment[]
}

const MOST_NEAREST = 3
/** A conjunction not so many times more frequent than on normal days says nothing. */
const LITTLE_MORE = 2

/** Why no rule, or no further one, is admissible. */
export function unexplained(fruitless: Fruitless): Unexplained {
  const findings = [...fruitless.rejected.map(({ assessment }) => assessment), ...fruitless.nearest]
    .map(({ finding }) => finding)
    .sort((a, b) => nearness(b) - nearness(a))
  const seen = new Set<string>()
  const nearest = findings.filter(({ tests }) => {
    const words = tests.map(({ attribute, op, value }) => `${attribute}\0${op}\0${value}`).join('\0')
    return !seen.has(words) && seen.add(words)
  })
  return {
    reason: reasonOf(fruitless, nearest[0]),
    nearest: nearest.slice(0, MOST_NEAREST),
  }
}

function reasonOf(
  { limits, baseline, heldBack, attack, expected, rejected }: Fruitless,
  best: Finding | undefined,
): string {
  if (baseline === 0)
    return 'There is no baseline yet: nothing is known of normal visits that a rule would have to spare.'
  if (attack - expected < limits.visits) {
    return `There is too little to explain: ${attack} visits that a rule could touch, and ${Math.round(expected)} are normal.`
  }
  const least = upperBound(0, heldBack)
  if (least > limits.collateral.slow) {
    return (
      `The baseline is too small (${baseline} visits, ${heldBack} of them held back for checking): even a rule that touches ` +
      `none of them could touch ${percentAtMost(least)} of normal visits, and ${percent(limits.collateral.slow)} is the most.`
    )
  }
  if (!best) {
    return 'The visits in excess have nothing in common: no value of any attribute, old or new, is more frequent than on normal days.'
  }
  const words = matchWords(best)
  const first = rejected.find(({ assessment }) => assessment.finding === best)
  if (first?.why === 'chance') {
    return `What sets these visits apart may be chance: ${words} (${best.visits} visits of ${count(best.clients, 'client')}) are no more than what happens in calm times.`
  }
  if (first?.why === 'networks') {
    return `What sets some of these visits apart comes from ${count(best.networks, 'network')} only, while the attack comes from many: ${words}.`
  }
  const alike =
    best.explains < LITTLE_MORE * best.collateral.share
      ? 'These visits are like normal ones in everything that can be told of them.'
      : 'Nothing sets enough of these visits apart from normal ones.'
  return (
    `${alike} Nearest come ${words}: that explains ` +
    `${percent(best.explains)} of the excess, and would touch ${percent(best.collateral.share)} of normal visits ` +
    `(at most ${percentAtMost(best.collateral.upper)}, where ${percent(limits.collateral.challenge)} may be challenged).`
  )
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

/** Its part of the divergence between the excess and the baseline. */
function nearness({ explains, collateral }: Finding): number {
  return explains === 0 ? 0 : explains * Math.log(explains / Math.max(collateral.share, collateral.upper / 3))
}
