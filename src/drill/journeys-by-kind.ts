import type { Journey, Rehearsal } from './rehearsal.js'
import type { Asset } from './scout.js'
import type { Kind } from './shape.js'

/** Which journeys each kind of visitor makes. A kind without any is left out of the rehearsal. */
export function journeysByKind(site: Rehearsal, assets: readonly Asset[]): Map<Kind, Journey[]> {
  const byKind = new Map<Kind, Journey[]>()
  for (const journey of site.journeys) {
    const kind = journey.kind ?? kindOf(journey)
    byKind.set(kind, [...(byKind.get(kind) ?? []), journey])
  }
  const browsing = byKind.get('browser') ?? site.journeys
  byKind.set('browser', browsing)
  if (!byKind.has('office')) byKind.set('office', browsing)
  if (!byKind.has('crawler'))
    byKind.set(
      'crawler',
      browsing.map(readingOnly).filter(({ steps }) => steps.length > 0),
    )
  if (!byKind.has('image proxy')) byKind.set('image proxy', imageJourneys(site, assets))
  for (const [kind, journeys] of byKind) if (journeys.length === 0) byKind.delete(kind)
  return byKind
}

/** The same journey for somebody who comes because of what is on the front page. */
export function fromFrontPage(journey: Journey, site: Rehearsal): Journey {
  if (journey.steps[0]?.path === '/') return journey
  return { ...journey, steps: [{ ...frontPageOf(site).step }, ...journey.steps] }
}

function kindOf({ name, steps }: Journey): Kind {
  if (steps.some(({ path }) => path.startsWith('/api/'))) return 'app'
  if (steps.some(({ path }) => /\b(feed|rss|atom)\b/i.test(path))) return 'feed reader'
  if (steps.some(({ path }) => /^\/(robots\.txt|sitemap)/.test(path)) || /crawler|search engine/i.test(name))
    return 'crawler'
  if (steps.some(({ method, path }) => method === 'POST' && /sign-?in|log-?in/i.test(path))) return 'signed-in'
  return 'browser'
}

function readingOnly(journey: Journey): Journey {
  return {
    ...journey,
    steps: journey.steps.filter(
      ({ method, path }) => method === 'GET' && !path.includes('{word}') && !path.includes('?'),
    ),
  }
}

function imageJourneys(site: Rehearsal, assets: readonly Asset[]): Journey[] {
  const { activity } = frontPageOf(site)
  return assets
    .filter(({ path }) => !/\.(css|m?js)(\?|$)/.test(path))
    .map(({ path }) => ({
      name: `image ${path}`,
      activity,
      weight: 1,
      steps: [{ method: 'GET', path, expectStatus: [200, 304] }],
    }))
}

function frontPageOf(site: Rehearsal): { activity: string; step: Journey['steps'][number] } {
  for (const { activity, steps } of site.journeys) {
    const step = steps.find(({ method, path }) => method === 'GET' && path === '/')
    if (step) return { activity, step }
  }
  return {
    activity: site.journeys[0]?.activity ?? 'read',
    step: { method: 'GET', path: '/', expectStatus: [200, 304] },
  }
}
