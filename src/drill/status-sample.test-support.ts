import type { StatusSample } from './status-samples.js'

/** A quiet moment; @param at Unix time in milliseconds */
export function statusSample(at: number, changes: Partial<StatusSample> = {}): StatusSample {
  return {
    at,
    level: 'calm',
    served: 0,
    cached: 0,
    refused: 0,
    challenged: 0,
    distress: 0,
    inFlight: 0,
    connections: 0,
    memoryMb: 100,
    cpu: null,
    activities: [],
    normal: null,
    ...changes,
  }
}
