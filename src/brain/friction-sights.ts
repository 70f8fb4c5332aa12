import type { FrictionMeasure, FrictionSight } from '../mitigate/friction.js'
import type { Activities } from '../traffic/activity.js'
import type { FrictionCounted } from './friction-counts.js'
import type { PlatformStatus, RuleStatus } from './status.js'

/** What has become of one platform since the last look. */
export interface FrictionLook {
  status: Pick<PlatformStatus, 'level' | 'activities'>
  /** Rules that act, with what each has met since the last look. */
  rules: readonly { rule: RuleStatus; visits: number; people: number }[]
  counted: FrictionCounted
  /** Which activities there are, in the order of the configuration. */
  activities: Activities
  seconds: number
  /** Visits a second on ordinary days, of all and by activity; null: not known. */
  usual: { all: number | null; of(activity: number): number | null }
}

/** Everything that is in force on a platform and may touch real visitors. */
export function frictionSights(look: FrictionLook): FrictionSight[] {
  return [...ruleSights(look), ...severeSight(look), ...activitySights(look), ...queueSight(look), ...budgetSight(look)]
}

function ruleSights({ rules, activities, usual, seconds }: FrictionLook): FrictionSight[] {
  return rules.map(({ rule, visits, people }) => {
    const ordinary = usual.all === null ? null : usual.all * seconds
    return {
      measure: rule.state === 'slow' ? 'slow' : 'challenge',
      rule: rule.id,
      activity: activityOf(rule, activities),
      text: `Rule ${rule.id} ${rule.state === 'slow' ? 'let wait' : 'asked to show that a browser sent them'}: ${rule.text}`,
      visits,
      people,
      usual: ordinary === null ? null : { low: 0, high: ordinary * rule.collateral.upper },
    }
  })
}

/** Where the rule says of which route it is, that tells the activity. */
function activityOf({ match }: RuleStatus, activities: Activities): string | null {
  const route = match.find(({ attribute, op }) => attribute === 'route' && op === 'is')
  return route ? activities.of(route.value).name : null
}

function severeSight({ status, rules, counted, usual, seconds }: FrictionLook): FrictionSight[] {
  if (status.level !== 'severe') return []
  const byRules = rules.reduce((sum, { rule, visits }) => sum + (rule.state === 'slow' ? 0 : visits), 0)
  const text =
    'No rule would do, so that whoever is not known from before was asked to show that a browser sent the visit.'
  const high = usual.all === null ? null : usual.all * seconds
  return [
    {
      ...everywhere('severe', text, Math.max(0, counted.outcomes.challenged - byRules)),
      people: counted.passed,
      usual: high === null ? null : { low: 0, high },
    },
  ]
}

function activitySights(look: FrictionLook): FrictionSight[] {
  const { status, activities, counted, usual, seconds } = look
  return status.activities.flatMap(({ name, state }) => {
    if (state === 'full') return []
    const index = activities.all.find((activity) => activity.name === name)?.index ?? -1
    const { requests, answered } = counted.activities[index] ?? { requests: 0, answered: 0 }
    const ordinary = usual.of(index)
    const low = ordinary === null ? null : Math.min(requests, ordinary * seconds)
    const high = isAttacked(look) ? answered : requests
    return {
      measure: state === 'late' ? 'late' : 'slowed',
      rule: null,
      activity: name,
      text: activityText(name, state),
      visits: requests,
      people: 0,
      usual: low === null ? null : { low, high: Math.max(low, high) },
    }
  })
}

function activityText(name: string, state: string): string {
  if (state === 'late') return `"${name}" was answered later than in calm times.`
  if (state === 'paused') return `"${name}" was answered with copies or a "later" only.`
  return `"${name}" had to wait, so that what matters most stayed fast.`
}

function queueSight(look: FrictionLook): FrictionSight[] {
  const { counted, status, usual, seconds } = look
  const { waiting } = counted.outcomes
  // In calm a visit waits for a moment now and then; that is no measure.
  if (waiting === 0 && (status.level === 'calm' || counted.queued === 0)) return []
  const visits = waiting + counted.queued
  const text =
    waiting > 0
      ? 'Visits waited for a place at the origin, or were shown the waiting room.'
      : 'Visits waited for a place at the origin.'
  const came = Object.values(counted.outcomes).reduce((sum, count) => sum + count, 0)
  const ordinary = usual.all === null ? null : Math.min(visits, usual.all * seconds)
  const low = ordinary === null ? null : ordinary * Math.min(1, visits / Math.max(1, came))
  const high = isAttacked(look) ? ordinary : visits
  return [{ ...everywhere('queue', text, visits), usual: low === null || high === null ? null : { low, high } }]
}

function budgetSight({ counted, usual, seconds }: FrictionLook): FrictionSight[] {
  const { held } = counted.outcomes
  if (held === 0) return []
  const text = 'Clients that had used far more than their share of the origin’s time were told to come later.'
  const high = usual.all === null ? null : Math.min(held, usual.all * seconds)
  return [{ ...everywhere('budget', text, held), usual: high === null ? null : { low: 0, high } }]
}

/** In a crowd nobody attacks: all who come may be people. */
function isAttacked({ status }: FrictionLook): boolean {
  return status.level === 'attack' || status.level === 'severe'
}

function everywhere(measure: FrictionMeasure, text: string, visits: number): Omit<FrictionSight, 'usual'> {
  return { measure, rule: null, activity: null, text, visits, people: 0 }
}
