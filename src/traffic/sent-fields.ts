/** Fields whose values are looked at, by their place in `SentFields`. */
export const FIELD = {
  userAgent: 0,
  referrer: 1,
  accept: 2,
  languages: 3,
  encodings: 4,
  fetchSite: 5,
  fetchMode: 6,
  fetchDest: 7,
  fetchUser: 8,
  brands: 9,
  mobile: 10,
  platform: 11,
} as const

type Place = (typeof FIELD)[keyof typeof FIELD]

/** Fields and characters of a name that are looked at; of what is beyond, only the number counts. */
const MOST_FIELDS = 64
const LONGEST_NAME = 64

interface NameUse {
  readonly place: Place | null
  /** Takes part in the header shape. */
  readonly counts: boolean
}

const COUNTED: NameUse = { place: null, counts: true }

const LOOKED_AT: readonly (readonly [name: string, place: Place])[] = [
  ['user-agent', FIELD.userAgent],
  ['accept', FIELD.accept],
  ['accept-language', FIELD.languages],
  ['accept-encoding', FIELD.encodings],
  ['sec-fetch-site', FIELD.fetchSite],
  ['sec-fetch-mode', FIELD.fetchMode],
  ['sec-fetch-dest', FIELD.fetchDest],
  ['sec-ch-ua', FIELD.brands],
  ['sec-ch-ua-mobile', FIELD.mobile],
  ['sec-ch-ua-platform', FIELD.platform],
]

/** What one and the same browser sends with one request and not with the next of its kind. */
const COMES_AND_GOES = [
  // What it was given before, and where it comes from; each has an attribute of its own where it tells something.
  'cookie authorization',
  // What it has a copy of, which parts it wants, whether somebody pressed reload.
  'if-match if-none-match if-modified-since if-unmodified-since if-range range cache-control pragma content-length',
  // How urgent it is: left out at the default (RFC 9218, 4.1); whether it is only in case.
  'priority purpose sec-purpose x-moz',
  // Hints that are sent once a site has asked for them (Accept-CH), and settings of the moment.
  'sec-ch-ua-arch sec-ch-ua-bitness sec-ch-ua-full-version sec-ch-ua-full-version-list sec-ch-ua-model',
  'sec-ch-ua-platform-version sec-ch-ua-wow64 sec-ch-ua-form-factors sec-ch-prefers-color-scheme',
  'sec-ch-prefers-reduced-motion sec-ch-prefers-reduced-transparency sec-ch-device-memory sec-ch-dpr sec-ch-width',
  'sec-ch-viewport-width sec-ch-viewport-height device-memory dpr width viewport-width rtt downlink ect save-data',
  // What proxies on the way add.
  'x-forwarded-for x-forwarded-proto x-forwarded-host x-forwarded-port x-forwarded-server x-forwarded-prefix',
  'x-forwarded-by x-forwarded-ssl x-forwarded-scheme x-real-ip x-client-ip x-cluster-client-ip x-original-forwarded-for',
  'x-proxyuser-ip x-request-id x-correlation-id x-amzn-trace-id x-envoy-external-address traceparent tracestate',
  'forwarded via true-client-ip fastly-client-ip cdn-loop cf-connecting-ip cf-ipcountry cf-ray cf-visitor',
]

/**
 * By the hash of a name. A visitor who finds a name with the hash of another has it taken for that other one, whose
 * value is the visitor's own choice anyway.
 */
const USES: ReadonlyMap<number, NameUse> = new Map([
  ...COMES_AND_GOES.flatMap((names) => names.split(' ')).map((name): [number, NameUse] => [
    nameHash(name),
    { place: null, counts: false },
  ]),
  ...LOOKED_AT.map(([name, place]): [number, NameUse] => [nameHash(name), { place, counts: true }]),
  [nameHash('referer'), { place: FIELD.referrer, counts: false }],
  // Only when a person did something, not when a script or a redirect led there.
  [nameHash('sec-fetch-user'), { place: FIELD.fetchUser, counts: false }],
])

/**
 * What is looked at in the header fields of a visit, found in one pass: values of fields, of several with one name the
 * first, and the header shape, a hash of the names in their order. One for all visits; it is overwritten by the next.
 */
export class SentFields {
  readonly #values: (string | undefined)[] = new Array(Object.keys(FIELD).length).fill(undefined)
  /** By place, the name that stood there last, which often stands there again, with its hash and its use. */
  readonly #names: (string | undefined)[] = []
  readonly #hashes = new Int32Array(MOST_FIELDS)
  readonly #uses: NameUse[] = []
  /** Of the names that count for the header shape, in lower case and in their order. The same on every machine. */
  shape = 0
  /** How many those are. */
  count = 0

  /** @param fields names and values, flat */
  read(fields: readonly string[]): void {
    const values = this.#values
    values.fill(undefined)
    let shape = 0
    let count = 0
    const end = Math.min(fields.length, 2 * MOST_FIELDS)
    for (let i = 0; i + 1 < end; i += 2) {
      const at = i >> 1
      const name = fields[i] ?? ''
      if (name !== this.#names[at]) this.#remember(at, name)
      const hash = this.#hashes[at] as number
      const { place, counts } = this.#uses[at] ?? COUNTED
      if (place !== null) values[place] ??= fields[i + 1]
      if (!counts) continue
      count++
      shape = Math.imul(shape ^ hash, 0x9e3779b1)
      shape ^= shape >>> 15
    }
    if (fields.length > end) count += (fields.length - end) >> 1
    this.count = count
    this.shape = Math.imul(shape ^ count, 0x85ebca6b)
  }

  #remember(at: number, name: string): void {
    const hash = nameHash(name)
    this.#names[at] = name.length > LONGEST_NAME ? undefined : name
    this.#hashes[at] = hash
    this.#uses[at] = USES.get(hash) ?? COUNTED
  }

  /** The value as it was sent; undefined where it was not. */
  value(place: Place): string | undefined {
    return this.#values[place]
  }
}

/** FNV-1a (Fowler, Noll and Vo) over the name in lower case. */
function nameHash(name: string): number {
  const length = Math.min(name.length, LONGEST_NAME)
  let hash = 0x811c9dc5 ^ name.length
  for (let i = 0; i < length; i++) {
    const code = name.charCodeAt(i)
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code + 32 : code), 0x01000193)
  }
  return hash
}

/** The header shape in words: `5f3a9c (14 fields)`. */
export function headerShape({ shape, count }: { shape: number; count: number }): string {
  const hash = ((shape ^ (shape >>> 8)) & 0xffffff).toString(16).padStart(6, '0')
  return `${hash} (${count} ${count === 1 ? 'field' : 'fields'})`
}
