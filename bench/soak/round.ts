import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionRecord } from '../../src/drill/action-record.js'
import { closeWindow, openWindow } from '../../src/drill/drill-window.js'
import { ForkedLoad } from '../../src/drill/forked-load.js'
import type {
  AttackOrder,
  FromAttackProcess,
  FromVisitorsProcess,
  VisitorsOrder,
} from '../../src/drill/load-messages.js'
import type { Refusal } from '../../src/drill/refusal.js'
import type { Shape } from '../../src/drill/shape.js'
import { calmVisitors } from '../../src/drill/shapes/calm-visitors.js'
import { flood } from '../../src/drill/shapes/flood.js'
import { slow } from '../../src/drill/shapes/slow.js'
import type { Target } from '../../src/drill/target.js'
import { withRate } from '../../src/drill/with-rate.js'
import type { Phase } from './sample.js'

/** Weaker than the drills of the same name: it is the time that is looked at, not the height. */
const SHAPES = { flood: withRate(flood, 1_000), slow: withRate(slow, 1_500) }
/** Shares of a round. `after` an attack nobody is held to anything yet. */
const PHASES: readonly { phase: Phase; share: number }[] = [
  { phase: 'calm', share: 0.22 },
  { phase: 'flood', share: 0.14 },
  { phase: 'after', share: 0.12 },
  { phase: 'calm', share: 0.12 },
  { phase: 'slow', share: 0.14 },
  { phase: 'after', share: 0.12 },
  { phase: 'calm', share: 0.14 },
]
const LAST_REPORT_MS = 2_000
/** Who was still waiting at the end gets what the patience of a visitor allows. */
const SETTLE_MS = 35_000
const PREPARE_MS = 60_000

export interface RoundOptions {
  target: Target
  dataDir: string
  seed: number
  ms: number
  signal: AbortSignal
  onPhase: (phase: Phase) => void
  onActions: (actions: readonly ActionRecord[]) => void
}

/**
 * One round under a drill window of its own, so that everything a drill makes sure of holds here too.
 * @throws Error when the target refuses, or a load process ends by itself
 */
export async function playRound(options: RoundOptions): Promise<void> {
  const { target, ms, signal } = options
  const window = await openWindow(target, (ms + PREPARE_MS + SETTLE_MS) / 1000)
  if (window.kind === 'refused') throw refused(window)
  const order = {
    dataDir: options.dataDir,
    platform: target.platform,
    instance: target.instance,
    window,
    seed: options.seed,
    visitorsFile: resolve('platforms/newsroom/rehearsal.json'),
  }
  const broken = new AbortController()
  const visitors = new ForkedLoad<VisitorsOrder, FromVisitorsProcess>('visitors-process.js', undefined, (why) =>
    broken.abort(new Error(why)),
  )
  const over = AbortSignal.any([signal, broken.signal])
  try {
    const ready = await visitors.prepare({ ...order, groups: calmVisitors })
    if (ready.kind === 'refused') throw refused(ready)
    visitors.begin(({ report }) => options.onActions(report.actions))
    for (const { phase, share } of PHASES) {
      if (over.aborted) break
      options.onPhase(phase)
      if (phase === 'flood' || phase === 'slow') await strike(SHAPES[phase], order, ms * share, over)
      else await pause(ms * share, over)
    }
    if (broken.signal.aborted) throw broken.signal.reason
  } finally {
    await visitors.stop(signal.aborted ? LAST_REPORT_MS : SETTLE_MS, signal.aborted)
    await closeWindow(target, window)
  }
}

async function strike(
  { attack }: Shape,
  order: Omit<AttackOrder, 'attack' | 'seconds'>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  if (attack === null) return
  const load = new ForkedLoad<AttackOrder, FromAttackProcess>('attack-process.js', undefined, () => {})
  try {
    const ready = await load.prepare({ ...order, attack, seconds: ms / 1000 })
    if (ready.kind === 'refused') throw refused(ready)
    load.begin(() => {})
    await pause(ms, signal)
  } finally {
    await load.stop(LAST_REPORT_MS)
  }
}

function refused({ why, remedy }: Refusal): Error {
  return new Error(`${why}. ${remedy}`)
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
