import { ChromiumVisitors } from './chromium-visitors.js'
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
  const chromium = order.chromium
    ? await ChromiumVisitors.start(target, site, journeys.get('real chromium') ?? [], random)
    : null
  let ended: (abandon: boolean) => Promise<void> = async () => {}
  let expectRush: (rush: Rush) => void = () => {}
  return {
    notHere: typeof chromium === 'string' ? [chromium] : [],
    begin() {
      const population = new Population(target, site, journeys, order.groups, random, Date.now())
      expectRush = (rush) => population.expectRush(rush)
      const cpu = cpuMeter()
      const real = typeof chromium === 'string' ? null : chromium
      real?.begin()
      const report = () => {
        const { actions, ...rest } = population.takeReport()
        const all = [...actions, ...(real?.takeActions() ?? [])]
        tellParent({ kind: 'second', report: { ...rest, actions: all }, cpu: cpu() })
      }
      const slots = setInterval(() => population.tick(Date.now()), SLOT_MS)
      const reports = setInterval(report, REPORT_EVERY_MS)
      ended = async (abandon) => {
        clearInterval(slots)
        await real?.end()
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
