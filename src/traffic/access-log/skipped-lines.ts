import type { SkippedLines } from './log-summary.js'
import type { SkipReason } from './skip-reason.js'

const MOST_EXAMPLES = 3
const EXAMPLE_BYTES = 160
const MOST_CHARACTERS = 160

/** Counts the lines that brought no entry and keeps a few of them. Its size is fixed. */
export class SkippedLinesCount {
  readonly #byReason = new Map<SkipReason, { count: number; examples: { line: number; text: string }[] }>()

  add(reason: SkipReason, line: number, bytes: Buffer, start: number, end: number): void {
    let skipped = this.#byReason.get(reason)
    if (skipped === undefined) {
      skipped = { count: 0, examples: [] }
      this.#byReason.set(reason, skipped)
    }
    skipped.count++
    if (skipped.examples.length < MOST_EXAMPLES) skipped.examples.push({ line, text: excerpt(bytes, start, end) })
  }

  get byReason(): ReadonlyMap<SkipReason, SkippedLines> {
    return this.#byReason
  }
}

/** What strangers wrote may not move a terminal's cursor or colour its text. */
function excerpt(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, Math.min(end, start + EXAMPLE_BYTES))
  const printable = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  })
  const isWhole = end - start <= EXAMPLE_BYTES && printable.length <= MOST_CHARACTERS
  return isWhole ? printable : `${printable.slice(0, MOST_CHARACTERS)}…`
}
