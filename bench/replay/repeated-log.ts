const LINE_FEED = 0x0a
const BRACKET = 0x5b
/** `04/Aug/2026` */
const DATE_BYTES = 11
const WEEK_MS = 7 * 86_400_000
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** A log in combined format, in memory, that is made as long as need be: each time through it is a week later. */
export class RepeatedLog {
  readonly lines: number
  readonly #bytes: Buffer
  /** Where the dates stand. */
  readonly #dates: Int32Array
  /** What they were: at each date one of `#days`. */
  readonly #dayOf: Uint16Array
  readonly #days: string[] = []
  #weeks = 0

  /** @param bytes is written to */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
    const dates: number[] = []
    const dayOf: number[] = []
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, start)
      const date = bytes.indexOf(BRACKET, start) + 1
      if (end < 0 || date === 0) break
      if (date < end) {
        dates.push(date)
        dayOf.push(this.#dayNumber(bytes.toString('latin1', date, date + DATE_BYTES)))
      }
      start = end + 1
    }
    this.lines = dates.length
    this.#dates = Int32Array.from(dates)
    this.#dayOf = Uint16Array.from(dayOf)
  }

  /** The log once more, a week later than the time before; to be used before the next call. */
  next(): Buffer {
    const days = this.#days.map((day) => Buffer.from(later(day, this.#weeks * WEEK_MS)))
    for (const [i, at] of this.#dates.entries()) days[this.#dayOf[i] ?? 0]?.copy(this.#bytes, at)
    this.#weeks++
    return this.#bytes
  }

  #dayNumber(day: string): number {
    const known = this.#days.indexOf(day)
    return known < 0 ? this.#days.push(day) - 1 : known
  }
}

function later(day: string, byMs: number): string {
  const [date, month = '', year] = day.split('/')
  const at = new Date(Date.UTC(Number(year), MONTHS.indexOf(month), Number(date)) + byMs)
  return `${String(at.getUTCDate()).padStart(2, '0')}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`
}
