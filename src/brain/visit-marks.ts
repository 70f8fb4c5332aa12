import { ATTRIBUTES, COLUMN, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { VisitSample } from '../traffic/visit-sample.js'

const COLUMNS = ATTRIBUTES.length

/** What the defence reads off single visits: value ids in the order of ATTRIBUTES. */
export class VisitMarks {
  readonly #dictionaries: readonly Dictionary[]
  readonly #isUnseen: (column: number, id: number) => boolean
  readonly #ids: { new: number; noCrawler: number; page: number; asset: number; noQuery: number }

  constructor(dictionaries: readonly Dictionary[], isUnseen: (column: number, id: number) => boolean) {
    this.#dictionaries = dictionaries
    this.#isUnseen = isUnseen
    const pin = (column: number, value: string) => dictionaries[column]?.pin(value) ?? UNKNOWN
    this.#ids = {
      new: pin(COLUMN.network, 'new'),
      noCrawler: pin(COLUMN.crawler, 'none'),
      page: pin(COLUMN.kind, 'page'),
      asset: pin(COLUMN.kind, 'asset'),
      noQuery: pin(COLUMN.query, '-'),
    }
  }

  isPage(values: Int32Array): boolean {
    return values[COLUMN.kind] === this.#ids.page
  }

  isOfNewNetwork(values: Int32Array): boolean {
    return values[COLUMN.network] === this.#ids.new
  }

  /** Plain files cost next to nothing and come with every newsletter; declared crawlers are a matter of their own. */
  isHarmless(values: Int32Array): boolean {
    if (values[COLUMN.kind] === this.#ids.asset && values[COLUMN.query] === this.#ids.noQuery) return true
    const crawler = values[COLUMN.crawler] ?? UNKNOWN
    if (
      crawler === UNKNOWN ||
      crawler === this.#ids.noCrawler ||
      this.#isUnseen(COLUMN.userAgent, values[COLUMN.userAgent] ?? UNKNOWN)
    )
      return false
    return this.#dictionaries[COLUMN.crawler]?.text(crawler)?.startsWith('pretender ') !== true
  }

  /** By row, bit c: the value in column c is known, and one that normal visits do not have. */
  unseenOf(sample: VisitSample): Int32Array {
    return Int32Array.from({ length: sample.length }, (_, row) => {
      let bits = 0
      for (let column = 0; column < COLUMNS; column++) {
        const id = sample.values[row * COLUMNS + column] ?? UNKNOWN
        if (id !== UNKNOWN && this.#isUnseen(column, id)) bits |= 1 << column
      }
      return bits
    })
  }
}

/** The value ids of a row. */
export function rowOf({ values }: VisitSample, row: number): Int32Array {
  return values.subarray(row * COLUMNS, (row + 1) * COLUMNS)
}
