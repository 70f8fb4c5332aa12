import type { AddressBlock } from './loopback-address.js'

/** Who acts. Counted apart, because a defence may keep one kind well and lock another out. */
export const KINDS = ['browser', 'signed-in', 'office', 'feed reader', 'app', 'crawler', 'image proxy'] as const
export type Kind = (typeof KINDS)[number]

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

export type Attack = RequestFlood | SlowFlood

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
  targets: {
    /** Least share of real actions of the worst activity that must succeed while the shape lasts. */
    worstActivity: number
    /** Not one real visitor may be refused. */
    nobodyRefused: boolean
  }
}
