import type { Demand, Evidence } from '../challenge/evidence.js'
import { packNumbers, packVisits, unpackNumbers } from '../link/visit-batch.js'
import { openLogs } from '../logs/open-logs.js'
import { Convictions } from '../mitigate/convictions.js'
import { Judge, type Verdict } from '../mitigate/judge.js'
import { NO_ORDERS } from '../mitigate/orders.js'
import { PageFollowers } from '../mitigate/page-followers.js'
import { LogVisits } from '../replay/log-visits.js'
import { type Line, logFile } from '../replay/small-site.test-support.js'
import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import { KnownValues } from '../traffic/known-values.js'
import { VisitDescriber } from '../traffic/visit-describer.js'
import { VisitRing } from '../traffic/visit-sample.js'
import type { PlatformDefence } from './platform-defence.js'

const PERIOD_MS = 250

export interface Judged {
  line: Line
  verdict: Verdict
  /** It was asked to show something; the verdict is what came after its answer. */
  asked: boolean
}

export interface Rehearsal {
  distressed?: boolean
  /** What a visitor shows when it is asked for something; null: it does not answer. It goes on showing it. */
  answers?: (line: Line, demand: Demand) => Evidence | null
  /** Time goes on to then, though nothing comes any more. */
  until?: number
  /** Called four times a second. */
  each?: (now: number) => void
}

/** Takes lines for visits, as one edge would: judges each by the orders, and tells the defence four times a second. */
export async function liveThrough(
  defence: PlatformDefence,
  lines: readonly Line[],
  { distressed = false, answers = () => null, until = 0, each = () => {} }: Rehearsal = {},
): Promise<Judged[]> {
  const describer = new VisitDescriber(new Set(['www.site.example']))
  const { dictionaries } = describer
  const visits = new LogVisits(describer, '00'.repeat(16))
  const followers = new PageFollowers(0.8)
  let known: readonly KnownValues[] = []
  const isUnseen = (column: number, id: number) =>
    id !== UNKNOWN && known.length > 0 && known[column]?.has(id) === false
  let reached = lines[0]?.at ?? 0
  const convictions = new Convictions(() => judge.acts(reached))
  const judge: Judge = new Judge({ dictionaries, isUnseen, convictions, followers })
  const judged: Judged[] = []
  const shown = new Map<number, Evidence>()
  let version = 0
  let ring = new VisitRing(400)
  let seen = 0
  let told = (lines[0]?.at ?? 0) + PERIOD_MS

  const tell = async (now: number) => {
    const sample = ring.since(0, 400)
    const followed = [...sample.clients].filter((_, row) => {
      const kind = sample.values[row * ATTRIBUTES.length + COLUMN.kind] ?? UNKNOWN
      return dictionaries[COLUMN.kind]?.text(kind) === 'asset'
    })
    const message = {
      kind: 'visits' as const,
      platform: 0,
      seen,
      ...packVisits(sample, dictionaries, now),
      followers: packNumbers(Int32Array.from(followed)),
      hits: judge.takeHits(now),
    }
    if (sample.length > 0 || message.hits.length > 0) defence.take(message, now)
    ring = new VisitRing(400)
    seen = 0
    if (now % 1000 < PERIOD_MS) defence.tick(now, { distressed, calm: !distressed })
    else defence.look(now, distressed)
    // The search answers when this thread has nothing else to do.
    await new Promise((resolve) => setImmediate(resolve))
    judge.obey(defence.orders(0) ?? NO_ORDERS)
    each(now)
    if (version === defence.normalVersion) return
    version = defence.normalVersion
    known = (defence.normalMessage(0, 0)?.values ?? []).map(
      (hashes, column) => new KnownValues(unpackNumbers(hashes), dictionaries[column] ?? failWithout(column)),
    )
  }

  for await (const { entries } of (await openLogs([logFile(lines)])).batches()) {
    for (const entry of entries) {
      const line = lines[entry.line - 1]
      if (!line) continue
      while (line.at >= told) {
        await tell(told)
        told += PERIOD_MS
      }
      const visit = visits.of(entry)
      visit.values[COLUMN.network] = describer.id(COLUMN.network, 'new')
      reached = line.at
      const judgedAs = (shown: Evidence | null) => judge.judge({ ...visit, known: false, shown }, line.at)
      let { verdict, demand } = judgedAs(shown.get(visit.client) ?? null)
      const answer = verdict === 'challenge' && demand !== null ? answers(line, demand) : null
      const asked = verdict === 'challenge'
      if (answer !== null) {
        shown.set(visit.client, answer)
        verdict = judgedAs(answer).verdict
      }
      judged.push({ line, verdict, asked })
      if (verdict !== 'serve') continue
      seen++
      ring.add(visit.values, visit.network, visit.client, line.at)
    }
  }
  for (; told <= until; told += PERIOD_MS) {
    reached = told
    await tell(told)
  }
  await tell(told)
  return judged
}

function failWithout(column: number): never {
  throw new Error(`there is no dictionary for column ${column}`)
}
