import { mix } from '../sketch/mix.js'
import { RotatingBloom } from '../sketch/rotating-bloom.js'
import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { VisitSample } from '../traffic/visit-sample.js'

/** How many visits came within a stretch of time, on ordinary days. */
export interface Volume {
  /** Length of the stretch in seconds. */
  seconds: number
  /** Of the stretches in which anybody came at all. */
  median: number
  p999: number
  most: number
}

/** Everything a baseline knows, in a form that can be kept in a file. */
export interface BaselineData {
  learnedFrom: number
  learnedTo: number
  visits: number
  /** The site's own names, as its visitors' referrers have them. */
  ownHosts: string[]
  /** Tells with which key its networks were hashed. */
  keyId: string
  /** Visits a second by hour of the week; 0 where nothing was learned. */
  perSecond: number[]
  volumes: Volume[]
  /** Median and median absolute deviation of each of `RATIOS`, and the score that calm stretches stay below (99.5 %). */
  ratios: { median: number[]; deviation: number[]; calmScore: number }
  /** Share (0..1) of page views by undeclared clients that were followed by a file of the page within ten seconds. */
  followed: number
  /** Share (0..1) of the visits that came from the one address that came most. */
  mostFromOne: number
  /** By attribute, the values that were seen, most frequent first. */
  values: string[][]
  /**
   * A sample of visits, `ATTRIBUTES.length` numbers each: 0 unknown, 1 a value that had never been seen before when
   * the visit came, n + 2 the n-th of `values`.
   */
  rows: Int32Array
  rowHours: Uint8Array
  rowNetworks: Int32Array
  networks: { words: Int32Array; hashes: number }
}

/** Numbers in `rows` that stand for no value. */
export const ROW_UNKNOWN = 0
export const ROW_NOVEL = 1
export const ROW_FIRST_VALUE = 2

/** No visitor sends so large a share of all visits on ordinary days; a proxy in front that hides the visitors does. */
export const ONE_ADDRESS_SHARE = 0.5

const COLUMNS = ATTRIBUTES.length
/** Far more rows than a sample has, so that a 32-bit number and a row fit into a double. */
const ROWS_BELOW = 2 ** 21
/** The text that stands for a value that was new when it came; no visitor can send it in a field. */
const NOVEL = '\0new'

/** What normal looks like on one platform. It is pinned: it learns nothing while it is in use. */
export class Baseline {
  readonly data: BaselineData
  readonly #networks: RotatingBloom
  /** By column, the id of each value in the dictionaries in use. */
  readonly #ids: readonly Int32Array[]
  /** Up to this id, by column, the values of a dictionary are the baseline's own. */
  readonly #knownTo: Int32Array

  /**
   * @param dictionaries of which nothing has been asked yet: what the baseline knows has the lowest ids in them
   * @param keyId of the key in use; networks that were hashed with another one are not known any more
   */
  constructor(data: BaselineData, dictionaries: readonly Dictionary[], keyId: string = data.keyId) {
    this.data = data
    const { words, hashes } = data.networks
    this.#networks = RotatingBloom.of(keyId === data.keyId ? words : new Int32Array(words.length), hashes)
    this.#ids = dictionaries.map((dictionary, column) =>
      Int32Array.from(data.values[column] ?? [], (value) => dictionary.pin(value)),
    )
    this.#knownTo = Int32Array.from(this.#ids, (ids) => ids.reduce((most, id) => Math.max(most, id), UNKNOWN))
    this.novel = Int32Array.from(dictionaries, (dictionary) => dictionary.pin(NOVEL))
    const learned = data.perSecond.filter((rate) => rate > 0)
    this.#perSecondOfAll = learned.reduce((sum, rate) => sum + rate, 0) / Math.max(1, learned.length)
  }

  readonly #perSecondOfAll: number
  #order: Int32Array | null = null
  #rowIds: Int32Array | null = null
  #all: VisitSample | null = null

  /** By column, the id in `sample` of values that were new when they came. */
  readonly novel: Int32Array

  /** Whether a value is one that normal visits do not have. */
  isUnseen(column: number, id: number): boolean {
    return id > (this.#knownTo[column] ?? UNKNOWN)
  }

  hasNetwork(network: number): boolean {
    return this.#networks.has(network, 0)
  }

  /** Visits a second at this hour of the week; of all hours where this one was not learned. */
  perSecond(hour: number): number {
    const here = this.data.perSecond[hour] ?? 0
    return here > 0 ? here : this.#perSecondOfAll
  }

  /**
   * Normal visits, those of the same hours of the day first, at most `most`. The same for the same arguments, and the same
   * object when they are all there are.
   */
  sample(hour: number, most: number): VisitSample {
    const { rowHours } = this.data
    if (rowHours.length <= most) {
      this.#all ??= this.#sampleOf(this.#shuffled().toSorted())
      return this.#all
    }
    const isNear = (row: number) => {
      const apart = Math.abs(((rowHours[row] ?? 0) % 24) - (hour % 24))
      return Math.min(apart, 24 - apart) <= 2
    }
    const shuffled = this.#shuffled()
    const chosen = joined(
      shuffled.filter(isNear),
      shuffled.filter((row) => !isNear(row)),
    )
    return this.#sampleOf(chosen.subarray(0, most))
  }

  #sampleOf(chosen: Int32Array): VisitSample {
    const { rowNetworks } = this.data
    const ids = this.#idsOfRows()
    const values = new Int32Array(chosen.length * COLUMNS)
    for (let i = 0; i < chosen.length; i++) {
      const from = (chosen[i] as number) * COLUMNS
      for (let column = 0; column < COLUMNS; column++) values[i * COLUMNS + column] = ids[from + column] as number
    }
    const networks = Int32Array.from(chosen, (row) => rowNetworks[row] ?? 0)
    return { length: chosen.length, values, networks, clients: networks, times: new Float64Array(chosen.length) }
  }

  /** All rows in an order that says nothing of them. */
  #shuffled(): Int32Array {
    if (this.#order === null) {
      const rows = this.data.rowHours.length
      const keys = Float64Array.from({ length: rows }, (_, row) => mix(row, 17) * ROWS_BELOW + row).sort()
      this.#order = Int32Array.from(keys, (key) => key % ROWS_BELOW)
    }
    return this.#order
  }

  /** The kept visits, with the ids of the dictionaries in use. */
  #idsOfRows(): Int32Array {
    this.#rowIds ??= this.data.rows.map((kept, at) => this.#idOf(at % COLUMNS, kept))
    return this.#rowIds
  }

  #idOf(column: number, kept: number): number {
    if (kept === ROW_UNKNOWN) return UNKNOWN
    if (kept === ROW_NOVEL) return this.novel[column] ?? UNKNOWN
    return this.#ids[column]?.[kept - ROW_FIRST_VALUE] ?? UNKNOWN
  }
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const all = new Int32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
