import type { AddressBlock } from './loopback-address.js'

/** What is asked for, and in what proportions. Each is made from what visitors do on the platform, see attack-requests.ts. */
export type AttackMix = readonly { what: AttackAim; weight: number }[]

/**
 * - `search`: a word that is in no index
 * - `facets`: a search narrowed down in a way that nobody has asked for before
 * - `page`: a page as visitors open it
 * - `cache-busting`: a page with a query that no cache knows
 * - `random-path`: what is not there
 * - `form`: sent, with rubbish; only where a file says that sending it is safe
 */
export type AttackAim = 'search' | 'facets' | 'page' | 'cache-busting' | 'random-path' | 'form'

/** Many requests from few addresses, evenly paced, whatever the answers are. */
export interface RequestFlood {
  kind: 'requests'
  addresses: AddressBlock
  requestsPerSecond: number
  connectionsPerAddress: number
  /** After how long without an answer a connection is thrown away for a new one. */
  giveUpMs: number
  mix: AttackMix
  userAgents: readonly string[]
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
  mix: AttackMix
  /** `program`: headers as flooding programs send them · `browser`: copied whole from the commonest of the visitors' browsers. */
  headers: 'program' | 'browser'
  /** What is asked for, and with which headers, is another after so long; null: the same all the time. */
  changeEveryMs: number | null
}

/** Many clients that come again and again, each with one connection and the headers of a browser. */
export interface ClientFlood {
  kind: 'clients'
  addresses: AddressBlock
  /** In all; each client has its turn. */
  requestsPerSecond: number
  giveUpMs: number
  mix: AttackMix
  /**
   * What they do when they are asked to show that they are browsers: `none` take no notice · `cookies` go where they are
   * sent and keep the cookies they get · `patience` wait as well when a page tells them to.
   */
  wit: 'none' | 'cookies' | 'patience'
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
  mix: readonly { way: 'headers' | 'body' | 'reading'; weight: number }[]
  userAgents: readonly string[]
}

/** HTTP/2 requests that are taken back as soon as they are sent (CVE-2023-44487). */
export interface ResetFlood {
  kind: 'resets'
  addresses: AddressBlock
  /** One for each address. */
  requestsPerSecond: number
}

/** TLS handshakes that go no further. */
export interface HandshakeFlood {
  kind: 'handshakes'
  addresses: AddressBlock
  handshakesPerSecond: number
  /** How long each is held before it is let go for the next. */
  holdMs: number
  /** `hello`: only begun, the server's answer is left lying · `whole`: ended, and then nothing is asked for. */
  mix: readonly { way: 'hello' | 'whole'; weight: number }[]
}

/** One after another, each for a while, with a pause between; then from the start again. */
export interface Pulse {
  kind: 'pulse'
  onMs: number
  offMs: number
  parts: readonly (RequestFlood | ClientFlood)[]
}

export type SingleAttack = RequestFlood | Swarm | ClientFlood | SlowFlood | ResetFlood | HandshakeFlood | Pulse

/** Several at the same time. */
export interface Together {
  kind: 'together'
  parts: readonly SingleAttack[]
}

export type Attack = SingleAttack | Together

/** What each attack is made of, itself when it is a single one. */
export function partsOf(attack: Attack | null): readonly SingleAttack[] {
  if (attack === null) return []
  return attack.kind === 'together' ? attack.parts : [attack]
}

/** Every address that the attack may speak from, by block. */
export function addressBlocksOf(attack: Attack | null): AddressBlock[] {
  return partsOf(attack).flatMap((part) =>
    part.kind === 'pulse' ? part.parts.map(({ addresses }) => addresses) : [part.addresses],
  )
}
