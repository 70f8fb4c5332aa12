import type { EntryMaker } from './entry-maker.js'
import { isHeaderPart, LineParts } from './line-parts.js'
import type { LineReader } from './line-reader.js'
import type { LogEntry } from './log-entry.js'
import type { SkipReason } from './skip-reason.js'

/** A stretch of a format: text that stands in every line as it is, or a field. */
export type FormatPiece = string | FormatField

export interface FormatField {
  /** As it stands in the format, for messages. */
  readonly name: string
  /** Place in `LineParts`; null for what nobody wants to know. */
  readonly part: number | null
  /** Milliseconds in one unit, for `duration`. */
  readonly unitMs?: number
}

/**
 * What may follow the last piece.
 *
 * - `nothing`
 * - `more`: a space and anything; people append fields to the usual formats
 * - `unquoted`: as `more`, but no quoted field first, so that half a combined line is not taken for a whole common one
 */
export type Tail = 'nothing' | 'more' | 'unquoted'

/** One field and the text that ends it; the last may have none. */
interface Step {
  readonly part: number | null
  readonly isQuoted: boolean
  readonly after: Buffer
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const COMMA = 0x2c

/** Reads lines that are made of fields with fixed text between them, in one pass and without looking back. */
export class TextLayout implements LineReader {
  readonly name: string
  readonly #maker: EntryMaker
  readonly #before: Buffer
  readonly #steps: readonly Step[]
  readonly #tail: Tail
  /** Each line has all parts of the format, so that nothing is left of the line before. */
  readonly #parts = new LineParts()

  /**
   * @param pieces text and fields in turns: no two fields without text between them
   * @throws RangeError when two fields touch
   */
  constructor(name: string, pieces: readonly FormatPiece[], tail: Tail, maker: EntryMaker) {
    this.name = name
    this.#maker = maker
    this.#tail = tail
    const first = pieces[0]
    this.#before = Buffer.from(typeof first === 'string' ? first : '')
    this.#steps = pieces.flatMap((piece, i) => (typeof piece === 'string' ? [] : [stepOf(piece, pieces, i)]))
    for (const piece of pieces) {
      if (typeof piece === 'string' || piece.part === null) continue
      if (piece.unitMs !== undefined) this.#parts.durationUnitMs = piece.unitMs
      if (isHeaderPart(piece.part)) this.#parts.headers = 'some'
    }
  }

  read(bytes: Buffer, start: number, end: number, line: number): LogEntry | SkipReason {
    if (!this.#find(bytes, start, end)) return 'unknown-format'
    return this.#maker.make(bytes, this.#parts, line)
  }

  #find(bytes: Buffer, start: number, end: number): boolean {
    if (!standsAt(bytes, start, end, this.#before)) return false
    const parts = this.#parts
    let at = start + this.#before.length
    for (let i = 0; i < this.#steps.length; i++) {
      const { part, isQuoted, after } = this.#steps[i] as Step
      const fieldEnd = isQuoted ? endOfQuoted(bytes, at, end, after) : endOfPlain(bytes, at, end, after, this.#tail)
      if (fieldEnd < 0) return false
      if (part !== null) parts.set(part, at, fieldEnd)
      at = fieldEnd + after.length
    }
    return this.#isTail(bytes, at, end)
  }

  #isTail(bytes: Buffer, at: number, end: number): boolean {
    if (at === end) return true
    if (this.#tail === 'nothing' || bytes[at] !== SPACE) return false
    return this.#tail === 'more' || at + 1 === end || bytes[at + 1] !== QUOTE
  }
}

function stepOf(field: FormatField, pieces: readonly FormatPiece[], i: number): Step {
  const before = pieces[i - 1]
  const after = pieces[i + 1] ?? ''
  if (typeof after !== 'string') throw new RangeError(`nothing between ${field.name} and ${after.name}`)
  const isQuoted = typeof before === 'string' && before.endsWith('"') && after.startsWith('"')
  return { part: field.part, isQuoted, after: Buffer.from(after) }
}

/**
 * To the first quote that is not escaped; -1 unless what must follow follows there. The search may run past the line's
 * end, but each begins behind a quote and ends at the next one, so that no byte is looked at twice.
 */
function endOfQuoted(bytes: Buffer, start: number, end: number, after: Buffer): number {
  let at = bytes.indexOf(QUOTE, start)
  while (at >= 0 && at < end && isEscaped(bytes, start, at)) at = bytes.indexOf(QUOTE, at + 1)
  return at >= 0 && standsAt(bytes, at, end, after) ? at : -1
}

/** By an odd number of backslashes. */
function isEscaped(bytes: Buffer, start: number, at: number): boolean {
  let before = at
  while (before > start && bytes[before - 1] === BACKSLASH) before--
  return (at - before) % 2 === 1
}

/**
 * To the first place at which what must follow follows; where nothing must, to the end or to a tail. -1 for none. A space
 * after a comma is inside a list: `%{X-Forwarded-For}i` is logged as `192.0.2.1, 10.0.0.1`.
 */
function endOfPlain(bytes: Buffer, start: number, end: number, after: Buffer, tail: Tail): number {
  const sign = after.length > 0 ? after[0] : SPACE
  if (after.length === 0 && tail === 'nothing') return end
  for (let at = start; at < end; at++) {
    if (bytes[at] === sign && standsAt(bytes, at, end, after) && !(sign === SPACE && bytes[at - 1] === COMMA)) return at
  }
  return after.length === 0 ? end : -1
}

function standsAt(bytes: Buffer, at: number, end: number, text: Buffer): boolean {
  if (at + text.length > end) return false
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false
  return true
}
