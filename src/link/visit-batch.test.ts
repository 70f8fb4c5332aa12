import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTES, UNKNOWN } from '../traffic/attributes.js'
import { Dictionary } from '../traffic/dictionary.js'
import type { VisitSample } from '../traffic/visit-sample.js'
import { encodeFrame } from './frames.js'
import { fromEdge, MOST_ROWS } from './messages.js'
import { packVisits, unpackVisits } from './visit-batch.js'

const COLUMNS = ATTRIBUTES.length
const dictionaries = () => ATTRIBUTES.map(() => new Dictionary())

const visit = fc.record({
  texts: fc.array(fc.option(fc.string({ maxLength: 40 })), { minLength: COLUMNS, maxLength: COLUMNS }),
  network: fc.integer(),
  client: fc.integer(),
  age: fc.nat(60_000),
})

describe('a sample of visits on its way', () => {
  it('means the same in the dictionaries of the other side', () => {
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 30 }), (visits) => {
        const [own, others] = [dictionaries(), dictionaries()]
        for (const dictionary of others) dictionary.id('something else')
        const sample: VisitSample = {
          length: visits.length,
          values: Int32Array.from(visits.flatMap(({ texts }) => texts.map((text, c) => idOf(own[c], text)))),
          networks: Int32Array.from(visits, ({ network }) => network),
          clients: Int32Array.from(visits, ({ client }) => client),
          times: Float64Array.from(visits, ({ age }) => 100_000 - age),
        }
        const arrived = unpackVisits(packVisits(sample, own, 100_000), others, 200_000)
        expect(arrived.networks).toEqual(sample.networks)
        expect(arrived.clients).toEqual(sample.clients)
        expect([...arrived.times]).toEqual([...sample.times].map((time) => time + 100_000))
        const texts = Array.from(arrived.values, (id, at) => others[at % COLUMNS]?.text(id) ?? null)
        expect(texts).toEqual(visits.flatMap(({ texts }) => texts))
      }),
    )
  })

  it('of the largest size fits the message and its frame, whatever visitors send', () => {
    const own = dictionaries()
    const rows = Array.from({ length: MOST_ROWS }, (_, row) => row)
    const sample: VisitSample = {
      length: MOST_ROWS,
      values: Int32Array.from(
        rows.flatMap((row) => own.map((dictionary) => dictionary.id(`${'\x01'.repeat(2000)}${row}`))),
      ),
      networks: Int32Array.from(rows),
      clients: Int32Array.from(rows),
      times: Float64Array.from(rows),
    }
    const message = { kind: 'visits', platform: 0, seen: 5, ...packVisits(sample, own, 0), followers: '', hits: [] }
    expect(fromEdge.safeParse(message).success).toBe(true)
    expect(encodeFrame(message).length).toBeGreaterThan(1_000_000)
  })

  it('whose parts do not fit together is refused', () => {
    const packed = packVisits(
      {
        length: 1,
        values: new Int32Array(COLUMNS),
        networks: Int32Array.of(1),
        clients: Int32Array.of(1),
        times: Float64Array.of(0),
      },
      dictionaries(),
      0,
    )
    expect(() => unpackVisits({ ...packed, rows: '' }, dictionaries(), 0)).toThrow(/1 networks/)
    expect(() => unpackVisits({ ...packed, ages: 'AAAAAAAA' }, dictionaries(), 0)).toThrow(RangeError)
  })
})

function idOf(dictionary: Dictionary | undefined, text: string | null): number {
  return text === null ? UNKNOWN : (dictionary?.id(text) ?? UNKNOWN)
}
