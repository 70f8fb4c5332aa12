import type { Profile } from './browser-profiles.js'
import { choosePlaceholders, fill, fillPath, type Journey, type JourneyStep, type Rehearsal } from './rehearsal.js'
import { formBody, requestText } from './request-text.js'
import type { SeededRandom } from './seeded-random.js'
import type { RequestFlood } from './shape.js'

/** What is asked for, and in what proportions. */
export type AttackMix = RequestFlood['mix']

export interface AttackRequest {
  method: string
  text: string
}

/**
 * Makes the requests of a flood, one after another, from what visitors do on the platform: the dear pages, each time with
 * a word or a query that no cache knows. A platform without a search or without forms gets more of the rest; forms are
 * only ever sent where the rehearsal file says that sending them is safe. Each comes with one of the given sets of headers.
 */
export function attackRequests(
  { mix, headers: choices }: { mix: AttackMix; headers: readonly Profile[] },
  site: Rehearsal,
  authority: string,
  random: SeededRandom,
): () => AttackRequest {
  const steps = site.journeys.flatMap(({ steps }: Journey) => steps)
  const searches = distinctPaths(steps.filter(({ method, path }) => method === 'GET' && path.includes('{word}')))
  const forms = steps.filter(({ method, form }) => method === 'POST' && form !== undefined)
  const pages = distinctPaths(
    steps.filter(({ method, path }) => method === 'GET' && !path.includes('{n}') && isPage(path)),
  )
  if (pages.length === 0) pages.push('/')
  const possible = mix.filter(
    ({ what }) => what === 'cache-busting' || (what === 'search' ? searches : forms).length > 0,
  )
  // Everything after the first line is the same each time, so it is written once.
  const heads = choices.map((headers) => afterFirstLine(requestText({ method: 'GET', path: '/', authority, headers })))
  const rubbish = () => ({
    ...choosePlaceholders(site, random),
    word: random.word(5),
    n: String(random.integer(2 ** 31)),
  })

  return () => {
    const what = possible.length === 0 ? 'cache-busting' : random.weighted(possible).what
    if (what === 'form') {
      const { path, form = {} } = random.pick(forms)
      const values = rubbish()
      const body = formBody(Object.entries(form).map(([name, value]) => [name, fill(value, values)]))
      const headers = random.pick(choices)
      return {
        method: 'POST',
        text: requestText({ method: 'POST', path: fillPath(path, values), authority, headers, body }),
      }
    }
    const values = rubbish()
    const path =
      what === 'search'
        ? fillPath(random.pick(searches), values)
        : withQuery(fillPath(random.pick(pages), values), `${random.word(2)}=${random.integer(2 ** 31)}`)
    return { method: 'GET', text: `GET ${path} HTTP/1.1\r\n${random.pick(heads)}` }
  }
}

/** What flooding programs send, whatever browser they claim to be: none of what only browsers know of. */
export function floodingProgram(userAgent: string): Profile {
  return [
    ['User-Agent', userAgent],
    ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['Accept-Language', 'en-US,en;q=0.5'],
    ['Accept-Encoding', 'gzip, deflate'],
    ['Connection', 'keep-alive'],
  ]
}

function afterFirstLine(request: string): string {
  return request.slice(request.indexOf('\r\n') + 2)
}

function distinctPaths(steps: readonly JourneyStep[]): string[] {
  return [...new Set(steps.map(({ path }) => path))]
}

/** Pages are what a cache would spare the origin; files, feeds and interfaces are left alone, as attackers mostly do. */
function isPage(path: string): boolean {
  return !path.includes('{word}') && !path.startsWith('/api/') && !/\.[a-z0-9]{2,5}(\?|$)/i.test(path)
}

function withQuery(path: string, query: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${query}`
}
