import { attackWish } from './attack-wish.js'
import type { Attacking } from './attacking.js'
import { assertWithinCaps } from './caps.js'
import type { AttackOrder } from './load-messages.js'
import { cpuMeter, type Load, runLoadProcess, targetOf, tellParent } from './load-process.js'
import { SLOT_MS } from './pacer.js'
import { readyAttack } from './ready-attack.js'
import type { Refusal } from './refusal.js'
import { siteOf } from './site.js'

async function prepare(order: AttackOrder): Promise<Load | Refusal> {
  assertWithinCaps(attackWish(order.attack, order.seconds))
  const check = await targetOf(order)
  if (check.kind === 'refused') return check
  const site = await siteOf(check.target, order.visitorsFile)
  const start = await readyAttack(check.target, order.attack, { site, seed: order.seed, seconds: order.seconds })
  if (typeof start !== 'function') return start
  let stopped: (() => void) | null = null
  return {
    begin() {
      stopped = attackFor(start(Date.now()), order.seconds)
    },
    async stop() {
      stopped?.()
    },
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
