import type { AttackReport } from './attack-report.js'
import { attackRequests, floodingProgram } from './attack-requests.js'
import type { AttackMoment } from './attack-timeline.js'
import { attackWish } from './attack-wish.js'
import { assertWithinCaps } from './caps.js'
import type { AttackOrder } from './load-messages.js'
import { cpuMeter, type Load, runLoadProcess, targetOf, tellParent } from './load-process.js'
import { SLOT_MS } from './pacer.js'
import type { Refusal } from './refusal.js'
import { fillPath, type Rehearsal } from './rehearsal.js'
import { RequestFlooding } from './request-flooding.js'
import { scoutAssets } from './scout.js'
import { SeededRandom } from './seeded-random.js'
import { siteOf } from './site.js'
import { SlowFlooding, type SlowPaths } from './slow-flooding.js'
import { swarmAddresses } from './swarm-addresses.js'
import { SwarmFlooding } from './swarm-flooding.js'
import { swarmRequests } from './swarm-requests.js'
import type { Target } from './target.js'

interface Attacking {
  tick(now: number): void
  eachSecond(now: number): void
  takeReport(): AttackReport
  takeMoments(): AttackMoment[]
  stop(): void
}

async function prepare(order: AttackOrder): Promise<Load | Refusal> {
  assertWithinCaps(attackWish(order.attack, order.seconds))
  const check = await targetOf(order)
  if (check.kind === 'refused') return check
  const site = await siteOf(check.target, order.visitorsFile)
  const begin = await readyAttack(check.target, order, site)
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
  { attack, seed, seconds }: AttackOrder,
  site: Rehearsal,
): Promise<(now: number) => Attacking> {
  const random = new SeededRandom(seed)
  if (attack.kind === 'requests') {
    const headers = attack.userAgents.map(floodingProgram)
    const next = attackRequests({ mix: attack.mix, headers }, site, target.authority, random)
    return (now) => asking(new RequestFlooding(target, attack, next, now))
  }
  if (attack.kind === 'swarm') {
    const next = swarmRequests(attack, site, target.authority, seed)
    const addresses = swarmAddresses(attack, seconds, random)
    return (now) => asking(new SwarmFlooding(target, attack, addresses, next, now))
  }
  const paths = await slowPaths(target, site)
  return (now) => {
    const flooding = new SlowFlooding(target, attack, paths, random, now)
    return {
      tick: (at) => flooding.tick(at, SLOT_MS),
      eachSecond: () => {},
      takeReport: () => flooding.takeReport(),
      takeMoments: () => [],
      stop: () => flooding.stop(),
    }
  }
}

function asking(flooding: RequestFlooding | SwarmFlooding): Attacking {
  return {
    tick: (at) => flooding.tick(at),
    eachSecond: (at) => flooding.giveUp(at),
    takeReport: () => flooding.takeReport(),
    takeMoments: () => flooding.takeMoments(),
    stop: () => flooding.stop(),
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
  const report = () =>
    tellParent({ kind: 'second', report: attacking.takeReport(), moments: attacking.takeMoments(), cpu: cpu() })
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
