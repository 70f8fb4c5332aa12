import type { WhenUndecided } from '../traffic/activity.js'
import type { Tier } from '../traffic/tier.js'
import type { Address } from './address.js'

/** Something people do on a platform, known by the paths it uses. */
export interface ActivityConfig {
  name: string
  /** Patterns that start with `/`; `*` stands for one part of a path or a piece of it, `**` for any number of parts. */
  paths: string[]
  tier: Tier
  /** What unproven visitors get while the origin is distressed and nobody can decide about them. Left out: open. */
  whenUndecided?: WhenUndecided
}

/** One web server that answers for a platform. */
export interface OriginConfig {
  /** `http://host[:port]` or `https://host[:port]`, never with a path or a closing slash. */
  url: string
  /** Its share of the visits, relative to the other origins of the platform. */
  weight: number
  /** Asked only while no other origin is up. */
  backup: boolean
}

/** When an origin counts as down, and when as up again. */
export interface HealthConfig {
  /** Path that is asked for in health checks; null: no checks, only what visits show counts. */
  path: string | null
  everyMs: number
  timeoutMs: number
  /** Checks in a row, good and bad, until the origin counts as up and as down; the latter also for visits in a row. */
  healthyAfter: number
  unhealthyAfter: number
}

/** One protected site. */
export interface PlatformConfig {
  name: string
  /** Lower case, without port, punycode, IPv6 in brackets. `*` is any host, `*.example.org` any name below example.org. */
  hosts: string[]
  /** At least one that is no backup, each URL once. */
  origins: OriginConfig[]
  health: HealthConfig
  /** First match wins; what matches none is the activity "other" of tier important. */
  activities: ActivityConfig[]
  /** Name of the origin's own session cookie: who carries it is not anonymous. */
  signedInCookie?: string
}

/** A certificate chain and its private key: absolute paths of two PEM files, or of one that has both. */
export interface CertificateFiles {
  cert: string
  key: string
  /** It is fetched by ACME: until then it is not there. */
  awaited?: true
}

/** Certificates that are fetched from an authority (RFC 8555) and renewed. */
export interface AcmeConfig {
  /** Address of the authority's directory. */
  directory: string
  /** null: the authority is told none. */
  email: string | null
  /** Absolute; for the account's key and for what is fetched. Another directory has another one. */
  folder: string
  certificates: AcmeCertificate[]
}

/** One certificate to fetch. */
export interface AcmeCertificate {
  platform: string
  /** At most 100 host names of the platform, without wildcards. */
  names: string[]
  /** Absolute path of the PEM file with the chain and the key. */
  file: string
}

/** Bounds that protect Holdfast and the origin. Names carry the unit. */
export interface Limits {
  /** Open connections at one edge, in all and from one client. */
  connections: number
  connectionsPerClient: number
  /** Time to send the request's headers. */
  headersMs: number
  /** Least speed at which a visitor must send a body (after 10 s of grace) and take an answer. */
  bodyBytesPerSecond: number
  readBytesPerSecond: number
  /** Time for a whole request to arrive, its body included. */
  requestMs: number
  /** How long an idle connection is kept for the next request. */
  keepAliveMs: number
  /** Largest request headers, in all. */
  headerBytes: number
  /** Waiting for the origin: to connect, for its headers, for the next bytes of its answer. */
  originConnectMs: number
  originHeadersMs: number
  originIdleMs: number
  /** Visits that may wait for a place, per platform and edge. */
  queue: number
  /** Requests at the origin at a time, per platform and edge: the adaptive limit's start and bounds. */
  concurrency: { min: number; initial: number; max: number }
}

export interface CacheConfig {
  /** True: nothing is stored (`cache: off`). */
  off: boolean
  /** Memory of one edge's cache, and the largest answer kept in it. */
  megabytes: number
  entryMegabytes: number
  /** How long past its freshness a copy may be shown while the origin is distressed. */
  graceSeconds: number
}

/** Absolute paths of MaxMind DB files; absent: not known. They may be the same. */
export interface GeoConfig {
  as?: string
  country?: string
}

/** How crawlers are verified. */
export interface CrawlersConfig {
  dns: boolean
  /** Address and port of the name server to ask, as `dns.setServers` takes it; absent: the system's. */
  resolver?: string
  /** Absolute paths of lists of ranges, and whose they are: a name of src/traffic/crawler-names.ts. */
  ranges: { file: string; crawler: string }[]
}

/** Somebody who signs requests with a key that both know; see src/challenge/partners.ts. */
export interface PartnerConfig {
  name: string
  key: string
}

export interface ConsoleConfig {
  listen: Address
  /** scrypt hash as printed by `holdfast password`. */
  password?: string
  /** Bearer token for programs. */
  token?: string
}

/** The whole configuration, checked and with every default filled in. */
export interface Config {
  platforms: PlatformConfig[]
  listen: {
    http: Address[]
    /** `certificates` has those that `acme` is to fetch as well. */
    https: { addresses: Address[]; certificates: CertificateFiles[]; acme?: AcmeConfig } | null
    /** Listeners whose connections begin with a PROXY header, believed from trustedProxies only; absent: none. */
    proxyProtocol?: readonly ('http' | 'https')[]
  }
  /** Canonical CIDRs (`10.0.0.0/8`, `2001:db8::/32`) of proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[]
  /** null: no console (`console: off`). */
  console: ConsoleConfig | null
  /** Absolute path. */
  dataDir: string
  /** Number of edge workers. */
  edges: number
  /** Canonical CIDRs that are never and always refused. */
  allow: string[]
  deny: string[]
  limits: Limits
  cache: CacheConfig
  geo: GeoConfig
  crawlers: CrawlersConfig
  /** Servers of others that sign their requests. */
  partners: PartnerConfig[]
  /** `texts`: absolute path of a file with texts that replace or add translations. */
  waitingRoom: { texts?: string }
  /** What is allowed but probably not meant, in sentences for the operator. */
  warnings: string[]
}
