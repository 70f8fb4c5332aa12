import type { AttackReport } from './attack-report.js'
import { attackRequests } from './attack-requests.js'
import { assertWithinCaps } from './caps.js'
import type { AttackOrder } from './load-messages.js'
import { cpuMeter, type Load, runLoadProcess, targetOf, tellParent } from './load-process.js'
import { SLOT_MS } from './pacer.js'
import type { Refusal } from './refusal.js'
import { fillPath, type Rehearsal } from './rehearsal.js'
import { RequestFlooding } from './request-flooding.js'
import { scoutAssets } from './scout.js'
import { SeededRandom } from './seeded-random.js'
import type { Attack } from './shape.js'
import { siteOf } from './site.js'
import { SlowFlooding, type SlowPaths } from './slow-flooding.js'
import type { Target } from './target.js'

interface Attacking {
  tick(now: number): void
  eachSecond(now: number): void
  takeReport(): AttackReport
  stop(): void
}

async function prepare(order: AttackOrder): Promise<Load | Refusal> {
  assertWithinCaps({ attackSeconds: order.seconds })
  const check = await targetOf(order)
  if (check.kind === 'refused') return check
  const site = await siteOf(check.target, order.visitorsFile)
  const begin = await readyAttack(check.target, order.attack, site, new SeededRandom(order.seed))
  let stopped: (() => void) | null = null
  return {
    begin() {
      stopped = attackFor(begin(Date.now()), order.seconds)
    },
    async stop() {
      stopped?.()
    },
  }
}

/** Finds out in calm what the attack needs to know; the returned function starts it. */
async function readyAttack(
  target: Target,
  attack: Attack,
  site: Rehearsal,
  random: SeededRandom,
): Promise<(now: number) => Attacking> {
  if (attack.kind === 'requests') {
    const next = attackRequests(attack, site, target.authority, random)
    return (now) => {
      const flooding = new RequestFlooding(target, attack, next, now)
      return {
        tick: (at) => flooding.tick(at),
        eachSecond: (at) => flooding.giveUp(at),
        takeReport: () => flooding.takeReport(),
        stop: () => flooding.stop(),
      }
    }
  }
  const paths = await slowPaths(target, site)
  return (now) => {
    const flooding = new SlowFlooding(target, attack, paths, random, now)
    return {
      tick: (at) => flooding.tick(at, SLOT_MS),
      eachSecond: () => {},
      takeReport: () => flooding.takeReport(),
      stop: () => flooding.stop(),
    }
  }
}

async function slowPaths(target: Target, site: Rehearsal): Promise<SlowPaths> {
  const assets = await scoutAssets(target, site)
  const largest = assets.reduce((a, b) => (b.bytes > a.bytes ? b : a), { path: '/', bytes: 0 })
  const form = site.journeys.flatMap(({ steps }) => steps).find(({ method }) => method === 'POST')
  const [article = ''] = site.articles
  return {
    large: largest.path,
    form: form === undefined ? '/' : fillPath(form.path, { article, word: 'news', n: '1' }),
  }
}

/** Runs the attack for its time, reporting each second. @returns the way to end it early */
function attackFor(attacking: Attacking, seconds: number): () => void {
  const cpu = cpuMeter()
  const startedAt = Date.now()
  const report = () => tellParent({ kind: 'second', report: attacking.takeReport(), cpu: cpu() })
  const slots = setInterval(() => {
    const now = Date.now()
    if (now - startedAt >= seconds * 1000) stop()
    else attacking.tick(now)
  }, SLOT_MS)
  const everySecond = setInterval(() => {
    attacking.eachSecond(Date.now())
    report()
  }, 1000)
  let running = true
  function stop(): void {
    if (!running) return
    running = false
    clearInterval(slots)
    clearInterval(everySecond)
    attacking.stop()
    report()
  }
  return stop
}

runLoadProcess(prepare)
