import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'

export interface CertificateFiles {
  cert: string
  key: string
}

/** Certificates by server name (SNI); the first is used for names that none of them is for. */
export class Certificates {
  readonly #exact = new Map<string, SecureContext>()
  readonly #wildcard = new Map<string, SecureContext>()
  readonly first: { cert: Buffer; key: Buffer }

  /** Throws when a file cannot be read or does not hold what it should; src/config has checked that before. */
  constructor(files: readonly CertificateFiles[]) {
    const loaded = files.map(({ cert, key }) => ({ cert: readFileSync(cert), key: readFileSync(key) }))
    const [first] = loaded
    if (!first) throw new Error('listen.https needs at least one certificate')
    this.first = first
    for (const pair of loaded) {
      const context = createSecureContext({ ...pair, minVersion: 'TLSv1.2' })
      for (const name of namesOf(new X509Certificate(pair.cert))) {
        if (name.startsWith('*.')) this.#keepFirst(this.#wildcard, name.slice(2), context)
        else this.#keepFirst(this.#exact, name, context)
      }
    }
  }

  find(serverName: string): SecureContext | undefined {
    const lower = serverName.toLowerCase()
    return this.#exact.get(lower) ?? this.#wildcard.get(lower.slice(lower.indexOf('.') + 1))
  }

  #keepFirst(map: Map<string, SecureContext>, name: string, context: SecureContext): void {
    if (!map.has(name)) map.set(name, context)
  }
}

function namesOf(certificate: X509Certificate): string[] {
  const alternatives = certificate.subjectAltName?.match(/DNS:[^,\s]+/g)?.map((entry) => entry.slice(4).toLowerCase())
  if (alternatives) return alternatives
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1]
  return common ? [common.toLowerCase()] : []
}
