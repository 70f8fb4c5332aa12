import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { WHEN_UNDECIDED } from '../traffic/activity.js'
import { parseCidr } from '../traffic/cidr-set.js'
import { TIERS } from '../traffic/tier.js'
import { ADDRESS_EXPECTED, isLoopback, parseListenAddress } from './address.js'

/*
 * What a configuration file may say. The descriptions become docs/reference/configuration.md, the schema becomes
 * docs/reference/holdfast.schema.json. An error text says what was expected; what was found and where is added when it
 * is reported (explain-issue.ts).
 */

const DAY_MS = 86_400_000

/** A text in which `isRight` finds nothing wrong; `expected` completes "expected …" and is the type in the reference. */
function checkedText(expected: string, isRight: (text: string) => boolean) {
  const error = `expected ${expected}`
  return z.string({ error }).refine(isRight, { error }).meta({ title: expected })
}

/** A list with the same bound for everybody, so that a mistake in a generated file cannot take all memory. */
function listOf<T extends z.ZodType>(item: T, what: string, least = 0, most = 1000) {
  const error = least > 0 ? `expected a list of ${what} with at least one` : `expected a list of ${what}`
  return z
    .array(item, { error })
    .min(least, { error })
    .max(most, { error: `expected at most ${most} ${what}` })
}

function wholeNumber(unit: string, least: number, most: number) {
  const error = `expected a whole number${unit === '' ? '' : ` of ${unit}`} from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

const milliseconds = (least: number, most = DAY_MS) => wholeNumber('milliseconds', least, most)

/** `*`, `example.org`, `*.example.org`, `127.0.0.1`, `[::1]`. @returns the canonical form or null */
export function canonicalHost(text: string): string | null {
  const lower = text.toLowerCase().replace(/\.$/, '')
  if (lower === '*') return lower
  if (lower.startsWith('[') || lower.includes('::')) {
    const address = parseListenAddress(lower.startsWith('[') ? `${lower}:0` : `[${lower}]:0`)
    return address === null ? null : `[${address.host}]`
  }
  const wildcard = lower.startsWith('*.') ? '*.' : ''
  const name = domainToASCII(lower.slice(wildcard.length))
  const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?'
  return name.length <= 253 && new RegExp(`^${label}(\\.${label})*$`).test(name) ? wildcard + name : null
}

/** @returns `http(s)://host[:port]` without anything after it, or null when the text is not just that */
export function canonicalOrigin(text: string): string | null {
  if (!/^https?:\/\/[^/\\?#@\s]+\/?$/i.test(text) || !URL.canParse(text)) return null
  return new URL(text).origin
}

/** RFC 8555 asks for HTTPS; on this machine nobody is in between. */
function isDirectory(text: string): boolean {
  if (!URL.canParse(text) || text.length > 500) return false
  const { protocol, hostname, username, password } = new URL(text)
  const own = isLoopback(hostname.replace(/^\[|\]$/g, ''))
  return (protocol === 'https:' || (protocol === 'http:' && own)) && username === '' && password === ''
}

/** A pattern as src/traffic/activity.ts reads it; `**` only as a whole part of the path. */
function isPathPattern(text: string): boolean {
  if (!text.startsWith('/') || text.length > 500 || /[\s?#{}[\]\\]/.test(text)) return false
  return text.split('/').every((part) => !part.includes('**') || part === '**')
}

function isCidr(text: string): boolean {
  if (!/^[^/]+(?:\/\d{1,3})?$/.test(text)) return false
  try {
    parseCidr(text)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

const name = () =>
  checkedText(`a name of letters, digits, - and _, at most 40 long`, (text) =>
    /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u.test(text),
  )

const cidrs = (what: string) =>
  listOf(
    checkedText('an address or range like 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32', isCidr),
    'addresses or ranges',
    0,
    100_000,
  )
    .default([])
    .describe(what)

const filePath = (expected: string) => checkedText(expected, (text) => text.length > 0 && !text.includes('\0'))

const addressText = checkedText(ADDRESS_EXPECTED, (text) => parseListenAddress(text) !== null)
const addressPort = z
  .int({ error: `expected ${ADDRESS_EXPECTED}` })
  .min(0, { error: 'expected a port from 0 to 65535' })
  .max(65535, { error: 'expected a port from 0 to 65535' })
const address = z
  .union([addressText, addressPort], { error: `expected ${ADDRESS_EXPECTED}` })
  .meta({ title: ADDRESS_EXPECTED })
const addresses = z
  .union([addressText, addressPort, listOf(address, 'addresses', 1, 16)], {
    error: `expected ${ADDRESS_EXPECTED}, or a list of them`,
  })
  .meta({ title: `${ADDRESS_EXPECTED}, or a list of them` })

const activity = z.strictObject({
  name: name().describe('What people do here, in one word: read, donate, search. Unique on its platform.'),
  paths: listOf(
    checkedText(
      'a path that starts with /, in which * stands for a piece of one part and ** for any number of whole parts, without query',
      isPathPattern,
    ),
    'paths',
    1,
  ).describe('Paths that belong to it: `/donate` exactly, `/article/*` one part, `/article/**` it and all below it.'),
  tier: z
    .enum(TIERS, { error: `expected one of ${TIERS.join(', ')}` })
    .describe('How much it matters: essential is served first, deferrable may wait when the origin is busy.'),
  whenUndecided: z
    .enum(WHEN_UNDECIDED, { error: `expected one of ${WHEN_UNDECIDED.join(', ')}` })
    .default('open')
    .describe(
      'What happens to strangers here while the origin is in distress and Holdfast cannot decide, since its deciding part does not answer: `open` serves them as far as there is room, `closed` has their browsers prove first that they are browsers.',
    ),
})

const originUrl = checkedText(
  'http://host:port or https://host:port without a path',
  (text) => canonicalOrigin(text) !== null,
)

const originSettings = z.strictObject({
  url: originUrl.describe('Where it answers, as seen from this machine.'),
  weight: wholeNumber('', 1, 100)
    .default(1)
    .describe('Its share of the visits beside the other origins: one with 2 gets twice as many as one with 1.'),
  backup: z
    .boolean({ error: 'expected true or false' })
    .default(false)
    .describe('`true`: it is asked only while no other origin is up.'),
})

const health = z.strictObject({
  path: checkedText('a path that starts with / and has no spaces', (text) => /^\/[\x21-\x7e]{0,499}$/.test(text))
    .optional()
    .describe('Asked for in health checks; any 2xx or 3xx is good. Without it only what visits show counts.'),
  everyMs: milliseconds(500).default(5000).describe('Time between two checks of one origin by one edge.'),
  timeoutMs: milliseconds(50)
    .default(2000)
    .describe('Time for a check, and for the first answer to a visit that tries whether an origin is back.'),
  healthyAfter: wholeNumber('checks', 1, 100).default(2).describe('Good checks in a row until it counts as up again.'),
  unhealthyAfter: wholeNumber('failures', 1, 100)
    .default(3)
    .describe('Failures in a row, of checks or of visits, until it counts as down.'),
})

const platform = z.strictObject({
  name: name().describe('The name in the console, in reports and in metrics.'),
  hosts: listOf(
    checkedText(
      "a host name without scheme, port or path: example.org, '*.example.org' or '*'",
      (text) => canonicalHost(text) !== null,
    ),
    'host names',
    1,
  ).describe(
    "The host names it is reached by. `'*.example.org'` is every name below it, `'*'` every host that no other platform has. Names with `*` need quotes.",
  ),
  origin: originUrl
    .optional()
    .describe('Where the site itself answers, as seen from this machine: `http://127.0.0.1:3000`.'),
  origins: listOf(
    z.union([originUrl, originSettings], {
      error: 'expected http://host:port, https://host:port or keys like url and weight',
    }),
    'origins',
    1,
    16,
  )
    .optional()
    .describe('Instead of `origin`: several that answer alike, each a URL or keys. Visits go to the one least busy.'),
  health: health.prefault({}).describe('When an origin counts as down, and when as up again.'),
  activities: listOf(activity, 'activities', 0, 64)
    .default([])
    .describe('What people do there; the first match wins. What matches none is called "other" and is important.'),
  signedInCookie: checkedText('the name of a cookie', (text) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(text))
    .optional()
    .describe("The site's own session cookie. Who carries it counts as signed in and never gets a shared copy."),
})

const certificate = z.strictObject({
  cert: filePath('the path of a PEM file').describe('Certificate chain, PEM, own certificate first.'),
  key: filePath('the path of a PEM file').describe('Its private key, PEM, without pass phrase.'),
})

const acme = z.strictObject({
  agreeToTerms: z
    .literal(true, { error: 'expected true, after you have read the terms of the certificate authority' })
    .describe("`true`: you agree to the authority's terms of service (Let's Encrypt: letsencrypt.org/repository)."),
  email: checkedText('an e-mail address', (text) => /^[^\s@<>,?]{1,64}@[^\s@<>,?]{1,190}$/.test(text))
    .optional()
    .describe('Where the authority can reach you. Some ask for it.'),
  directory: checkedText('the https:// address of an ACME directory', (text) => isDirectory(text))
    .default('https://acme-v02.api.letsencrypt.org/directory')
    .describe("The authority's ACME directory. For trials: `https://acme-staging-v02.api.letsencrypt.org/directory`."),
})

const https = z.strictObject({
  address: address.optional().describe('Where to listen for HTTPS.'),
  addresses: listOf(address, 'addresses', 1, 16).optional().describe('The same, as a list.'),
  cert: certificate.shape.cert.optional(),
  key: certificate.shape.key.optional(),
  certificates: listOf(certificate, 'certificates', 1, 100)
    .optional()
    .describe('Several certificates instead of `cert` and `key`; each visitor gets the one for the name asked for.'),
  acme: acme
    .optional()
    .describe(
      "Certificates are fetched and renewed by ACME, from Let's Encrypt or another authority, for all hosts that no file is for. Needs `http` on port 80.",
    ),
})

const PROXY_PROTOCOL_EXPECTED = 'expected true, false, http or https'

const listen = z.strictObject({
  http: addresses.optional().describe('Where to listen for HTTP: one address or a list.'),
  https: https.optional().describe('Where to listen for HTTPS, and with which certificates.'),
  proxyProtocol: z
    .union([z.boolean(), z.enum(['http', 'https'])], { error: PROXY_PROTOCOL_EXPECTED })
    .optional()
    .meta({ title: 'true, false, http or https' })
    .describe(
      'Connections begin with a PROXY protocol header (version 1 or 2), as HAProxy and load balancers send it: `true` at all addresses, `http` or `https` at those only. Believed from `trustedProxies`; every other connection is closed.',
    ),
})

const partner = z.strictObject({
  name: checkedText('a name of letters, digits, `-` and `_`, at most 40 long', (text) =>
    /^[\w-]{1,40}$/.test(text),
  ).describe('Stands in the header that the partner sends. Each name once.'),
  key: checkedText('at least 32 visible characters without spaces', (text) =>
    /^[\x21-\x7e]{32,200}$/.test(text),
  ).describe(
    'The partner signs with it: `Holdfast-Partner: NAME.UNTIL.SIGNATURE`. At least 32 characters, from `openssl rand -hex 32`.',
  ),
})

const consoleSettings = z.strictObject({
  listen: address
    .default('127.0.0.1:7070')
    .describe('Where the console and its API listen. Anything but a loopback address needs a password or a token.'),
  password: checkedText('the line that `holdfast password` prints', (text) =>
    /^scrypt\$\d{1,8}\$\d{1,3}\$\d{1,2}\$[\w-]{16,128}\$[\w-]{22,128}$/.test(text),
  )
    .optional()
    .describe('For people: the line that `holdfast password` prints.'),
  token: checkedText('at least 16 visible characters without spaces', (text) => /^[\x21-\x7e]{16,200}$/.test(text))
    .optional()
    .describe('For programs: they send it as `Authorization: Bearer …`. At least 16 characters.'),
})

const limits = z.strictObject({
  connections: wholeNumber('connections', 10, 1_000_000)
    .default(10_000)
    .describe('Open connections at one edge; more are refused, idle and slow ones make way first.'),
  connectionsPerClient: wholeNumber('connections', 1, 1_000_000)
    .default(1000)
    .describe('The same for one client (an IPv4 address, an IPv6 /64). A school or a mobile network is one client.'),
  headersMs: milliseconds(100).default(10_000).describe('Time a visitor has to send the headers of a request.'),
  bodyBytesPerSecond: wholeNumber('bytes', 0, 1_000_000)
    .default(500)
    .describe('Least speed of an upload after its first 10 seconds.'),
  readBytesPerSecond: wholeNumber('bytes', 0, 1_000_000)
    .default(500)
    .describe('Least speed at which a visitor must take an answer.'),
  requestMs: milliseconds(1000).default(300_000).describe('Time for a whole request to arrive, its body included.'),
  keepAliveMs: milliseconds(100).default(65_000).describe('How long an idle connection is kept for the next request.'),
  headerBytes: wholeNumber('bytes', 1024, 1_048_576).default(16_384).describe('Largest headers of a request, in all.'),
  originConnectMs: milliseconds(50).default(5000).describe('Time to connect to the origin.'),
  originHeadersMs: milliseconds(50).default(30_000).describe('Time the origin has to begin its answer.'),
  originIdleMs: milliseconds(50).default(60_000).describe('Longest pause of the origin in the middle of an answer.'),
  queue: wholeNumber('visits', 1, 100_000)
    .default(512)
    .describe('Visits of a platform that may wait for a place at one edge.'),
  concurrency: z
    .strictObject({
      min: wholeNumber('requests', 1, 10_000).default(2).describe('It never goes below this.'),
      initial: wholeNumber('requests', 1, 10_000).default(16).describe('Where it starts.'),
      max: wholeNumber('requests', 1, 10_000).default(512).describe('It never goes above this.'),
    })
    .prefault({})
    .describe(
      'How many requests of a platform one edge has at the origin at a time; found by measuring, within bounds.',
    ),
})

const cacheSettings = z.strictObject({
  megabytes: wholeNumber('megabytes', 1, 65_536).default(64).describe("Memory for one edge's copies."),
  entryMegabytes: z
    .number({ error: 'expected a number of megabytes above 0' })
    .positive({ error: 'expected a number of megabytes above 0' })
    .default(2)
    .describe('The largest answer that is kept.'),
  graceSeconds: wholeNumber('seconds', 0, 604_800)
    .default(3600)
    .describe('How old beyond its freshness a copy may be that is shown while the origin is in distress.'),
})

const off = z.literal('off', { error: 'expected off' })

const RESOLVER_EXPECTED = 'the address of a name server, with a port or without: 192.0.2.53, 127.0.0.1:5353, [::1]:5353'

/** `192.0.2.53`, `127.0.0.1:5353`, `::1`, `[::1]:5353`; port 53 where none is said. @returns as `dns.setServers` takes it, or null */
export function canonicalResolver(text: string): string | null {
  const bare = isIP(text) === 0 ? text : isIP(text) === 6 ? `[${text}]:53` : `${text}:53`
  const parsed = parseListenAddress(bare)
  if (parsed === null || isIP(parsed.host) === 0 || parsed.port === 0) return null
  return `${isIP(parsed.host) === 6 ? `[${parsed.host}]` : parsed.host}:${parsed.port}`
}

const tableFile = () => filePath('the path of a MaxMind DB file (.mmdb)').optional()

const geo = z.strictObject({
  as: tableFile().describe(
    'MaxMind DB file that tells the autonomous system of an address: GeoLite2-ASN and the like.',
  ),
  country: tableFile().describe(
    'The same for countries: GeoLite2-Country, GeoLite2-City, DB-IP, IPinfo. May be the same file.',
  ),
})

const crawlers = z.strictObject({
  dns: z
    .boolean({ error: 'expected true or false' })
    .default(true)
    .describe(
      'Who claims to be a crawler whose addresses have names is looked up: its name, and whether that leads back to it. `false`: no question is asked.',
    ),
  resolver: checkedText(RESOLVER_EXPECTED, (text) => canonicalResolver(text) !== null)
    .optional()
    .describe("The name server that is asked. Default: the system's."),
  ranges: listOf(
    z.union(
      [
        filePath('the path of a file'),
        z.strictObject({
          file: filePath('the path of a file').describe('The file.'),
          crawler: checkedText('the name of a crawler', (text) => text.length > 0).describe('Whose ranges it has.'),
        }),
      ],
      { error: 'expected the path of a file, or the keys file and crawler' },
    ),
    'files',
    0,
    64,
  )
    .default([])
    .describe(
      'JSON files with the address ranges of crawlers, as their operators publish them. A file that keeps its name (`googlebot.json`) tells whose it is; for others write `{ file: …, crawler: Googlebot }`.',
    ),
})

export const configSchema = z.strictObject({
  platforms: listOf(platform, 'platforms', 1, 64).describe('The sites to protect.'),
  listen: listen
    .prefault({ http: 8080 })
    .describe(
      'Where visitors come in. An address is a port (`8080`: every address of the machine) or address and port.',
    ),
  trustedProxies: cidrs(
    'Proxies in front of Holdfast, whose X-Forwarded-For is believed. Leave it out when visitors connect directly.',
  ),
  console: z
    .union([off, consoleSettings], { error: 'expected off or keys like listen and password' })
    .prefault({})
    .describe("The operator's console; `off` for none."),
  dataDir: filePath('the path of a folder')
    .default('./data')
    .describe('Folder for what Holdfast keeps. Relative to the configuration file.'),
  edges: wholeNumber('', 1, 64)
    .optional()
    .describe('Number of edge workers. Default: as many as there are processor cores, at least 2 and at most 8.'),
  allow: cidrs('Never refused, challenged or slowed: your own office. Break-glass; the console can add more.'),
  deny: cidrs('Always refused.'),
  limits: limits.prefault({}).describe('Bounds. The defaults suit a site of some million visits a day.'),
  cache: z
    .union([off, cacheSettings], { error: 'expected off or keys like megabytes and graceSeconds' })
    .prefault({})
    .describe('Copies of answers that the origin allows to be kept; `off` for none.'),
  geo: geo
    .prefault({})
    .describe('Tables that tell where visits come from. Rules can then tell networks and countries apart.'),
  crawlers: crawlers
    .prefault({})
    .describe('How search engines, previews and monitors are told from those who only use their names.'),
  partners: listOf(partner, 'partners', 0, 100)
    .default([])
    .describe('Servers of others, and monitors, that no rule holds up: they sign their requests.'),
  waitingRoom: z
    .strictObject({
      texts: filePath('the path of a file')
        .optional()
        .describe('A JSON file with texts that replace or add translations of the waiting room.'),
    })
    .prefault({})
    .describe('The page people see while they wait for a place.'),
})

/** The file as written, defaults filled in, before addresses and paths are resolved. */
export type FileConfig = z.output<typeof configSchema>
