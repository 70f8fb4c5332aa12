import { ATTRIBUTES, type Attribute } from '../traffic/attributes.js'
import type { Item } from './items.js'

/**
 * What a test of an attribute costs a rule, as a share of the excess: small enough never to outweigh a difference in
 * what two rules explain or touch, so that it decides between equals. Each test costs something, since the shortest
 * rule of equals is the likeliest to be true (minimum description length). What the attack cannot change without
 * becoming another attack, the expensive page it asks for, costs least; a text it sends as it likes costs most.
 */
const COST: Readonly<Record<Attribute, number>> = {
  route: 0.004,
  query: 0.004,
  method: 0.004,
  kind: 0.006,
  headers: 0.008,
  fetch: 0.008,
  http: 0.008,
  tls: 0.008,
  crawler: 0.008,
  encodings: 0.01,
  family: 0.012,
  languages: 0.012,
  cookie: 0.012,
  referrer: 0.012,
  userAgent: 0.012,
  network: 0.012,
  as: 0.016,
  country: 0.016,
}

/** On top for a test of being unseen: a rule that names the value cannot touch what else is new. */
const UNSEEN = 0.002
const BY_COLUMN: readonly number[] = ATTRIBUTES.map((attribute) => COST[attribute])

export function costOf({ column, code }: Item): number {
  return (BY_COLUMN[column] ?? 0) + (code === 0 ? UNSEEN : 0)
}

const ORIGINS: ReadonlySet<Attribute> = new Set(['network', 'as', 'country'])

/** Bits of the columns that say where a visit came from. They alone are never a reason: honest people come from there. */
export const ORIGIN_COLUMNS = ATTRIBUTES.reduce(
  (bits, attribute, column) => (ORIGINS.has(attribute) ? bits | (1 << column) : bits),
  0,
)
