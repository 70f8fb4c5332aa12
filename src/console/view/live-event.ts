import type { HistoryPoint, Status } from '../../brain/status.js'
import type { RulesInForce } from './rules-in-force.js'

/** What a live event of the name `status` carries, as JSON. */
export interface LiveEvent {
  status: Status
  /** Each platform's newest point. */
  points: Record<string, HistoryPoint>
  /** Rules themselves would be too much for every second; who shows them asks for them. */
  inForce: RulesInForce[]
}
