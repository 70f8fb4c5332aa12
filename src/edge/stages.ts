import type { Stage } from './decision.js'
import { activity } from './stages/activity.js'
import { admit } from './stages/admit.js'
import { budget } from './stages/budget.js'
import { cache } from './stages/cache.js'
import { clearance } from './stages/clearance.js'
import { forward } from './stages/forward.js'
import { identify } from './stages/identify.js'
import { operator } from './stages/operator.js'
import { ownPaths } from './stages/own-paths.js'
import { regulars } from './stages/regulars.js'
import { rules } from './stages/rules.js'

/**
 * The way of a request. This order is the only place where precedence is written; docs/request.md explains it and a test
 * keeps the two in step. `accept` comes before all of these, when a connection opens: see accept.ts.
 */
export const STAGES: readonly Stage[] = [
  identify,
  operator,
  ownPaths,
  clearance,
  regulars,
  rules,
  budget,
  cache,
  activity,
  admit,
  forward,
]
