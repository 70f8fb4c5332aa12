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

/** Many requests, evenly paced, whatever the answers are. */
export interface RequestFlood {
  kind: 'requests'
  addresses: AddressBlock
  requestsPerSecond: number
  connectionsPerAddress: number
  /** After how long without an answer a connection is thrown away for a new one. */
  giveUpMs: number
  mix: { what: 'search' | 'cache-busting' | 'form'; weight: number }[]
  userAgents: string[]
}

/** Few bytes on many connections that are held for as long as the target lets them. */
export interface SlowFlood {
  kind: 'slow'
  addresses: AddressBlock
  connections: number
  /** Over how long the connections are opened at the start. */
  openWithinMs: number
  /** Each connection sends or reads its next few bytes this often. */
  everyMs: number
  mix: { way: 'headers' | 'body' | 'reading'; weight: number }[]
  userAgents: string[]
}

/** One request from each address, on a connection of its own: nothing that counts addresses sees any of them twice. */
export interface Swarm {
  kind: 'swarm'
  /** Taken one after another in random order; the attack ends with them. */
  addresses: AddressBlock
  requestsPerSecond: number
  /** At most so many at a time. */
  connections: number
  /** After how long without an answer a connection is thrown away. */
  giveUpMs: number
  /** `program`: headers as flooding programs send them · `browser`: copied whole from the commonest of the visitors' browsers. */
  headers: 'program' | 'browser'
  /** What is asked for, and with which headers, is another after so long; null: the same all the time. */
  changeEveryMs: number | null
}

export type Attack = RequestFlood | SlowFlood | Swarm

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

/** One rehearsal, as data. */
export interface Shape {
  name: string
  /** One line for `--list`. */
  title: string
  /** What happens, for people who will watch it. */
  description: string
  attack: Attack | null
  visitors: VisitorGroup[]
  /** How long a rush takes to reach its height. */
  rushRampMs: number
  /** The calm before lasts until Holdfast says that it knows what normal visits are. */
  learnsNormal?: boolean
  /** ATTACK_TARGETS or CROWD_TARGETS, unless there is a reason. */
  targets: Targets
}
