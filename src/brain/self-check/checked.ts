import type { EdgeSummary, PlatformOrders } from '../../link/messages.js'
import type { PlatformStatus, RuleStatus } from '../status.js'

/** One edge as self-checks see it. */
export interface CheckedEdge {
  pid: number
  /** What it told last; null: nothing yet. */
  last: Pick<EdgeSummary, 'generation' | 'platforms'> | null
}

/** One platform as self-checks see it, in the order of the configuration. */
export interface CheckedPlatform {
  status: Pick<PlatformStatus, 'name' | 'level' | 'distress' | 'perSecond' | 'normal'>
  /** In force and ended lately. */
  rules: readonly RuleStatus[]
  /** What edges are told to do; null: nothing. */
  orders: Pick<PlatformOrders, 'severe' | 'rules'> | null
}
