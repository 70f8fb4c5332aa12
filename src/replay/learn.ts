import type { BaselineData } from '../baseline/baseline.js'
import { BaselineLearner } from '../baseline/learner.js'
import type { AddressKey } from '../brain/address-key.js'
import type { LogSource } from '../logs/log-source.js'
import type { LogEntry } from '../traffic/access-log/log-entry.js'
import { describerForLogs, LogVisits } from './log-visits.js'
import { ownHosts } from './own-hosts.js'
import { ReplayClock } from './replay-clock.js'

/** Entries that are looked at first, for the site's own names. */
const LOOKED_AT_FIRST = 20_000

export interface LearnOptions {
  /** The site's own names; found out when there are none. */
  hosts?: readonly string[]
  /** Entries that are not to be learned from. */
  skip?: (entry: LogEntry) => boolean
  /** Of the hashes of addresses. */
  key: AddressKey
  progress: (bytesRead: number) => void
  seed: number
}

/** Learns what is normal from logs of ordinary days; null when they have not one entry. */
export async function learn(source: LogSource, options: LearnOptions): Promise<BaselineData | null> {
  const first: LogEntry[] = []
  let learner: BaselineLearner | null = null
  let visits: LogVisits | null = null
  let hosts = new Set(options.hosts)
  const clock = new ReplayClock()

  const begin = () => {
    if (hosts.size === 0) hosts = ownHosts(first)
    const describer = describerForLogs(hosts)
    learner = new BaselineLearner(describer, options.seed)
    visits = new LogVisits(describer, options.key.key)
    for (const entry of first.splice(0)) take(entry)
  }
  const take = (entry: LogEntry) => {
    if (options.skip?.(entry)) return
    if (!learner || !visits) {
      first.push(entry)
      if (first.length === LOOKED_AT_FIRST) begin()
      return
    }
    learner.add({ ...visits.of(entry), time: clock.read(entry.time).now })
  }

  for await (const { entries, bytesRead } of source.batches()) {
    for (const entry of entries) take(entry)
    options.progress(bytesRead)
  }
  if (!learner) begin()
  return learnedBy(learner, [...hosts], options.key.id)
}

function learnedBy(learner: BaselineLearner | null, hosts: string[], keyId: string): BaselineData | null {
  return learner === null || learner.visits === 0 ? null : learner.finish({ ownHosts: hosts, keyId })
}
