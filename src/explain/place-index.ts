import { ATTRIBUTES } from '../traffic/attributes.js'

const COLUMNS = ATTRIBUTES.length

/** Where each value of a population is, so that a conjunction looks only at the places of its rarest test. */
export class PlaceIndex {
  /** By column, the places in the order of their codes, and by code where they begin. */
  readonly #places: Int32Array[] = []
  readonly #starts: Int32Array[] = []
  /** By column, the places whose value is unseen. */
  readonly #unseen: Int32Array[] = []
  /** By column and code, how many places. */
  readonly #counts: Int32Array[] = []

  /**
   * @param codes by place, `COLUMNS` codes; 0 where the value is unknown
   * @param unseen by place, bit c: the value in column c is unseen
   */
  constructor(codes: Int32Array, unseen: Int32Array) {
    for (let column = 0; column < COLUMNS; column++) {
      let most = 0
      for (let at = column; at < codes.length; at += COLUMNS) most = Math.max(most, codes[at] as number)
      const counts = new Int32Array(most + 1)
      for (let at = column; at < codes.length; at += COLUMNS) add(counts, codes[at] as number)
      const starts = new Int32Array(most + 2)
      for (let code = 0; code <= most; code++) starts[code + 1] = (starts[code] as number) + (counts[code] as number)
      const ends = starts.slice(0, most + 1)
      const places = new Int32Array(unseen.length)
      for (let place = 0; place < unseen.length; place++) {
        const code = codes[place * COLUMNS + column] as number
        places[ends[code] as number] = place
        add(ends, code)
      }
      this.#places.push(places)
      this.#starts.push(starts)
      const withUnseen = placesWithBit(unseen, column)
      this.#unseen.push(withUnseen)
      counts[0] = withUnseen.length
      this.#counts.push(counts)
    }
  }

  /** Places with a value, ascending; at code 0 those whose value is unseen. */
  of(column: number, code: number): Int32Array {
    if (code === 0) return this.#unseen[column] as Int32Array
    const starts = this.#starts[column] as Int32Array
    // A code that no place has may be beyond the last one.
    return (this.#places[column] as Int32Array).subarray(starts[code] ?? 0, starts[code + 1] ?? starts[code] ?? 0)
  }

  /** By code, how many there are; shorter than the codes where the last ones have none. To be read only. */
  counts(column: number): Int32Array {
    return this.#counts[column] as Int32Array
  }

  /** How many there are. */
  count(column: number, code: number): number {
    return this.counts(column)[code] ?? 0
  }
}

function add(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1
}

function placesWithBit(bits: Int32Array, column: number): Int32Array {
  const places = new Int32Array(bits.length)
  let count = 0
  for (let place = 0; place < bits.length; place++) {
    if (((bits[place] as number) >> column) & 1) places[count++] = place
  }
  return places.slice(0, count)
}
