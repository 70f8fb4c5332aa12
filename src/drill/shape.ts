import type { Attack } from './attack.js'
import type { AddressBlock } from './loopback-address.js'
import type { Targets } from './targets.js'

/** Who acts. Counted apart, because a defence may keep one kind well and lock another out. See kind-ways.ts. */
export const KINDS = [
  'browser',
  'real chromium',
  'no script',
  'no cookies',
  'screen reader',
  'signed-in',
  'office',
  'newcomer',
  'feed reader',
  'app',
  'crawler',
  'image proxy',
] as const
export type Kind = (typeof KINDS)[number]

/** Kinds that are no person with a browser. */
const PROGRAMS = ['feed reader', 'app', 'crawler', 'image proxy'] as const satisfies readonly Kind[]
export type Program = (typeof PROGRAMS)[number]

export function isProgram(kind: Kind): kind is Program {
  return PROGRAMS.some((program) => program === kind)
}

/** Real visitors of one kind. */
export interface VisitorGroup {
  kind: Kind
  addresses: AddressBlock
  actionsPerSecond: number
  /** During the rush of a crowd; absent: as in calm. */
  rushActionsPerSecond?: number
  /** Between two actions of one visitor: shortest and longest. */
  thinkMs: readonly [number, number]
  /** They come for what is on the front page and start there. */
  startsAtFront?: boolean
}

/** What `--list` puts together. */
export const FAMILIES = [
  'Floods from few addresses',
  'Thousands of addresses',
  'Connections that are held or wasted',
  'Attacks that change',
  'No attack: real people, many at once',
] as const
export type Family = (typeof FAMILIES)[number]

/** One rehearsal, as data. */
export interface Shape {
  name: string
  family: Family
  /** One line for `--list`. */
  title: string
  /** What happens, for people who will watch it. */
  description: string
  attack: Attack | null
  visitors: VisitorGroup[]
  /** How long a rush takes to reach its height. */
  rushRampMs: number
  /** For so long at the beginning of the rush nobody gets through, and then everybody tries at once, in step. */
  outageMs?: number
  /** The calm before lasts until Holdfast says that it knows what normal visits are. */
  learnsNormal?: boolean
  /** ATTACK_TARGETS or CROWD_TARGETS, unless there is a reason. */
  targets: Targets
}
