import type { ActionRecord } from './action-record.js'
import type { Attack } from './attack.js'
import type { AttackReport } from './attack-report.js'
import type { AttackMoment } from './attack-timeline.js'
import type { DrillWindow } from './drill-window.js'
import type { Refusal } from './refusal.js'
import type { VisitorGroup } from './shape.js'

/**
 * What both load processes are told. No address: each finds and checks the target by itself from the data directory.
 */
export interface LoadOrder {
  dataDir: string
  platform?: string
  /** Of the target that the window was opened at; another one is refused. */
  instance: string
  /** Must be signed by the target and open by its own word; nothing is sent after its end. */
  window: Omit<DrillWindow, 'kind'>
  seed: number
  /** File that says what visitors do; else the run file's, else links are followed. */
  visitorsFile?: string
}

export interface AttackOrder extends LoadOrder {
  attack: Attack
  seconds: number
}

export interface VisitorsOrder extends LoadOrder {
  groups: VisitorGroup[]
  /** With some real browsers among them, where there are any. */
  chromium?: boolean
}

/** Begins sending. */
export interface Begin {
  kind: 'begin'
}

/**
 * Visitors become more: from when, how long they take to reach their height, and until when; Unix time in milliseconds.
 * `outageMs`: so long nobody comes at first, and then all at once.
 */
export interface Rush {
  kind: 'rush'
  from: number
  rampMs: number
  outageMs?: number
  until: number
}

/** Ends sending. `abandon`: what was begun is dropped at once; else it may end in its own time. */
export interface Stop {
  kind: 'stop'
  abandon: boolean
}

export type ToLoadProcess<Order> = { kind: 'prepare'; order: Order } | Begin | Rush | Stop

/** Share of one processor core that the process used since its last report. */
interface Cpu {
  cpu: number
}

export type FromAttackProcess =
  | { kind: 'ready' }
  | Refusal
  | ({ kind: 'second'; report: AttackReport; moments: AttackMoment[] } & Cpu)
  | { kind: 'done' }

export interface VisitorsReport {
  actions: ActionRecord[]
  /** Actions that were due and not begun because the rehearsal was at its own bounds. */
  notBegun: number
  /** Visitors on the site now. */
  present: number
}

export type FromVisitorsProcess =
  /** `notHere`: kinds of visitors that could not come, and why, in words. */
  { kind: 'ready'; notHere: string[] } | Refusal | ({ kind: 'second'; report: VisitorsReport } & Cpu) | { kind: 'done' }
