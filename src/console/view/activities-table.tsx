import type { ActivityState, ActivityStatus } from '../../brain/status.js'
import { formatDuration, formatMs, formatNumber, formatShare, msBetween } from './format.js'

const STATE_WORDS: Record<ActivityState, string> = {
  full: 'Full speed',
  slowed: 'Slowed',
  late: 'Late',
  paused: 'Paused',
}

/** What people do on the platform, and whether it runs at full speed. */
export function ActivitiesTable({ activities, now }: { activities: ActivityStatus[]; now: string }) {
  return (
    <section class="card wide" aria-labelledby="activities-title">
      <h2 id="activities-title">Activities</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Activity</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Visits/s
            </th>
            <th scope="col" class="number">
              p95 <span class="sub">(calm)</span>
            </th>
            <th scope="col" class="number">
              Answered
            </th>
          </tr>
        </thead>
        <tbody>
          {activities.map((activity) => (
            <tr>
              <th scope="row">
                {activity.name} <span class="sub">{activity.tier}</span>
              </th>
              <td>
                <span class={`state state-${activity.state}`}>
                  <StateIcon state={activity.state} /> {STATE_WORDS[activity.state]}
                </span>{' '}
                <span class="sub">
                  {activity.backSince === null ? 'for' : 'again for'} {formatDuration(msBetween(activity.since, now))}
                </span>
              </td>
              <td class="number">{formatNumber(activity.requestsPerSecond)}</td>
              <td class="number">
                {formatMs(activity.p95Ms)} <span class="sub">({formatMs(activity.calmP95Ms)})</span>
              </td>
              <td class="number">{formatShare(activity.answered)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const STATE_SIGNS: Record<ActivityState, string> = {
  full: 'M3.5 8.4l3 3 6-6.6',
  slowed: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 5.2V8l2 1.500',
  late: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 5.2V8h2.6',
  paused: 'M5.5 3.5v9M10.5 3.5v9',
}

function StateIcon({ state }: { state: ActivityState }) {
  return (
    <svg class="state-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={STATE_SIGNS[state]} />
    </svg>
  )
}
