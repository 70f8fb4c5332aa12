import type { DrillProgress } from '../drill/drill-progress.js'
import type { DrillTimes } from '../drill/drill-times.js'
import { type NotRun, runSeries, type SeriesOptions } from '../drill/run-drill.js'
import { percent } from '../drill/score-people.js'
import type { Scorecard } from '../drill/scorecard.js'
import type { Shape } from '../drill/shape.js'
import { CommandFailure } from './command.js'
import { drillProgress, type ProgressView } from './drill-progress.js'

/** Shorter than for one shape: what Holdfast learned of normal before one, it knows before the next. */
export const SERIES_TIMES: DrillTimes = {
  warmUpMs: 1_000,
  calmMs: 4_000,
  learnMs: 5_000,
  learnMostMs: 120_000,
  afterMs: 3_000,
  afterMostMs: 60_000,
}
/** What a shape takes besides its calm and its attack: both processes look at the site, and Holdfast recovers. */
const AROUND_MS = 14_000
const LEARNS_FIRST_MS = 75_000

/** How long all of these are likely to take, in seconds. */
export function expectedSeconds(shapes: readonly Shape[], seconds: number): number {
  const each = SERIES_TIMES.warmUpMs + SERIES_TIMES.calmMs + seconds * 1000 + AROUND_MS
  return (shapes.length * each + LEARNS_FIRST_MS) / 1000
}

export interface SeriesResult {
  scorecards: Scorecard[]
  notRun: NotRun[]
}

/**
 * All of these shapes on one Holdfast, one after another, told of on the stream as they come.
 * @throws CommandFailure when not one could be run
 */
export async function drillAll(
  options: SeriesOptions,
  {
    signal,
    stream,
    keep,
  }: { signal: AbortSignal; stream: NodeJS.WriteStream; keep: (card: Scorecard) => Promise<unknown> },
): Promise<SeriesResult> {
  const view = seriesView(options.shapes, stream)
  const outcome = await runSeries(
    { times: SERIES_TIMES, ...options },
    {
      signal,
      onProgress: (progress, shape) => view.show(progress, shape),
      onScorecard: async (card) => {
        view.ended(card)
        await keep(card)
      },
    },
  ).finally(() => view.end())
  if (outcome.kind === 'refused') throw new CommandFailure(`no drill: ${outcome.why}. ${outcome.remedy}`)
  return { scorecards: outcome.scorecards, notRun: outcome.notRun }
}

/** A heading for each shape, its progress under it, and in a line how it went. */
function seriesView(shapes: readonly Shape[], stream: NodeJS.WriteStream) {
  let current: { shape: Shape; view: ProgressView } | null = null
  const end = () => {
    current?.view.end()
    current = null
  }
  return {
    show(progress: DrillProgress, shape: Shape): void {
      if (current?.shape !== shape) {
        end()
        stream.write(`${shapes.indexOf(shape) + 1} of ${shapes.length}: ${shape.name}\n`)
        current = { shape, view: drillProgress(shape, stream) }
      }
      current.view.show(progress)
    },
    ended({ passed, all, missed }: Scorecard): void {
      end()
      const share = all.succeeded === null ? '' : `, ${percent(all.succeeded)} of real actions succeeded`
      stream.write(`  ${passed ? 'passed' : `missed: ${missed[0] ?? 'broken off'}`}${passed ? share : ''}\n`)
    },
    end,
  }
}
