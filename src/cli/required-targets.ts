import { InvalidArgumentError } from 'commander'
import type { Targets } from '../drill/targets.js'

/** A wish for targets, by their names in Targets. */
export type RequiredTargets = Partial<Targets>

type Unit = 'percent' | 'times' | 'seconds' | 'count'

const NAMES = {
  all: ['all', 'percent'],
  worst: ['worst', 'percent'],
  slower: ['slower', 'times'],
  mitigated: ['mitigated', 'seconds'],
  'mitigated-worst': ['mitigatedWorst', 'seconds'],
  refused: ['refused', 'count'],
  challenged: ['challenged', 'count'],
  'essential-back': ['essentialBack', 'seconds'],
  back: ['back', 'seconds'],
  left: ['left', 'count'],
} as const satisfies Record<string, readonly [keyof Targets, Unit]>

const UNITS: Record<Unit, { most: number; words: string }> = {
  percent: { most: 100, words: 'a share in per cent, 0 to 100' },
  times: { most: 1_000, words: 'a multiple of calm, such as 1.5' },
  seconds: { most: 600, words: 'seconds, at most 600' },
  count: { most: 1_000_000_000, words: 'a number' },
}

/**
 * Reads `all=99,worst=98,slower=1.5,challenged=off`: names as in the help, `off` for what is not to be asked for.
 * @throws InvalidArgumentError with what was expected
 */
export function requiredTargets(text: string): RequiredTargets {
  const targets: RequiredTargets = {}
  for (const part of text.split(',')) {
    const [, name = '', value = ''] = /^\s*([a-z-]+)\s*=\s*([^\s]+)\s*$/.exec(part) ?? []
    if (!isName(name))
      throw new InvalidArgumentError(
        `Expected NAME=VALUE, joined by commas; the names are ${Object.keys(NAMES).join(', ')}.`,
      )
    const [key, unit] = NAMES[name]
    if (value === 'off' && key !== 'all' && key !== 'worst') targets[key] = null
    else targets[key] = readValue(name, value, unit)
  }
  return targets
}

function isName(name: string): name is keyof typeof NAMES {
  return Object.hasOwn(NAMES, name)
}

function readValue(name: string, text: string, unit: Unit): number {
  const { most, words } = UNITS[unit]
  const value = /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= most)) throw new InvalidArgumentError(`${name}: expected ${words}, not "${text}".`)
  return unit === 'percent' ? value / 100 : value
}
