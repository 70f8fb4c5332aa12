import { mix } from '../sketch/mix.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { type BaselineData, ROW_FIRST_VALUE } from './baseline.js'

const COLUMNS = ATTRIBUTES.length
/** Visits of the sample, and values of each attribute, that are kept at the most. */
const MOST_ROWS = 40_000
const MOST_VALUES = 8192
/** A filter that is fuller than this would call every second stranger a regular: only the newer one is kept then. */
const FULLEST_FILTER = 0.5

/**
 * What was known and what was learned since, as one baseline. Both count by how much they have seen; the older at most
 * `mostOld` times as much as the newer, so that what a site has become is not outweighed by what it was for years.
 */
export function mergeBaselines(old: BaselineData, fresh: BaselineData, mostOld = 6): BaselineData {
  const weight = fresh.visits / (fresh.visits + Math.min(old.visits, mostOld * fresh.visits))
  const between = (a: number, b: number) => a + weight * (b - a)
  const values = old.values.map((texts, column) =>
    [...new Set([...(fresh.values[column] ?? []), ...texts])].slice(0, MOST_VALUES),
  )
  const places = values.map((texts) => new Map(texts.map((text, place) => [text, place + ROW_FIRST_VALUE])))
  const freshRows = chosen(fresh.rowHours.length, Math.round(weight * MOST_ROWS))
  const oldRows = chosen(old.rowHours.length, MOST_ROWS - freshRows.length)
  const rowsOf = ({ rows, values: texts }: BaselineData, chosenRows: readonly number[]) =>
    chosenRows.flatMap((row) =>
      Array.from(rows.subarray(row * COLUMNS, (row + 1) * COLUMNS), (kept, column) => {
        if (kept < ROW_FIRST_VALUE) return kept
        const text = texts[column]?.[kept - ROW_FIRST_VALUE]
        // Too rare to be kept: unknown, which no rule touches.
        return text === undefined ? 0 : (places[column]?.get(text) ?? 0)
      }),
    )
  return {
    ...fresh,
    learnedFrom: Math.min(old.learnedFrom, fresh.learnedFrom),
    learnedTo: Math.max(old.learnedTo, fresh.learnedTo),
    visits: old.visits + fresh.visits,
    ownHosts: [...new Set([...fresh.ownHosts, ...old.ownHosts])],
    perSecond: fresh.perSecond.map((rate, hour) => {
      const before = old.perSecond[hour] ?? 0
      return rate > 0 && before > 0 ? between(before, rate) : Math.max(rate, before)
    }),
    volumes: fresh.volumes.map((volume) => {
      const before = old.volumes.find(({ seconds }) => seconds === volume.seconds)
      return before
        ? {
            seconds: volume.seconds,
            median: between(before.median, volume.median),
            p999: between(before.p999, volume.p999),
            most: Math.max(before.most, volume.most),
          }
        : volume
    }),
    ratios: {
      median: fresh.ratios.median.map((median, i) => between(old.ratios.median[i] ?? median, median)),
      deviation: fresh.ratios.deviation.map((deviation, i) => between(old.ratios.deviation[i] ?? deviation, deviation)),
      calmScore: Math.max(between(old.ratios.calmScore, fresh.ratios.calmScore), fresh.ratios.calmScore),
    },
    followed: between(old.followed, fresh.followed),
    mostFromOne: between(old.mostFromOne, fresh.mostFromOne),
    values,
    rows: Int32Array.from([...rowsOf(old, oldRows), ...rowsOf(fresh, freshRows)]),
    rowHours: Uint8Array.from([
      ...oldRows.map((row) => old.rowHours[row] ?? 0),
      ...freshRows.map((row) => fresh.rowHours[row] ?? 0),
    ]),
    rowNetworks: Int32Array.from([
      ...oldRows.map((row) => old.rowNetworks[row] ?? 0),
      ...freshRows.map((row) => fresh.rowNetworks[row] ?? 0),
    ]),
    networks: mergeFilters(old, fresh),
  }
}

/** At most `most` of the first `count` numbers, the same every time. */
function chosen(count: number, most: number): number[] {
  const all = Array.from({ length: count }, (_, row) => row)
  if (count <= most) return all
  return all
    .sort((a, b) => mix(a, 29) - mix(b, 29))
    .slice(0, most)
    .sort((a, b) => a - b)
}

/** Filters of another key, or of another size, cannot be put together. */
function mergeFilters(old: BaselineData, fresh: BaselineData): BaselineData['networks'] {
  const { words, hashes } = fresh.networks
  const same = old.keyId === fresh.keyId && old.networks.hashes === hashes && old.networks.words.length === words.length
  if (!same) return fresh.networks
  const together = words.map((word, i) => word | (old.networks.words[i] ?? 0))
  return fillShare(together) > FULLEST_FILTER ? fresh.networks : { words: together, hashes }
}

function fillShare(words: Int32Array): number {
  let set = 0
  for (let word of words) for (; word !== 0; word &= word - 1) set++
  return set / (32 * words.length)
}
