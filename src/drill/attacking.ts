import type { AttackReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'

/** An attack under way. It owns no timer: the load process tells it the time. */
export interface Attacking {
  /** Every slot. */
  tick(now: number): void
  /** Every second; throws away what waits too long. */
  eachSecond(now: number): void
  /** What happened since the last call. */
  takeReport(): AttackReport
  /** When it sent and what got to the origin, since the last call; none for an attack that asks for nothing. */
  takeMoments(): AttackMoment[]
  /** Closes everything. Reports may still be taken. */
  stop(): void
}
