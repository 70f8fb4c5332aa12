import { CRAWLERS, crawlerNamed } from '../traffic/crawler-names.js'
import { crawlerRanges } from '../traffic/crawler-ranges.js'
import { GeoTable } from '../traffic/geo-table.js'
import { closestWord } from './closest-word.js'
import type { Config } from './config.js'
import type { Findings } from './finding.js'
import { readNamedFile } from './read-named-file.js'
import type { FileConfig } from './schema.js'
import type { ValuePath } from './yaml-source.js'

const TABLES = {
  as: 'a MaxMind DB file with the numbers of autonomous systems',
  country: 'a MaxMind DB file with countries',
}
const LIST = 'a list of address ranges as operators of crawlers publish it'

/** Reads the tables and lists, so that a wrong one is found before the first visit. */
export function checkFacts({ geo, crawlers }: Config, written: FileConfig, { problems }: Findings): void {
  for (const key of ['as', 'country'] as const) {
    const file = geo[key]
    const message = file === undefined ? null : wrongTable(file, key)
    if (message !== null) problems.push({ path: ['geo', key], message })
  }
  for (const [index, { file, crawler }] of crawlers.ranges.entries()) {
    const path: ValuePath = ['crawlers', 'ranges', index]
    const at = (key: string) => (typeof written.crawlers.ranges[index] === 'string' ? path : [...path, key])
    if (crawlerNamed(crawler) === null) problems.push({ path: at('crawler'), message: unknownCrawler(crawler) })
    const message = wrongList(file)
    if (message !== null) problems.push({ path: at('file'), message })
  }
}

function wrongTable(file: string, key: keyof typeof TABLES): string | null {
  const expected = TABLES[key]
  const read = readNamedFile(file, expected)
  if ('wrong' in read) return read.wrong
  try {
    const { tells, kind } = new GeoTable(read.bytes)
    return tells[key] ? null : `${file} is of the kind "${kind}" and has none, expected ${expected}`
  } catch (error) {
    return `${file} is ${(error as Error).message}, expected ${expected}`
  }
}

function wrongList(file: string): string | null {
  const read = readNamedFile(file, LIST)
  if ('wrong' in read) return read.wrong
  try {
    crawlerRanges(read.bytes.toString('utf8'))
    return null
  } catch (error) {
    return `${file} is ${(error as Error).message}, expected ${LIST}`
  }
}

function unknownCrawler(name: string): string {
  const known = CRAWLERS.flatMap((crawler) => [crawler.name, ...(crawler.files ?? [])])
  const meant = closestWord(name, known)
  const hint =
    meant === null
      ? `for example ${CRAWLERS.slice(0, 4)
          .map((crawler) => crawler.name)
          .join(', ')}`
      : `did you mean ${meant}?`
  return `"${name}" names no crawler that Holdfast knows, expected { file: …, crawler: NAME }, ${hint}`
}
