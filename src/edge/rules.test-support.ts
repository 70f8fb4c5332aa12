import type { PlatformOrders } from '../link/messages.js'
import type { RuleInForce } from '../mitigate/orders.js'
import { parseAddress } from '../traffic/address.js'
import { type Client, clientOf } from '../traffic/client.js'
import type { Edge } from './edge.js'

/** A rule against everything that asks for /search. */
export const SEARCH: RuleInForce = {
  id: 7,
  tests: [{ attribute: 'route', op: 'is', value: '/search' }],
  measure: 'challenge',
  demand: 'script',
  watchUntil: 0,
  wakesAt: null,
  convicts: true,
}

/** Tells the edge what has been decided for its first platform, as the brain does. */
export function decide(
  edge: Edge,
  rules: readonly RuleInForce[],
  { lastsMs = 60_000, severe = null, severeWakesAt = null }: Partial<PlatformOrders> = {},
): void {
  const told = rules.map(({ tests, ...rule }) => ({ ...rule, tests: [...tests] }))
  edge.hear({
    kind: 'directive',
    platforms: [{ level: 'calm', distress: 0 }],
    validMs: 1_000_000,
    orders: [{ platform: 0, severe, severeWakesAt, rules: told, lastsMs }],
  })
}

/** The client of an address as the edge knows it. */
export function clientAt(edge: Edge, address: string): Client {
  const parsed = parseAddress(address)
  if (!parsed) throw new Error(`${address} is no address.`)
  return clientOf(parsed, edge.hash.string)
}

/** In calm times, visits came from ever other addresses: an address tells one visitor from another. */
export function manyAddressesCame(edge: Edge): void {
  edge.oneAddress.count(
    Int32Array.from({ length: 1_000 }, (_, i) => 7_919 * i),
    true,
  )
}
