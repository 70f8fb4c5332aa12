import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { merged } from './in-order.js'
import { readLines } from './read-lines.js'
import type { LabelledVisit, Truth } from './visit.js'
import { LineFile } from './write-lines.js'

export const REAL_ORIGIN = 'https://www.harbourtown.com'
export const REAL_LOG = join(process.env.HOLDFAST_DATA ?? '../shared/data', 'harbourtown-2026-08.log.gz')

const COMBINED =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) HTTP\/([\d.]+)" (\d+) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/
const MONTHS: Record<string, number> = { Aug: 7 }

/** The real week, cut into hours so that any part of it can be read without the rest. */
export class RealLog {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Cuts the log, in a second or two. Null when the log is not on this machine. */
  static async cut(folder: string, path = REAL_LOG): Promise<RealLog | null> {
    if (!existsSync(path)) return null
    mkdirSync(folder, { recursive: true })
    let hour = ''
    let file: LineFile | undefined
    let rest = ''
    for await (const chunk of createReadStream(path).pipe(createGunzip()).setEncoding('latin1')) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        // `[04/Aug/2026:00:29:36 +0100]`: day and hour; what took long may stand in the hour after its own.
        const start = line.indexOf('[') + 1
        const hourOfLine = `${line.slice(start, start + 2)}-${line.slice(start + 12, start + 14)}`
        if (hourOfLine > hour) {
          file?.close()
          hour = hourOfLine
          file = new LineFile(join(folder, hour))
        }
        file?.write(line)
      }
    }
    file?.close()
    return new RealLog(folder)
  }

  /** Whole days of August 2026 as they were. */
  *days(days: readonly number[]): Generator<LabelledVisit> {
    for (const day of days) for (let hour = 0; hour < 24; hour++) yield* this.#hour(day, hour)
  }

  /**
   * A busier site with the same visitors: the 24 hours of a day laid over one another, from 20:00 on, about 20 visits a
   * second instead of one.
   */
  *folded(day: number, fromMs: number, forMs: number): Generator<LabelledVisit> {
    const evening = foldedHour(day)
    const layers = Array.from({ length: 24 }, (_, hour) =>
      shifted(this.#hour(day, hour), evening - timeOfHour(day, hour)),
    )
    for (const visit of merged(layers)) {
      if (visit.timeMs >= fromMs + forMs) return
      if (visit.timeMs >= fromMs) yield visit
    }
  }

  /** An hour is small enough to be sorted in memory; within a second the order of the log stays, spread over the second. */
  *#hour(day: number, hour: number): Generator<LabelledVisit> {
    const path = join(this.#folder, `${two(day)}-${two(hour)}`)
    if (!existsSync(path)) return
    const visits: LabelledVisit[] = []
    for (const line of readLines(path)) {
      const visit = labelled(line)
      if (visit) visits.push(visit)
    }
    visits.sort((a, b) => a.timeMs - b.timeMs)
    for (let first = 0; first < visits.length; ) {
      const second = visits[first]?.timeMs
      let after = first
      while (visits[after]?.timeMs === second) after++
      for (let i = first; i < after; i++) {
        const visit = visits[i]
        if (visit) visit.timeMs += Math.floor(((i - first) * 1000) / (after - first))
      }
      first = after
    }
    yield* visits
  }
}

/** When the folded hour of a day of August 2026 begins. */
export function foldedHour(day: number): number {
  return timeOfHour(day, 20)
}

/** The clock on the wall of the log, taken for UTC. */
function timeOfHour(day: number, hour: number): number {
  return Date.UTC(2026, 7, day, hour)
}

function* shifted(visits: Iterable<LabelledVisit>, byMs: number): Generator<LabelledVisit> {
  for (const visit of visits) {
    visit.timeMs += byMs
    yield visit
  }
}

/** Null for what is no request of a browser or a program: TLS to a plain port, an empty line. */
function labelled(line: string): LabelledVisit | null {
  const parts = COMBINED.exec(line)
  if (!parts) return null
  const [
    ,
    address = '',
    time = '',
    method = '',
    target = '',
    http = '',
    status = '',
    bytes = '',
    referrer = '',
    agent = '',
  ] = parts
  const userAgent = agent === '-' ? null : agent
  const { truth, group } = whoIs(userAgent, target, Number(status))
  return {
    timeMs: timeOf(time),
    address,
    method,
    target,
    http,
    status: Number(status),
    bytes: bytes === '-' ? 0 : Number(bytes),
    referrer: referrer === '-' ? null : referrer,
    userAgent,
    truth,
    group,
  }
}

/** `04/Aug/2026:00:29:36 +0100`. All of the log is in one zone, which is left away. */
function timeOf(stamp: string): number {
  const month = MONTHS[stamp.slice(3, 6)] ?? 7
  const number = (from: number) => Number(stamp.slice(from, from + 2))
  return Date.UTC(Number(stamp.slice(7, 11)), month, number(0), number(12), number(15), number(18))
}

const MAIL_PROXY = /^Mozilla\/5\.0$|GoogleImageProxy|^YahooMailProxy/
const CRAWLER = /bot|spider|crawl|slurp|externalagent|facebookexternalhit|archiver|\+https?:/i
const PROBE = /\/\.(?:env|git|aws)|wp-(?:admin|content|includes|login)|xmlrpc|phpunit|credentials|\/vendor\//i

/** What the description of the log knows of its visitors; scanners also by what they look for and do not find. */
export function whoIs(userAgent: string | null, target: string, status: number): { truth: Truth; group: string } {
  if (userAgent === null || userAgent.startsWith('curl/') || (status >= 400 && PROBE.test(target))) {
    return { truth: 'unwanted', group: 'scanner' }
  }
  if (userAgent.includes('Nexus 5 Build/MRA58N') && userAgent.includes('Chrome/65.0.3325.181')) {
    // A crawler of a search engine uses the same phone, and says who it is.
    return CRAWLER.test(userAgent) ? { truth: 'real', group: 'crawler' } : { truth: 'unwanted', group: 'botnet' }
  }
  if (MAIL_PROXY.test(userAgent)) return { truth: 'real', group: 'mail proxy' }
  if (CRAWLER.test(userAgent)) return { truth: 'real', group: 'crawler' }
  return { truth: 'real', group: userAgent.startsWith('Mozilla/5.0 (') ? 'browser' : 'program' }
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
