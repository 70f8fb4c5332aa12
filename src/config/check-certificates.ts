import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { certificateNames } from './certificate-names.js'
import type { CertificateFiles, Config } from './config.js'
import type { Findings } from './finding.js'
import { readNamedFile } from './read-named-file.js'
import type { FileConfig } from './schema.js'

/** Half of the time in which ACME clients usually renew (30 days): who is nearer to the end has a renewal that fails. */
const RENEWAL_MS = 15 * 86_400_000

/** Reads the certificates and keys, so that a wrong one is found before the first visitor does. */
export function checkCertificates(config: Config, file: FileConfig, { problems }: Findings): void {
  const written = file.listen.https
  if (!written || !config.listen.https) return
  const pair = written.cert !== undefined || written.key !== undefined
  const list = written.certificates !== undefined
  if ((pair && list) || !(pair || list || written.acme)) {
    const message = pair
      ? 'expected either cert and key, or a list of certificates, found both'
      : 'expected cert and key, a list of certificates, or acme, found none'
    problems.push({ path: ['listen', 'https'], message })
    return
  }
  if (pair && (written.cert === undefined || written.key === undefined)) {
    const missing = written.cert === undefined ? 'cert' : 'key'
    problems.push({ path: ['listen', 'https'], message: `expected cert and key, \`${missing}\` is missing` })
    return
  }

  for (const [index, files] of config.listen.https.certificates.entries()) {
    const at = ['listen', 'https', ...(pair ? [] : ['certificates', index])]
    const found = readPair(files)
    if ('mistakes' in found) {
      for (const { key, message } of found.mistakes) problems.push({ path: [...at, key], message })
    }
  }
}

/**
 * What is wrong with the certificates as their files are now: those that end soon, and files that cannot be used, so that
 * visitors still get what was read before. Reads the files. Not those that ACME fetches: who fetches them knows more.
 * @param now milliseconds
 */
export function certificateWarnings({ listen }: Config, now: number): string[] {
  return (listen.https?.certificates ?? []).flatMap((files) => {
    if (files.awaited) return []
    const found = readPair(files)
    if ('mistakes' in found) {
      return found.mistakes.map(({ message }) => `A certificate cannot be renewed, the one before stays: ${message}.`)
    }
    const warning = validityWarning(found.certificate, now)
    return warning === null ? [] : [`The certificate ${files.cert} ${warning}`]
  })
}

/** When a certificate that visitors are shown ends, in milliseconds; `name` is the first that it is for. */
export interface CertificateEnd {
  name: string
  until: number
}

/** Those that can be read now, in the order of the configuration. Reads the files. */
export function certificateEnds({ listen }: Config): CertificateEnd[] {
  return (listen.https?.certificates ?? []).flatMap((files) => {
    const found = readPair(files)
    if ('mistakes' in found) return []
    const { certificate } = found
    return [{ name: certificateNames(certificate)[0] ?? '', until: Date.parse(certificate.validTo) }]
  })
}

type ReadPair = { certificate: X509Certificate } | { mistakes: { key: 'cert' | 'key'; message: string }[] }

function readPair(files: CertificateFiles): ReadPair {
  const cert = readPem(files.cert, (pem) => new X509Certificate(pem), 'a certificate in PEM form')
  const key = readPem(files.key, readKey, 'a private key in PEM form, without pass phrase')
  const mistakes: { key: 'cert' | 'key'; message: string }[] = []
  if ('wrong' in cert) mistakes.push({ key: 'cert', message: cert.wrong })
  if ('wrong' in key) mistakes.push({ key: 'key', message: key.wrong })
  if ('wrong' in cert || 'wrong' in key) return { mistakes }
  if (cert.value.checkPrivateKey(key.value)) return { certificate: cert.value }
  const message = `${files.key} is not the key of ${files.cert}, expected the pair that was made together`
  return { mistakes: [{ key: 'key', message }] }
}

/** What browsers will hold against the certificate now or soon; null when nothing. */
function validityWarning({ validFrom, validTo }: X509Certificate, now: number): string | null {
  const [begins, ends] = [Date.parse(validFrom), Date.parse(validTo)]
  const day = (time: number) => new Date(time).toISOString().slice(0, 10)
  if (ends <= now) return `expired on ${day(ends)}: browsers warn every visitor. Renew it.`
  if (begins > now) return `is valid only from ${day(begins)}: until then browsers warn every visitor.`
  return ends - now < RENEWAL_MS ? `expires on ${day(ends)}. Renew it in time.` : null
}

function readKey(pem: string): KeyObject {
  return createPrivateKey(pem)
}

function readPem<T>(path: string, read: (pem: string) => T, expected: string): { value: T } | { wrong: string } {
  const file = readNamedFile(path, expected)
  if ('wrong' in file) return file
  try {
    return { value: read(file.bytes.toString('utf8')) }
  } catch {
    // OpenSSL's own words ("DECODER routines::unsupported") help nobody.
    return { wrong: `${path} is something else, expected ${expected}` }
  }
}
