import { Presets, SingleBar } from 'cli-progress'
import { loadUnit } from '../drill/attack-load.js'
import type { DrillProgress } from '../drill/drill-progress.js'
import { percent } from '../drill/score-people.js'
import type { Shape } from '../drill/shape.js'

const LINE_EVERY_MS = 5_000
const BAR_STEPS = 1_000

export interface ProgressView {
  show(progress: DrillProgress): void
  end(): void
}

/** A bar where a person looks, a line every five seconds elsewhere. Written to standard error: the result is the output. */
export function drillProgress(shape: Shape, stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? barView(shape, stream) : lineView(shape, stream)
}

function barView(shape: Shape, stream: NodeJS.WriteStream): ProgressView {
  const bar = new SingleBar(
    {
      format: '  {bar}  {now}',
      barsize: 30,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      stream,
      gracefulExit: false,
    },
    Presets.rect,
  )
  bar.start(BAR_STEPS, 0, { now: 'looking at the site' })
  return {
    show: (progress) => bar.update(Math.round(progress.share * BAR_STEPS), { now: describe(shape, progress) }),
    end: () => bar.stop(),
  }
}

function lineView(shape: Shape, stream: NodeJS.WriteStream): ProgressView {
  let last = Number.NEGATIVE_INFINITY
  let phase: DrillProgress['phase'] | null = null
  return {
    show(progress) {
      const now = performance.now()
      if (progress.phase === phase && now - last < LINE_EVERY_MS) return
      phase = progress.phase
      last = now
      stream.write(`${describe(shape, progress)}\n`)
    },
    end() {},
  }
}

function describe(shape: Shape, { phase, learning, recentSuccess, attackLoad }: DrillProgress): string {
  const parts = [phase === 'attack' ? (shape.attack === null ? 'rush' : 'attack') : phase]
  if (learning !== null) {
    const visits = `${learning.visits.toLocaleString('en')} visits`
    parts.push(learning.ready ? `normal is known from ${visits}` : `Holdfast learns what is normal, ${visits} so far`)
  }
  if (recentSuccess !== null) parts.push(`real visitors ${percent(recentSuccess)}`)
  if (attackLoad !== null) parts.push(`${Math.round(attackLoad).toLocaleString('en')} ${loadUnit(shape.attack)}`)
  return parts.join(', ')
}
