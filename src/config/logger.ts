import { isIP } from 'node:net'
import { type Logger, type LoggerOptions, pino } from 'pino'

/** What may stand beside an event: numbers, words and errors. Never anything that a visitor has sent. */
export type LogDetails = Readonly<Record<string, unknown>>

/** A logger that cannot be flooded: at most one line a second of each kind of event. */
export interface LimitedLogger {
  info(event: string, details?: LogDetails): void
  warn(event: string, details?: LogDetails): void
  error(event: string, details?: LogDetails): void
}

const windowMs = 1000
/** Event codes are written in the code, a few dozen of them; this bound only matters when one is made of something else. */
const MAX_KINDS = 256
const OVERFLOW_KIND = 'other-events'

/** The process's own logger, as loud as HOLDFAST_LOG_LEVEL says: JSON lines on standard output, addresses of visitors replaced wherever they stand. */
export function createLogger(options: LoggerOptions = {}, destination?: { write(line: string): void }): Logger {
  const settings: LoggerOptions = {
    level: process.env.HOLDFAST_LOG_LEVEL ?? 'info',
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: writtenError },
    hooks: { streamWrite: withoutAddresses },
    ...options,
  }
  return destination === undefined ? pino(settings) : pino(settings, destination)
}

/** Of itself, an error becomes `{}` in JSON. Only these of its properties: others may hold what a visitor has sent. */
function writtenError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack } = error
  return { name, message, ...('code' in error ? { code: error.code } : {}), stack }
}

/**
 * Writes the first event of a kind at once, then at most one line a second of that kind; the next line says with
 * `suppressed: N` how many were left out. Bounded in kinds: what comes after the 256th shares one.
 * @param now milliseconds, only ever rising
 */
export function limitedLogger(logger: Logger, now: () => number): LimitedLogger {
  const kinds = new Map<string, { nextAt: number; suppressed: number }>()

  function log(level: 'info' | 'warn' | 'error', event: string, details: LogDetails): void {
    const kind = kinds.has(event) || kinds.size < MAX_KINDS - 1 ? event : OVERFLOW_KIND
    const state = kinds.get(kind) ?? { nextAt: Number.NEGATIVE_INFINITY, suppressed: 0 }
    kinds.set(kind, state)
    const time = now()
    if (time < state.nextAt) {
      state.suppressed++
      return
    }
    const left = state.suppressed > 0 ? { suppressed: state.suppressed } : {}
    state.nextAt = time + windowMs
    state.suppressed = 0
    logger[level]({ ...details, event: kind, ...left })
  }

  return {
    info: (event, details = {}) => log('info', event, details),
    warn: (event, details = {}) => log('warn', event, details),
    error: (event, details = {}) => log('error', event, details),
  }
}

/**
 * Digits, colons and dots that could be an address; isIP decides. Dots and colons at the ends belong to the sentence.
 * Letters may stand before it, because JSON writes a line break as \n. The bounds keep it linear on a line of colons.
 */
const CANDIDATE =
  /(?<![\d.:])\d{1,3}(?:\.\d{1,3}){3}(?!\d)|(?<![0-9a-fA-F.:])[0-9a-fA-F]{0,4}:[0-9a-fA-F:]{0,40}:[0-9a-fA-F:.]{0,40}/g

/** Loopback and wildcard addresses say nothing about a visitor. */
const OWN = /^(?:(?:::ffff:)?127\.|0\.0\.0\.0$|::1?$)/i

/**
 * Replaces every IP address by `[address]`, except loopback and wildcard ones, which are this machine's own and needed to
 * understand a line. It works on the finished line because an error's text may contain one (`connect ECONNREFUSED …`).
 */
function withoutAddresses(line: string): string {
  return line.replace(CANDIDATE, (text) => {
    let bare = text
    // What follows may be a full stop or, in the system's own messages, a port: `connect ECONNREFUSED 2001:db8::1:443`.
    while (isIP(bare) === 0 && bare !== '') bare = bare.slice(0, Math.max(0, bare.search(/[.:][^.:]*$/)))
    if (bare === '' || OWN.test(bare)) return text
    return `[address]${text.slice(bare.length)}`
  })
}
