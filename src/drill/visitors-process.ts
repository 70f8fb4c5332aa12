import { journeysByKind } from './journeys-by-kind.js'
import type { Rush, VisitorsOrder } from './load-messages.js'
import { cpuMeter, type Load, runLoadProcess, targetOf, tellParent } from './load-process.js'
import { SLOT_MS } from './pacer.js'
import { Population } from './population.js'
import type { Refusal } from './refusal.js'
import { scoutAssets } from './scout.js'
import { SeededRandom } from './seeded-random.js'
import { siteOf } from './site.js'

const REPORT_EVERY_MS = 500

async function prepare(order: VisitorsOrder): Promise<Load | Refusal> {
  const check = await targetOf(order)
  if (check.kind === 'refused') return check
  const { target } = check
  const site = await siteOf(target, order.visitorsFile)
  const journeys = journeysByKind(site, await scoutAssets(target, site))
  const random = new SeededRandom(order.seed)
  let ended: (abandon: boolean) => Promise<void> = async () => {}
  let expectRush: (rush: Rush) => void = () => {}
  return {
    begin() {
      const population = new Population(target, site, journeys, order.groups, random, Date.now())
      expectRush = (rush) => population.expectRush(rush)
      const cpu = cpuMeter()
      const report = () => tellParent({ kind: 'second', report: population.takeReport(), cpu: cpu() })
      const slots = setInterval(() => population.tick(Date.now()), SLOT_MS)
      const reports = setInterval(report, REPORT_EVERY_MS)
      ended = async (abandon) => {
        clearInterval(slots)
        if (!abandon) await population.settle()
        clearInterval(reports)
        report()
      }
    },
    rush: (rush) => expectRush(rush),
    stop: (abandon) => ended(abandon),
  }
}

runLoadProcess(prepare)
