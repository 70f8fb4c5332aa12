import type { PlatformOrders } from '../link/messages.js'

/** A message is later than this only where a process hangs; else the clocks differ. */
const CLOCKS_DIFFER_MS = 2_000

/**
 * Orders name moments by the brain's clock. An edge that was started after the machine's clock was set lives at another
 * time, and would take a rule that only watches for a moment for one that watches for hours.
 * @param told when the brain sent them, by its clock; undefined: not told
 */
export function inOwnTime(orders: PlatformOrders, told: number | undefined, now: number): PlatformOrders {
  const offset = told === undefined ? 0 : now - told
  if (Math.abs(offset) < CLOCKS_DIFFER_MS) return orders
  const rules = orders.rules.map((rule) => ({ ...rule, watchUntil: Math.max(0, rule.watchUntil + offset) }))
  return { ...orders, rules }
}
