import { type AttackReport, addReports, emptyReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import type { Attacking } from './attacking.js'

/** Several attacks at once, reported as one. */
export class AttacksTogether implements Attacking {
  readonly #parts: readonly Attacking[]

  constructor(parts: readonly Attacking[]) {
    this.#parts = parts
  }

  tick(now: number): void {
    for (const part of this.#parts) part.tick(now)
  }

  eachSecond(now: number): void {
    for (const part of this.#parts) part.eachSecond(now)
  }

  takeReport(): AttackReport {
    const reports = this.#parts.map((part) => part.takeReport())
    // Open at the same time: here the levels add up as well.
    const open = reports.reduce((sum, report) => sum + report.open, 0)
    return { ...reports.reduce(addReports, emptyReport()), open }
  }

  takeMoments(): AttackMoment[] {
    return this.#parts.flatMap((part) => part.takeMoments())
  }

  stop(): void {
    for (const part of this.#parts) part.stop()
  }
}
