import type { History, PlatformStatus, Status } from '../../brain/status.js'
import { ActivitiesTable } from './activities-table.js'
import { Banner, platformSentence, Warnings } from './banner.js'
import { Chart } from './chart.js'
import { CHART_IDS } from './chart-data.js'
import { Distress } from './distress.js'
import { DrillNotice } from './drill-notice.js'
import { EdgesTable } from './edges-table.js'
import { FrictionNote } from './friction-note.js'
import { KeyFigures } from './key-figures.js'
import { OriginsTable } from './origins-table.js'
import { PlatformCard } from './platform-card.js'
import { RoutesTable } from './routes-table.js'
import type { RulesInForce } from './rules-in-force.js'
import { RulesNote } from './rules-note.js'
import { Totals } from './totals.js'

export interface LiveContentProps {
  status: Status
  history: History
  /** For each platform that has rules in force, how many. */
  inForce: readonly RulesInForce[]
  /** The platform to show; null: the overview of all. With a single platform the two are one. */
  platformName: string | null
  /** The server's time zone, IANA name. */
  timeZone: string
}

/**
 * Everything on an overview that changes from second to second. The server renders it into the page, and the island
 * renders the very same in the browser, so a live page and a fresh one cannot differ.
 */
export function LiveContent({ status, history, inForce, platformName, timeZone }: LiveContentProps) {
  const platform = shownPlatform(status, platformName)
  if (!platform) return <Overview status={status} inForce={inForce} timeZone={timeZone} />
  return (
    <>
      {status.platforms.length === 1 ? (
        <Banner level={status.level} since={status.since} now={status.now} sentence={status.sentence} />
      ) : (
        <Banner
          level={platform.level}
          since={platform.since}
          now={status.now}
          sentence={platformSentence(platform)}
          title={platform.name}
        />
      )}
      <RulesNote inForce={inForce.find((rules) => rules.platform === platform.name)} />
      <FrictionNote friction={status.friction.filter((one) => one.platform === platform.name)} />
      <DrillNotice drill={status.drill} now={status.now} timeZone={timeZone} />
      <Warnings warnings={status.warnings} />
      <KeyFigures platform={platform} />
      <h2 class="visually-hidden">The last five minutes</h2>
      <div class="charts">
        {CHART_IDS.map((id) => (
          <Chart
            id={id}
            platform={platform.name}
            points={history[platform.name] ?? []}
            calmP95Ms={platform.calmP95Ms}
            timeZone={timeZone}
          />
        ))}
      </div>
      <div class="details">
        <ActivitiesTable activities={platform.activities} now={status.now} />
        <Distress platform={platform} />
        <RoutesTable routes={platform.routes} />
        <OriginsTable origins={platform.origins} />
        <Totals platform={platform} startedAt={status.startedAt} timeZone={timeZone} />
        <EdgesTable edges={status.edges} />
      </div>
    </>
  )
}

/** The platform whose details a page shows, or null when it shows all of them side by side. */
export function shownPlatform(status: Status, platformName: string | null): PlatformStatus | null {
  if (platformName === null) return status.platforms.length === 1 ? (status.platforms[0] ?? null) : null
  return status.platforms.find(({ name }) => name === platformName) ?? null
}

function Overview({ status, inForce, timeZone }: Pick<LiveContentProps, 'status' | 'inForce' | 'timeZone'>) {
  return (
    <>
      <Banner level={status.level} since={status.since} now={status.now} sentence={status.sentence} />
      <DrillNotice drill={status.drill} now={status.now} timeZone={timeZone} />
      <Warnings warnings={status.warnings} />
      {status.platforms.length === 0 ? <p class="empty">No platform is configured.</p> : null}
      <div class="platform-cards">
        {status.platforms.map((platform) => (
          <PlatformCard
            platform={platform}
            inForce={inForce.find((rules) => rules.platform === platform.name)}
            now={status.now}
          />
        ))}
      </div>
      <div class="details">
        <EdgesTable edges={status.edges} />
      </div>
    </>
  )
}
