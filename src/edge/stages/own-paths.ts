import { check } from '../challenge/check.js'
import type { Decision, Stage } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'

const OWN = '/.well-known/holdfast/'
/** RFC 8555, 8.3. */
const CHALLENGES = '/.well-known/acme-challenge/'

/**
 * Holdfast's own paths. The origin never sees them. Those of a certificate authority are ours only while it is to look
 * at them: the site may have its own certificates fetched in the same way.
 */
export const ownPaths: Stage = {
  name: 'own-paths',
  decide(visit, edge) {
    if (visit.path.startsWith(CHALLENGES)) return challenge(visit, edge)
    if (!visit.normalPath.startsWith(OWN)) return null
    const checked = check(visit, edge) ?? asset(visit, edge)
    if (checked) return checked
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

/** A file of the challenge pages. */
function asset({ path, request }: Exchange, { checkpoint }: Edge): Decision | null {
  const file = request.method === 'GET' || request.method === 'HEAD' ? checkpoint.pages.asset(path) : undefined
  return file ? { action: 'own', stage: 'own-paths', reason: 'asset', status: 200, ...file, kept: true } : null
}

function challenge({ path, request }: Exchange, { challenges }: Edge): Decision | null {
  const answer = challenges.get(path.slice(CHALLENGES.length))
  if (answer === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return null
  return {
    action: 'own',
    stage: 'own-paths',
    reason: 'acme-challenge',
    status: 200,
    headers: ['Content-Type', 'application/octet-stream'],
    body: Buffer.from(answer),
  }
}
