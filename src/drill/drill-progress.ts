import type { NormalKnown } from './status-samples.js'

export type Phase = 'preparing' | 'calm' | 'attack' | 'recovery' | 'closing'

/** How far a drill is, several times a second. */
export interface DrillProgress {
  phase: Phase
  /** Of the whole drill of the shape, 0..1. */
  share: number
  /** What Holdfast knows of normal visits while it learns; null when it does not say, or nothing waits for it. */
  learning: NormalKnown | null
  /** Of the real actions that ended in the last seconds, 0..1; null when none did. */
  recentSuccess: number | null
  /** Requests of the last second, or open connections of a slow attack; null when there is no attack. */
  attackLoad: number | null
}
