import type { AttackAim, AttackMix } from './attack.js'
import type { Profile } from './browser-profiles.js'
import {
  choosePlaceholders,
  fill,
  fillPath,
  type Journey,
  type JourneyStep,
  type Placeholders,
  type Rehearsal,
} from './rehearsal.js'
import { formBody, requestText } from './request-text.js'
import type { SeededRandom } from './seeded-random.js'

export interface AttackRequest {
  method: string
  text: string
}

/** Sets of headers whose text is kept; a drill has some hundred browsers. */
const MOST_HEADS = 1_000

/** What of a platform an attack is made of. */
interface Aims {
  /** Paths with a {word} in them. */
  searches: string[]
  forms: JourneyStep[]
  pages: string[]
}

/**
 * Makes the requests of an attack, one after another, from what visitors do on the platform. A platform without a search
 * or without forms gets more of the rest; forms are only ever sent where the rehearsal file says that sending them is
 * safe. Each comes with one of the given sets of headers, or with those that it is asked for.
 */
export function attackRequests(
  { mix, headers: choices }: { mix: AttackMix; headers: readonly Profile[] },
  site: Rehearsal,
  authority: string,
  random: SeededRandom,
): (profile?: Profile) => AttackRequest {
  const aims = aimsOf(site)
  const possible = mix.filter(({ what }) => isPossible(what, aims))
  // Everything after the first line is the same each time, so it is written once.
  const heads = new Map<Profile, string>()
  const headOf = (headers: Profile) => {
    const known = heads.get(headers)
    if (known !== undefined) return known
    const head = afterFirstLine(requestText({ method: 'GET', path: '/', authority, headers }))
    if (heads.size < MOST_HEADS) heads.set(headers, head)
    return head
  }
  return (profile = random.pick(choices)) => {
    const what = possible.length === 0 ? 'cache-busting' : random.weighted(possible).what
    const values = rubbish(site, random)
    if (what === 'form') {
      const { path, form = {} } = random.pick(aims.forms)
      const body = formBody(Object.entries(form).map(([name, value]) => [name, fill(value, values)]))
      const parts = { method: 'POST', path: fillPath(path, values), authority, headers: profile, body }
      return { method: 'POST', text: requestText(parts) }
    }
    return { method: 'GET', text: `GET ${pathFor(what, aims, values, random)} HTTP/1.1\r\n${headOf(profile)}` }
  }
}

/** Whether an attack on forms alone has any that may be sent. */
export function canSendForms(site: Rehearsal): boolean {
  return aimsOf(site).forms.length > 0
}

function aimsOf(site: Rehearsal): Aims {
  const steps = site.journeys.flatMap(({ steps }: Journey) => steps)
  const pages = distinctPaths(
    steps.filter(({ method, path }) => method === 'GET' && !path.includes('{n}') && isPage(path)),
  )
  return {
    searches: distinctPaths(steps.filter(({ method, path }) => method === 'GET' && path.includes('{word}'))),
    forms: steps.filter(({ method, form }) => method === 'POST' && form !== undefined),
    pages: pages.length > 0 ? pages : ['/'],
  }
}

function isPossible(what: AttackAim, { searches, forms }: Aims): boolean {
  if (what === 'search') return searches.length > 0
  return what !== 'form' || forms.length > 0
}

function pathFor(what: Exclude<AttackAim, 'form'>, aims: Aims, values: Placeholders, random: SeededRandom): string {
  const page = () => fillPath(random.pick(aims.pages), values)
  switch (what) {
    case 'search':
      return fillPath(random.pick(aims.searches), values)
    case 'facets': {
      const searches = aims.searches.length > 0 ? aims.searches : aims.pages
      return withQuery(fillPath(random.pick(searches), { ...values, word: random.word(1) }), facets(random))
    }
    case 'page':
      return page()
    case 'cache-busting':
      return withQuery(page(), `${random.word(2)}=${random.integer(2 ** 31)}`)
    case 'random-path': {
      const words = Array.from({ length: 1 + random.integer(3) }, () => random.word(1 + random.integer(3)))
      return `/${random.integer(2) === 0 ? words.join('/') : words.join('').toUpperCase()}`
    }
  }
}

/** Names that catalogues give to what narrows a search down; the values make each combination a new one. */
function facets(random: SeededRandom): string {
  const year = 1900 + random.integer(127)
  const chosen = [
    `page=${1 + random.integer(10)}`,
    `year=${year}`,
    `sort=${random.pick(['date', 'title', 'relevance', 'oldest'])}`,
    `section=${random.word(2)}`,
    `type=${random.pick(['image', 'text', 'video', 'sound'])}`,
    `subject=${random.word(3)}`,
  ]
  return chosen.filter((_, index) => index === 0 || random.integer(3) > 0).join('&')
}

function rubbish(site: Rehearsal, random: SeededRandom): Placeholders {
  return { ...choosePlaceholders(site, random), word: random.word(5), n: String(random.integer(2 ** 31)) }
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
