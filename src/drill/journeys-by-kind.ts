import type { Journey, Rehearsal } from './rehearsal.js'
import type { Asset } from './scout.js'
import type { Kind, VisitorGroup } from './shape.js'

/** People with browsers, who do what everybody does. */
const LIKE_BROWSERS = ['real chromium', 'no script', 'no cookies', 'screen reader', 'office', 'newcomer'] as const

/** Which journeys each kind of visitor makes. A kind without any is left out of the rehearsal. */
export function journeysByKind(site: Rehearsal, assets: readonly Asset[]): Map<Kind, Journey[]> {
  const byKind = new Map<Kind, Journey[]>()
  for (const journey of site.journeys) {
    const kind = journey.kind ?? kindOf(journey)
    byKind.set(kind, [...(byKind.get(kind) ?? []), journey])
  }
  const browsing = (byKind.get('browser') ?? site.journeys).map(withoutFiles)
  byKind.set('browser', browsing)
  byKind.set(
    'signed-in',
    (byKind.get('signed-in') ?? []).flatMap((signIn) =>
      browsing.map((journey) => after(withoutFiles(signIn), journey)),
    ),
  )
  for (const kind of LIKE_BROWSERS) if (!byKind.has(kind)) byKind.set(kind, browsing)
  if (!byKind.has('crawler'))
    byKind.set(
      'crawler',
      browsing.map(readingOnly).filter(({ steps }) => steps.length > 0),
    )
  if (!byKind.has('image proxy')) byKind.set('image proxy', imageJourneys(site, assets))
  for (const [kind, journeys] of byKind) if (journeys.length === 0) byKind.delete(kind)
  return byKind
}

/** Files of a page are not visited for themselves: a browser fetches what the page names, without a pause to think. */
function withoutFiles(journey: Journey): Journey {
  const pages = journey.steps.filter(
    ({ method, path }) => method !== 'GET' || !/\.(css|m?js|svg|png|jpe?g|webp|avif|gif|ico|woff2?)(\?|$)/.test(path),
  )
  return pages.length > 0 ? { ...journey, steps: pages } : journey
}

/** Signs in, then does what everybody does; each step counts for its own activity. */
function after(first: Journey, then: Journey): Journey {
  const steps = [first, then].flatMap(({ activity, steps: own }) =>
    own.map((step) => ({ ...step, activity: step.activity ?? activity })),
  )
  return { ...then, name: `${first.name}, then ${then.name}`, steps }
}

/** The groups that have something to do here; what the others would have done, browsers do. */
export function groupsThatCanAct(
  groups: readonly VisitorGroup[],
  journeys: ReadonlyMap<Kind, readonly Journey[]>,
): VisitorGroup[] {
  const idle = groups.filter(({ kind }) => !journeys.has(kind))
  const calm = idle.reduce((sum, group) => sum + group.actionsPerSecond, 0)
  const rush = idle.reduce((sum, group) => sum + (group.rushActionsPerSecond ?? group.actionsPerSecond), 0)
  return groups
    .filter(({ kind }) => journeys.has(kind))
    .map((group) =>
      group.kind === 'browser'
        ? {
            ...group,
            actionsPerSecond: group.actionsPerSecond + calm,
            rushActionsPerSecond: (group.rushActionsPerSecond ?? group.actionsPerSecond) + rush,
          }
        : group,
    )
}

/** The same journey for somebody who comes because of what is on the front page. */
export function fromFrontPage(journey: Journey, site: Rehearsal): Journey {
  if (journey.steps[0]?.path === '/') return journey
  const { activity, step } = frontPageOf(site)
  return { ...journey, steps: [{ ...step, activity }, ...journey.steps] }
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
