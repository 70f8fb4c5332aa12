import { createKeyedHash } from '../../src/sketch/keyed-hash.js'
import { combinedLine, type LabelledVisit, type LogTimes } from './visit.js'
import { LineFile } from './write-lines.js'

export interface Composed {
  lines: number
  attackLines: number
}

/**
 * Writes a trace: an access log in combined format, and beside it the truth, one line per line of the log: its number,
 * milliseconds, `real`, `unwanted` or `attack:NAME`, a keyed id of the client, and who it is; separated by tabs.
 * A client is an address with a user agent, so that the people of an office are told apart.
 */
export function compose(
  visits: Iterable<LabelledVisit>,
  files: { log: string; truth: string },
  times: LogTimes = 'fine',
): Composed {
  const log = new LineFile(files.log)
  const truth = new LineFile(files.truth)
  // Hides nothing from the judge, whose file this is; keeps addresses out of it, and its ids short.
  const hash = createKeyedHash(Buffer.from('rehearsed traces'))
  let lines = 0
  let attackLines = 0
  for (const visit of visits) {
    lines++
    if (visit.truth === 'attack') attackLines++
    log.write(combinedLine(visit, times))
    const what = visit.truth === 'attack' ? `attack:${visit.group}` : visit.truth
    const client = hash.string(`${visit.address} ${visit.userAgent ?? '-'}`).toString(36)
    truth.write(`${lines}\t${visit.timeMs}\t${what}\t${client}\t${visit.group}`)
  }
  log.close()
  truth.close()
  return { lines, attackLines }
}
