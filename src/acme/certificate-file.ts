import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { certificateNames } from '../config/certificate-names.js'
import type { Validity } from './renewal.js'

/** A certificate as it stands in its file. */
export interface FetchedCertificate extends Validity {
  names: readonly string[]
  /** A number from 0 to 1 that is its own. */
  spread: number
}

/** @returns null when there is none, or none that can be used: then it is to be fetched */
export function readCertificate(file: string): FetchedCertificate | null {
  try {
    return certificateIn(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** @param pem a chain, its own certificate first, and the key @throws when it is something else */
export function certificateIn(pem: string): FetchedCertificate {
  const certificate = new X509Certificate(pem)
  if (!certificate.checkPrivateKey(createPrivateKey(pem))) throw new Error('the key is that of another certificate')
  return {
    names: certificateNames(certificate),
    from: Date.parse(certificate.validFrom),
    until: Date.parse(certificate.validTo),
    spread: Number.parseInt(certificate.fingerprint256.slice(0, 5).replace(':', ''), 16) / 0xffff,
  }
}

/** Puts a file in place as a whole, for nobody else to read; makes the folder. @throws the error of the file system */
export function writePrivate(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.new`
  rmSync(draft, { force: true })
  // 'wx' never follows a link that somebody put there; the mode holds from the first byte.
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
  renameSync(draft, file)
}
