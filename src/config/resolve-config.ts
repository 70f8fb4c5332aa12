import { availableParallelism } from 'node:os'
import { basename, resolve } from 'node:path'
import { parseCidr } from '../traffic/cidr-set.js'
import { crawlerNamed } from '../traffic/crawler-names.js'
import { acmeConfig } from './acme-config.js'
import { type Address, parseListenAddress } from './address.js'
import { checkAddresses } from './check-addresses.js'
import { checkCertificates } from './check-certificates.js'
import { checkFacts } from './check-facts.js'
import { checkPlatforms } from './check-platforms.js'
import { checkSettings } from './check-settings.js'
import type { AcmeConfig, CertificateFiles, Config, OriginConfig } from './config.js'
import type { Finding, Findings } from './finding.js'
import { canonicalHost, canonicalOrigin, canonicalResolver, type FileConfig } from './schema.js'

/**
 * Makes the configuration out of a file that has passed the schema: canonical addresses, absolute paths, defaults that
 * depend on the machine; then checks what single keys cannot show. Reads the certificates.
 * @param folder absolute, what relative paths are relative to
 */
export function resolveConfig(file: FileConfig, folder: string): { config: Config; findings: Finding[] } {
  const path = (text: string) => resolve(folder, text)
  const findings: Findings = { problems: [], warnings: [] }
  const { https } = file.listen
  const config: Config = {
    platforms: file.platforms.map((platform) => {
      const { name, hosts, health, activities, signedInCookie } = platform
      return {
        name,
        hosts: hosts.map((host) => canonicalHost(host) ?? host),
        origins: originsOf(platform),
        health: { ...health, path: health.path ?? null },
        activities,
        ...(signedInCookie === undefined ? {} : { signedInCookie }),
      }
    }),
    listen: {
      http: addressList(file.listen.http),
      https: https
        ? {
            addresses: addressList(https.addresses ?? https.address),
            certificates: certificatesOf(https).map(({ cert, key }) => ({ cert: path(cert), key: path(key) })),
          }
        : null,
      ...proxyProtocolOf(file.listen.proxyProtocol),
    },
    trustedProxies: canonicalCidrs(file.trustedProxies),
    console: null,
    dataDir: path(file.dataDir),
    edges: file.edges ?? Math.min(8, Math.max(2, availableParallelism())),
    allow: canonicalCidrs(file.allow),
    deny: canonicalCidrs(file.deny),
    limits: file.limits,
    cache: file.cache === 'off' ? CACHE_OFF : { off: false, ...file.cache },
    geo: {
      ...(file.geo.as === undefined ? {} : { as: path(file.geo.as) }),
      ...(file.geo.country === undefined ? {} : { country: path(file.geo.country) }),
    },
    crawlers: {
      dns: file.crawlers.dns,
      ...(file.crawlers.resolver === undefined ? {} : resolverOf(file.crawlers.resolver)),
      ranges: file.crawlers.ranges.map((written) => rangesOf(written, path)),
    },
    partners: file.partners,
    waitingRoom: file.waitingRoom.texts === undefined ? {} : { texts: path(file.waitingRoom.texts) },
    warnings: findings.warnings,
  }
  if (file.console !== 'off') {
    const { listen, password, token } = file.console
    config.console = {
      listen: addressOf(listen),
      ...(password === undefined ? {} : { password }),
      ...(token === undefined ? {} : { token }),
    }
  }
  checkPlatforms(config, file, findings)
  checkAddresses(config, file, findings)
  checkCertificates(config, file, findings)
  if (config.listen.https && https?.acme)
    config.listen.https = withAcme(config.listen.https, acmeConfig(config, https.acme, findings))
  checkSettings(config, findings)
  checkFacts(config, file, findings)
  return { config, findings: findings.problems }
}

/** The bounds still mean something to who reads them, so they keep their least values. */
const CACHE_OFF = { off: true, megabytes: 1, entryMegabytes: 1, graceSeconds: 0 }

type WrittenAddress = string | number

function addressList(written: WrittenAddress | WrittenAddress[] | undefined): Address[] {
  if (written === undefined) return []
  return (Array.isArray(written) ? written : [written]).map(addressOf)
}

function addressOf(written: WrittenAddress): Address {
  const address = parseListenAddress(written)
  if (address === null) throw new Error(`the schema let an address through that is none: ${written}`)
  return address
}

/** The pairs of files, in whichever of its two ways they are written. */
function certificatesOf({ cert, key, certificates }: NonNullable<FileConfig['listen']['https']>): CertificateFiles[] {
  return certificates ?? (cert !== undefined && key !== undefined ? [{ cert, key }] : [])
}

/** Those in files come first: the first is for who asks for an unknown name. */
function withAcme(https: NonNullable<Config['listen']['https']>, acme: AcmeConfig): Config['listen']['https'] {
  const fetched = acme.certificates.map(({ file }): CertificateFiles => ({ cert: file, key: file, awaited: true }))
  return { ...https, certificates: [...https.certificates, ...fetched], acme }
}

function proxyProtocolOf(written: FileConfig['listen']['proxyProtocol']): Pick<Config['listen'], 'proxyProtocol'> {
  if (!written) return {}
  return { proxyProtocol: written === true ? ['http', 'https'] : [written] }
}

/** The origins, in whichever of its ways they are written. */
function originsOf({ origin, origins }: FileConfig['platforms'][number]): OriginConfig[] {
  const written = origins ?? (origin === undefined ? [] : [origin])
  return written.map((one) => {
    const { url, weight, backup } = typeof one === 'string' ? { url: one, weight: 1, backup: false } : one
    return { url: canonicalOrigin(url) ?? url, weight, backup }
  })
}

function resolverOf(written: string): { resolver: string } {
  return { resolver: canonicalResolver(written) ?? written }
}

/** The name of a file tells whose ranges it has, where nothing else does; what names no crawler is found by checkFacts. */
function rangesOf(
  written: FileConfig['crawlers']['ranges'][number],
  path: (text: string) => string,
): Config['crawlers']['ranges'][number] {
  const { file, crawler } =
    typeof written === 'string' ? { file: written, crawler: basename(written).replace(/\.json$/i, '') } : written
  return { file: path(file), crawler: crawlerNamed(crawler)?.name ?? crawler }
}

function canonicalCidrs(written: readonly string[]): string[] {
  return [...new Set(written.map((text) => parseCidr(text).canonical))]
}
