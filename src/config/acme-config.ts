import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLoopback } from './address.js'
import { certificateNames } from './certificate-names.js'
import type { AcmeCertificate, AcmeConfig, CertificateFiles, Config, PlatformConfig } from './config.js'
import type { Findings } from './finding.js'
import type { FileConfig } from './schema.js'

/** Let's Encrypt and others allow no more names in one certificate. */
const MOST_NAMES = 100

type WrittenAcme = NonNullable<NonNullable<FileConfig['listen']['https']>['acme']>

/**
 * Which certificates are to be fetched: for each platform one, or several when it has many names. Apart, since one name
 * that the authority does not reach fails the whole certificate. Hosts that the certificates in files are for need none.
 */
export function acmeConfig(config: Config, written: WrittenAcme, { problems, warnings }: Findings): AcmeConfig {
  const path = ['listen', 'https', 'acme']
  const ports = config.listen.http.map(({ port }) => port)
  if (ports.length === 0) {
    const message =
      'the certificate authority looks at this machine over HTTP, on port 80, expected an address under listen.http'
    problems.push({ path, message })
  } else if (!ports.includes(80)) {
    warnings.push(
      `listen.https.acme: the certificate authority asks on port 80, and listen.http has ${ports.join(', ')}. Something in front of Holdfast must pass port 80 on to it.`,
    )
  }

  const isCovered = coverage(config.listen.https?.certificates ?? [])
  const folder = join(config.dataDir, 'acme', folderName(written.directory))
  const certificates = config.platforms.flatMap((platform, index) => {
    const hosts = platform.hosts.filter((host) => !isCovered(host))
    for (const host of hosts.filter((one) => one.includes('*'))) {
      const message = `\`${host}\` can have no certificate by listen.https.acme: an authority gives those for wildcards only to who may change the DNS, expected each name by itself, or a certificate for \`${host}\` in files`
      problems.push({ path: ['platforms', index, 'hosts', platform.hosts.indexOf(host)], message })
    }
    const [own, names] = [hosts.filter(isOwn), hosts.filter((host) => !isOwn(host) && !host.includes('*'))]
    if (own.length > 0) {
      warnings.push(`listen.https.acme: for ${own.join(', ')} no authority has certificates, so none is fetched.`)
    }
    return certificatesFor(platform, names, folder)
  })
  return { directory: written.directory, email: written.email ?? null, folder, certificates }
}

function certificatesFor({ name }: PlatformConfig, names: readonly string[], folder: string): AcmeCertificate[] {
  const count = Math.ceil(names.length / MOST_NAMES)
  return Array.from({ length: count }, (_, i) => ({
    platform: name,
    names: names.slice(i * MOST_NAMES, (i + 1) * MOST_NAMES),
    // A dot, which the name of a platform cannot have.
    file: join(folder, `${name}.${i + 1}.pem`),
  }))
}

/** Addresses, and names that mean the machine itself. */
function isOwn(host: string): boolean {
  return host.startsWith('[') || /^[\d.]+$/.test(host) || isLoopback(host)
}

/** Files that cannot be read are for nobody here; checkCertificates says so. */
function coverage(certificates: readonly CertificateFiles[]): (host: string) => boolean {
  const names = new Set(certificates.flatMap(({ cert }) => namesIn(cert)))
  return (host) => names.has(host) || (!host.startsWith('*') && names.has(`*${host.slice(host.indexOf('.'))}`))
}

function namesIn(cert: string): string[] {
  try {
    return certificateNames(new X509Certificate(readFileSync(cert)))
  } catch {
    return []
  }
}

/** Each authority its own, so that what a trial's authority gave is not taken for the real one's. */
function folderName(directory: string): string {
  return directory.replace(/^https?:\/\//, '').replaceAll(/[^\w.-]+/g, '-')
}
