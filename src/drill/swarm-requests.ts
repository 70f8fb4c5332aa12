import type { AttackMix, Swarm } from './attack.js'
import { type AttackRequest, attackRequests, floodingProgram } from './attack-requests.js'
import type { Profile } from './browser-profiles.js'
import { copiedHeaders } from './copied-headers.js'
import type { Rehearsal } from './rehearsal.js'
import { SeededRandom } from './seeded-random.js'
import { BROWSER_USER_AGENTS } from './shapes/browser-user-agents.js'

const CACHE_BUSTING: AttackMix = [{ what: 'cache-busting', weight: 1 }]

/** Programs that say who they are. */
const HONEST_PROGRAMS: Profile[] = ['Go-http-client/1.1', 'python-requests/2.32.5', 'okhttp/5.1.0'].map((name) => [
  ['User-Agent', name],
  ['Accept-Encoding', 'gzip'],
])

/**
 * Makes the requests of a swarm. One that changes goes on to another request or
 * other headers after each stretch of its time; a rule that fits the one says nothing of the next.
 * @returns the next request, by the time since the first, in milliseconds
 */
export function swarmRequests(
  swarm: Pick<Swarm, 'mix' | 'headers' | 'changeEveryMs'>,
  site: Rehearsal,
  authority: string,
  seed: number,
): (sinceMs: number) => AttackRequest {
  const [first, second] = headerSets(swarm.headers, seed)
  const guises = [
    { mix: swarm.mix, headers: first },
    { mix: CACHE_BUSTING, headers: first },
    { mix: swarm.mix, headers: second },
    { mix: CACHE_BUSTING, headers: second },
  ]
  const random = new SeededRandom(seed)
  const makers = guises.map((guise) => attackRequests(guise, site, authority, random))
  const { changeEveryMs } = swarm
  return (sinceMs) => {
    const stretch = changeEveryMs === null ? 0 : Math.floor(sinceMs / changeEveryMs)
    const make = makers[stretch % makers.length]
    if (make === undefined) throw new RangeError(`${sinceMs} ms is no time since the first request`)
    return make()
  }
}

/** Two sets that differ: of programs, or of the two browsers that most of the rehearsed visitors have. */
function headerSets(headers: Swarm['headers'], seed: number): readonly [readonly Profile[], readonly Profile[]] {
  return headers === 'program' ? [BROWSER_USER_AGENTS.map(floodingProgram), HONEST_PROGRAMS] : copiedHeaders(seed)
}
