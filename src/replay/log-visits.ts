import type { SeenVisit } from '../brain/recent-visits.js'
import { createKeyedHash } from '../sketch/keyed-hash.js'
import type { LogEntry } from '../traffic/access-log/log-entry.js'
import { parseAddress } from '../traffic/address.js'
import { ATTRIBUTES } from '../traffic/attributes.js'
import { clientOf } from '../traffic/client.js'
import type { Kind } from '../traffic/kind.js'
import { TwoGenerations } from '../traffic/two-generations.js'
import { VisitDescriber } from '../traffic/visit-describer.js'
import type { VisitFields } from '../traffic/visit-fields.js'

const MOST_ADDRESSES = 65_536
/** Values and paths that are remembered. A log brings more paths in a second of work than a site does in an hour. */
const REMEMBERED = { values: 16_384, paths: 32_768 }

/** Describes the visits of a log. @param hosts the site's own names */
export function describerForLogs(hosts: Iterable<string>): VisitDescriber {
  return new VisitDescriber(new Set(hosts), REMEMBERED.values, REMEMBERED.paths)
}

/** What every log tells, to be written over: one for all visits of logs that tell no more. */
const USUAL_FIELDS = ['user-agent', '', 'referer', '']

/** What an entry tells of its visit. A server that logs no Referer or User-Agent for a visit had none. */
function fieldsOf(entry: LogEntry): VisitFields {
  const { headers } = entry
  const fields = headers === null ? USUAL_FIELDS : [...USUAL_FIELDS]
  fields[1] = entry.userAgent ?? ''
  fields[3] = entry.referrer ?? ''
  if (headers) {
    for (const [name, value] of [
      ['accept', headers.accept],
      ['accept-language', headers.acceptLanguage],
      ['accept-encoding', headers.acceptEncoding],
      ['sec-fetch-site', headers.secFetchSite],
      ['sec-fetch-mode', headers.secFetchMode],
      ['sec-fetch-dest', headers.secFetchDest],
      ['sec-fetch-user', headers.secFetchUser],
      ['sec-ch-ua', headers.brands],
      ['sec-ch-ua-mobile', headers.mobile],
      ['sec-ch-ua-platform', headers.platform],
    ] as const) {
      if (value !== null) fields.push(name, value)
    }
  }
  return {
    method: entry.method,
    target: entry.target,
    httpVersion: entry.httpVersion,
    // Who logs all fields would have logged TLS too.
    secure: entry.secure ?? (headers?.complete ? false : null),
    fields,
    told: headers?.complete ? 'all' : 'some',
    cookie: headers === null || headers.cookie === null ? null : headers.cookie ? 'some' : 'none',
    tls: entry.tls,
    as: entry.as,
    country: entry.country,
    crawler: null,
  }
}

interface Origin {
  network: number
  client: number
}

/** `opened`: a page was asked for and given. */
export type LogVisit = SeenVisit & { kind: Kind; opened: boolean }

/** Turns the entries of a log into visits. */
export class LogVisits {
  readonly #describer: VisitDescriber
  readonly #hash: (text: string) => number
  readonly #addresses = new TwoGenerations<string, Origin>(MOST_ADDRESSES)
  readonly #visit: LogVisit = {
    values: new Int32Array(ATTRIBUTES.length),
    kind: 'page',
    network: 0,
    client: 0,
    failed: false,
    opened: false,
  }

  /** @param secret 16 bytes in hex: the key of the hashes of addresses */
  constructor(describer: VisitDescriber, secret: string) {
    this.#describer = describer
    this.#hash = createKeyedHash(Buffer.from(secret, 'hex')).string
  }

  /** The visit of an entry; the same object every time, to be used before the next call. */
  of(entry: LogEntry): LogVisit {
    const visit = this.#visit
    visit.kind = this.#describer.describe(fieldsOf(entry), visit.values)
    const { network, client } = this.#origin(entry.address)
    visit.network = network
    visit.client = client
    visit.failed = entry.status >= 500
    visit.opened = visit.kind === 'page' && entry.method === 'GET' && entry.status >= 200 && entry.status < 300
    return visit
  }

  #origin(address: string): Origin {
    const known = this.#addresses.get(address)
    if (known) return known
    const parsed = parseAddress(address)
    // A log may hold host names in place of addresses; each is then its own network.
    const { key, network } = parsed
      ? clientOf(parsed, this.#hash)
      : { key: this.#hash(address), network: this.#hash(`n${address}`) }
    const origin = { network: network | 0, client: key | 0 }
    this.#addresses.set(address, origin)
    return origin
  }
}
