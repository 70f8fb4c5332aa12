import type { Stage } from '../decision.js'

/** While the platform is strained, activities that can wait get a small part of the places at the origin. */
export const activity: Stage = {
  name: 'activity',
  decide(visit) {
    // A rule may have slowed it already.
    if (!visit.operator && visit.platform.isSlowed(visit.activity)) visit.slowed = true
    return null
  },
}
