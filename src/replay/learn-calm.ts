import type { BaselineData } from '../baseline/baseline.js'
import type { LogSource } from '../logs/log-source.js'
import { type LearnOptions, learn } from './learn.js'

const MINUTE_MS = 60_000
/** Minutes with more than so many times the visits of the one in the middle are not taken for normal. */
const LOUD_FACTOR = 4
const LEAST_LOUD = 120
/** Two years; further ones are taken for calm. */
const MOST_MINUTES = 2 * 366 * 1440

/** Learns from the minutes of a log in which nothing unusual came, for who has no log of another day. Reads it twice. */
export async function learnCalm(
  open: () => Promise<LogSource>,
  options: Pick<LearnOptions, 'key' | 'progress' | 'seed'>,
): Promise<BaselineData | null> {
  const minutes = new Map<number, number>()
  for await (const { entries, bytesRead } of (await open()).batches()) {
    for (const { time } of entries) {
      const minute = Math.floor(time / MINUTE_MS)
      const visits = minutes.get(minute)
      if (visits !== undefined || minutes.size < MOST_MINUTES) minutes.set(minute, (visits ?? 0) + 1)
    }
    options.progress(bytesRead)
  }
  const counts = Float64Array.from(minutes.values()).sort()
  const loud = Math.max(LEAST_LOUD, LOUD_FACTOR * (counts[Math.floor(counts.length / 2)] ?? 0))
  const skip = ({ time }: { time: number }) => (minutes.get(Math.floor(time / MINUTE_MS)) ?? 0) > loud
  return learn(await open(), { ...options, skip })
}
