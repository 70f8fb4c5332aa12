import type { Stage } from '../decision.js'

/** While the platform is strained, activities that can wait get a small part of the places at the origin. */
export const activity: Stage = {
  name: 'activity',
  decide(visit) {
    visit.slowed = !visit.operator && visit.platform.isSlowed(visit.activity)
    return null
  },
}
