import { type Attack, partsOf } from './attack.js'
import type { AttackReport } from './attack-report.js'

/** Whether an attack is measured by what it holds open, not by what it sends. */
export function isHolding(attack: Attack | null): boolean {
  const parts = partsOf(attack)
  return parts.length > 0 && parts.every(({ kind }) => kind === 'slow')
}

/** Whether it asks for answers, some of which the origin may have to give. */
export function asksTheOrigin(attack: Attack | null): boolean {
  return partsOf(attack).some(({ kind }) => kind !== 'slow' && kind !== 'resets' && kind !== 'handshakes')
}

/** How much of it there is now, by the report of one second. */
export function loadOf(attack: Attack | null, report: AttackReport): number {
  return isHolding(attack) ? report.open : report.sent
}

/** What `loadOf` counts. */
export function loadUnit(attack: Attack | null): string {
  if (isHolding(attack)) return 'connections held'
  const parts = partsOf(attack)
  return parts.length > 0 && parts.every(({ kind }) => kind === 'handshakes')
    ? 'handshakes a second'
    : 'requests a second'
}
