import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'
import type { Dictionary } from '../traffic/dictionary.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import type { VisitsMessage } from './messages.js'

const COLUMNS = ATTRIBUTES.length
const OLDEST_MS = 65_535
/** Text of one sample at the most, in UTF-16 code units: escaped in JSON it still fits a frame. */
const MOST_TEXT = 500_000

export type PackedVisits = Pick<VisitsMessage, 'texts' | 'rows' | 'networks' | 'clients' | 'ages'>

/**
 * A sample of visits for another process, which has dictionaries of its own: what was an id becomes a place in the list
 * of its attribute's texts. A value that has been forgotten meanwhile is told as unknown, and so is a new one when the
 * texts have become too long together.
 * @param dictionaries that the sample's ids are of, by column
 */
export function packVisits(sample: VisitSample, dictionaries: readonly Dictionary[], now: number): PackedVisits {
  const { length, values } = sample
  const rows = Buffer.alloc(length * COLUMNS * 2)
  let textLeft = MOST_TEXT
  const texts = ATTRIBUTES.map((_, column) => {
    const places = new Map<number, number>([[UNKNOWN, 0]])
    const told: string[] = []
    for (let row = 0; row < length; row++) {
      const id = values[row * COLUMNS + column] ?? UNKNOWN
      let place = places.get(id)
      if (place === undefined) {
        const text = dictionaries[column]?.text(id)
        const fits = text !== undefined && text.length <= textLeft
        place = fits ? told.push(text) : 0
        if (fits) textLeft -= text.length
        places.set(id, place)
      }
      rows.writeUInt16LE(place, 2 * (row * COLUMNS + column))
    }
    return told
  })
  const ages = Buffer.alloc(2 * length)
  for (let row = 0; row < length; row++) {
    const age = Math.round(now - (sample.times[row] ?? now))
    ages.writeUInt16LE(Math.max(0, Math.min(OLDEST_MS, age)), 2 * row)
  }
  return {
    texts,
    rows: rows.toString('base64'),
    networks: packNumbers(sample.networks),
    clients: packNumbers(sample.clients),
    ages: ages.toString('base64'),
  }
}

/**
 * The visits again, with ids of other dictionaries, oldest first as they were packed.
 * @throws RangeError when the parts do not fit together
 */
export function unpackVisits(packed: PackedVisits, dictionaries: readonly Dictionary[], now: number): VisitSample {
  const places = Buffer.from(packed.rows, 'base64')
  const ages = Buffer.from(packed.ages, 'base64')
  const networks = unpackNumbers(packed.networks)
  const clients = unpackNumbers(packed.clients)
  const { length } = networks
  if (clients.length !== length || ages.length !== 2 * length || places.length !== 2 * length * COLUMNS) {
    throw new RangeError(`a sample of visits has ${length} networks and other numbers of its other parts`)
  }
  const ids = packed.texts.map((texts, column) =>
    Int32Array.from(texts, (text) => dictionaries[column]?.id(text) ?? UNKNOWN),
  )
  const values = new Int32Array(length * COLUMNS)
  for (let at = 0; at < values.length; at++) {
    const place = places.readUInt16LE(2 * at)
    values[at] = place === 0 ? UNKNOWN : (ids[at % COLUMNS]?.[place - 1] ?? UNKNOWN)
  }
  const times = Float64Array.from({ length }, (_, row) => now - ages.readUInt16LE(2 * row))
  return { length, values, networks, clients, times }
}

/** 32-bit numbers as base64 text. */
export function packNumbers(numbers: Int32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64')
}

export function unpackNumbers(text: string): Int32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Int32Array(bytes.buffer, 0, bytes.byteLength >> 2)
}
