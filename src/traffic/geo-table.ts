import { Reader, type Response } from 'mmdb-lib'
import type { IpAddress } from './address.js'
import { TwoGenerations } from './two-generations.js'

/** Of which autonomous system, `AS 64500`, and of which country, `IE`, an address is; null where the table does not say. */
export interface Geo {
  as: string | null
  country: string | null
}

const NOWHERE: Geo = { as: null, country: null }
const FORMAT = 2
/** Between the tree and the data. */
const SEPARATOR_BYTES = 16
/** Decoded records that are kept: there are some hundred countries, and some thousand systems that people come from. */
const MOST_RECORDS = 4_096
/** So many networks are looked at to learn what a table tells. */
const LOOKED_AT = 2_000
const IPV4_ADDRESSES = 2 ** 32

/** A table of networks in the MaxMind DB format, version 2 (maxmind.github.io/MaxMind-DB). */
export class GeoTable {
  readonly #reader: Reader<Response>
  /** What it tells of some network at least. */
  readonly tells: { as: boolean; country: boolean }
  /** How it calls itself: `GeoLite2-ASN`. */
  readonly kind: string

  /** @throws Error that completes "it is …", when the bytes are no such table or a damaged one */
  constructor(bytes: Buffer) {
    try {
      const records = new TwoGenerations<string | number, object>(MOST_RECORDS)
      const cache = {
        get: (key: string | number) => records.get(key),
        set: (key: string | number, value: object) => records.set(key, value),
      }
      this.#reader = new Reader(bytes, { cache })
    } catch {
      throw new Error('no MaxMind DB file')
    }
    const { binaryFormatMajorVersion, ipVersion, searchTreeSize, databaseType } = this.#reader.metadata
    if (binaryFormatMajorVersion !== FORMAT || (ipVersion !== 4 && ipVersion !== 6)) {
      throw new Error(`a MaxMind DB file of an unknown version (${binaryFormatMajorVersion})`)
    }
    if (!(searchTreeSize + SEPARATOR_BYTES < bytes.length)) throw new Error('a MaxMind DB file that was cut short')
    this.kind = String(databaseType)
    this.tells = this.#look()
  }

  /** What it says of an address. What is damaged in the middle of the file counts as unknown. */
  find(address: IpAddress): Geo {
    if (address.family === 6 && this.#reader.metadata.ipVersion === 4) return NOWHERE
    try {
      return geoOf(this.#reader.get(address.text))
    } catch {
      return NOWHERE
    }
  }

  /** @throws Error when one of the records it looks at is damaged */
  #look(): { as: boolean; country: boolean } {
    const tells = { as: false, country: false }
    let at = 0
    for (let i = 0; i < LOOKED_AT && at < IPV4_ADDRESSES && !(tells.as && tells.country); i++) {
      const bytes = [at >>> 24, (at >>> 16) & 255, (at >>> 8) & 255, at & 255]
      let found: [record: unknown, prefix: number]
      try {
        found = this.#reader.getWithPrefixLength(bytes.join('.'))
      } catch {
        throw new Error('a damaged MaxMind DB file')
      }
      const geo = geoOf(found[0])
      tells.as ||= geo.as !== null
      tells.country ||= geo.country !== null
      at += 2 ** (32 - found[1])
    }
    return tells
  }
}

/** Publishers differ in where they put the two; each is looked for where MaxMind, DB-IP, IPinfo and their kin have it. */
function geoOf(record: unknown): Geo {
  if (typeof record !== 'object' || record === null) return NOWHERE
  const system =
    numberOf(record, 'autonomous_system_number') ??
    numberOf(field(record, 'traits'), 'autonomous_system_number') ??
    systemOf(field(record, 'asn'))
  const country = field(record, 'country')
  return {
    as: system === null ? null : `AS ${system}`,
    country: codeOf(field(country, 'iso_code')) ?? codeOf(field(record, 'country_code')) ?? codeOf(country),
  }
}

function field(record: unknown, name: string): unknown {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, name)) return undefined
  return (record as Record<string, unknown>)[name]
}

function numberOf(record: unknown, name: string): number | null {
  const value = field(record, name)
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null
}

/** `AS15169` or 15169 */
function systemOf(value: unknown): number | null {
  const digits = /^(?:AS)?([1-9]\d{0,9})$/.exec(String(value))?.[1]
  return digits === undefined ? null : Number(digits)
}

function codeOf(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Z]{2}$/.test(value) ? value : null
}
