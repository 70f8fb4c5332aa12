import type { Stage } from '../decision.js'

const OWN = '/.well-known/holdfast/'

/** Holdfast's own paths. The origin never sees them. */
export const ownPaths: Stage = {
  name: 'own-paths',
  decide(visit, edge) {
    if (!visit.normalPath.startsWith(OWN)) return null
    if (visit.normalPath !== `${OWN}health`) {
      return {
        action: 'refuse',
        stage: 'own-paths',
        reason: 'unknown-own-path',
        status: 404,
        text: 'There is nothing here.',
      }
    }
    const body = Buffer.from(JSON.stringify({ holdfast: true, instance: edge.instance }))
    return {
      action: 'own',
      stage: 'own-paths',
      reason: 'health',
      status: 200,
      headers: ['Content-Type', 'application/json'],
      body,
    }
  },
}
