import { describeSummary } from '../traffic/access-log/describe-summary.js'
import { SMALL_STEP_BACK_MS } from '../traffic/access-log/log-summary.js'
import type { LogSource } from './log-source.js'

/** When everything has been read: what was not, and what to do about it. Sentences for people; none when all is well. */
export function describeLogs({ files }: LogSource): string[] {
  return files.flatMap((file, i) => {
    const sentences = describeSummary(file.name, file.summary)
    if (file.damage !== null) sentences.unshift(`${file.name}: ${file.damage}`)
    const before = files[i - 1]
    const overlapMs = (before?.summary.to ?? Number.NaN) - (file.summary.from ?? Number.NaN)
    if (before !== undefined && overlapMs > SMALL_STEP_BACK_MS) {
      sentences.push(
        `${before.name} and ${file.name} overlap in time, and were read one after the other. If they are of servers side by side, merge them by time first, or look at one at a time.`,
      )
    }
    return sentences
  })
}
