import type { Stage } from '../decision.js'

/**
 * Each client's share of origin time. Who has used far more than a fair share while the origin is distressed is served
 * last from here on; nobody is refused by it. In calm the budgets are not armed and this does nothing.
 */
export const budget: Stage = {
  name: 'budget',
  decide(visit, edge) {
    if (!visit.operator && visit.platform.budget.state(visit.payer, edge.now()) === 'over') visit.known = 'over-budget'
    return null
  },
}
