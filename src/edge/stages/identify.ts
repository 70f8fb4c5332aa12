import { clientOf } from '../../traffic/client.js'
import { normalPath } from '../../traffic/normal-path.js'
import type { Decision, Stage } from '../decision.js'
import type { Edge } from '../edge.js'
import type { Exchange } from '../exchange.js'
import { forwardedClient } from '../headers/forwarded-client.js'
import { MOST_FIELDS } from '../listeners/http1-server.js'

const HOST = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/

/** Who asks, and for what: the client behind trusted proxies, the platform and the activity. */
export const identify: Stage = {
  name: 'identify',
  decide(visit, edge) {
    return readTarget(visit) ?? readClient(visit, edge) ?? readPlatform(visit, edge)
  },
}

function refuse(status: number, reason: string, text: string): Decision {
  return { action: 'refuse', stage: 'identify', reason, status, text }
}

function readTarget(visit: Exchange): Decision | null {
  const { request } = visit
  if (request.method === 'TRACE' || request.method === 'CONNECT') {
    return refuse(405, 'method', `The method ${request.method} is not allowed here.`)
  }
  if (request.rawHeaders.length > 2 * MOST_FIELDS)
    return refuse(431, 'fields', `A request may have ${MOST_FIELDS} fields.`)
  // Numbers from 2^53 on are not exact: the origin would be told another length than the visitor said.
  if (request.contentLength !== null && !Number.isSafeInteger(request.contentLength)) {
    return refuse(413, 'length', 'A body of this length is not taken.')
  }
  if (request.authority === null) return refuse(400, 'several-hosts', 'The request names more than one host.')
  let target = request.target
  let authority = request.authority ?? ''
  if (!target.startsWith('/')) {
    if (target === '*' && request.method === 'OPTIONS') {
      return { action: 'own', stage: 'identify', reason: 'options', status: 204, headers: [], body: Buffer.alloc(0) }
    }
    // Absolute form: its authority replaces the Host field (RFC 9112, 3.2.2).
    const absolute = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(target)
    if (!absolute) return refuse(400, 'target', 'The request target is not understood.')
    authority = absolute[1] ?? ''
    const rest = absolute[2] ?? ''
    target = rest.startsWith('/') ? rest : `/${rest}`
  }
  const fragment = target.indexOf('#')
  if (fragment >= 0) target = target.slice(0, fragment)
  const question = target.indexOf('?')
  visit.path = question < 0 ? target : target.slice(0, question)
  visit.query = question < 0 ? '' : target.slice(question + 1)
  visit.normalPath = normalPath(visit.path)
  const host = HOST.exec(authority)
  if (!host) return refuse(authority === '' ? 421 : 400, 'host', 'The request does not name the host it is for.')
  visit.authority = authority
  visit.host = (host[1] ?? '').toLowerCase()
  return null
}

function readClient(visit: Exchange, edge: Edge): null {
  if (edge.trustedProxies.size === 0 || !edge.trustedProxies.has(visit.connection.peer.address)) return null
  const { headers } = visit.request
  const address = forwardedClient(headers['x-forwarded-for'], edge.trustedProxies)
  if (address) {
    visit.client = clientOf(address, edge.hash.string)
    visit.payer = visit.client.key
  }
  const proto = headers['x-forwarded-proto']
  if (proto === 'https' || proto === 'http') visit.scheme = proto
  return null
}

function readPlatform(visit: Exchange, edge: Edge): Decision | null {
  const platform = edge.platformOf(visit.host)
  if (!platform) return refuse(421, 'unknown-host', `No site called ${visit.host} is served here.`)
  visit.platform = platform
  visit.activity = platform.activities.of(visit.normalPath)
  return null
}
