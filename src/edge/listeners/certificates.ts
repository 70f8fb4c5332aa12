import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import { certificateNames } from '../../config/certificate-names.js'
import type { CertificateFiles } from '../../config/config.js'

/** The oldest TLS that is spoken. */
export const LEAST_VERSION = 'TLSv1.2'

/** A certificate and its key as they are shown to visitors. */
interface Pair {
  cert: Buffer
  key: Buffer
  names: string[]
  context: SecureContext
}

/** What became of files that have changed: `wrong` ones are not used, the pair before stays. */
export type Renewal = { cert: string; wrong: string | null }

/**
 * Certificates by server name (SNI); the first is used for names that none of them is for. They can be renewed while
 * connections are open: those keep what they began with.
 */
export class Certificates {
  #exact = new Map<string, SecureContext>()
  #wildcard = new Map<string, SecureContext>()
  #first: Pair | null = null
  /** By the two paths. */
  #pairs = new Map<string, Pair>()
  /** What the files held when they were last found wrong, so that one mistake is reported once. */
  #wrong = new Map<string, Buffer>()

  /**
   * Those that ACME fetches may be missing, or damaged, in which case new ones are fetched.
   * @throws when another file cannot be read or does not hold what it should; src/config has checked that before
   */
  constructor(files: readonly CertificateFiles[]) {
    const pairs = new Map<string, Pair>()
    for (const pair of files) {
      try {
        pairs.set(keyOf(pair), pairOf(...read(pair)))
      } catch (error) {
        if (!pair.awaited) throw error
      }
    }
    this.#use(files, pairs)
  }

  /** For who does not say a name. null while there is none at all: every handshake is refused then. */
  get first(): { cert: Buffer; key: Buffer } | null {
    if (this.#first === null) return null
    const { cert, key } = this.#first
    return { cert, key }
  }

  find(serverName: string): SecureContext | undefined {
    const lower = serverName.toLowerCase()
    return this.#exact.get(lower) ?? this.#wildcard.get(lower.slice(lower.indexOf('.') + 1))
  }

  /**
   * Reads the files again and uses from now on what has changed. Compares contents, not times: tools that renew copy and
   * link in many ways.
   * @param files other ones than before, or the same
   */
  renew(files: readonly CertificateFiles[]): Renewal[] {
    const renewals: Renewal[] = []
    const pairs = new Map<string, Pair>()
    for (const pair of files) {
      const key = keyOf(pair)
      const before = this.#pairs.get(key)
      const renewal = this.#renewed(key, pair, before)
      if (renewal && renewal !== 'same-mistake') renewals.push({ cert: pair.cert, wrong: renewal.wrong })
      const now = (typeof renewal === 'object' ? renewal?.pair : undefined) ?? before
      if (now) pairs.set(key, now)
    }
    // Of files that are other ones than before, and all wrong, nothing could be shown.
    if (pairs.size > 0) this.#use(files, pairs)
    return renewals
  }

  #renewed(
    key: string,
    files: CertificateFiles,
    before: Pair | undefined,
  ): { pair?: Pair; wrong: string | null } | 'same-mistake' | null {
    let content: Buffer = Buffer.alloc(0)
    try {
      const [cert, privateKey] = read(files)
      if (before?.cert.equals(cert) && before.key.equals(privateKey)) {
        this.#wrong.delete(key)
        return null
      }
      content = Buffer.concat([cert, privateKey])
      const pair = pairOf(cert, privateKey)
      this.#wrong.delete(key)
      return { pair, wrong: null }
    } catch (error) {
      if (files.awaited && (error as NodeJS.ErrnoException).code === 'ENOENT') return null
      if (this.#wrong.get(key)?.equals(content)) return 'same-mistake'
      this.#wrong.set(key, content)
      return { wrong: (error as Error).message }
    }
  }

  #use(files: readonly CertificateFiles[], pairs: Map<string, Pair>): void {
    const inOrder = files.flatMap((pair) => pairs.get(keyOf(pair)) ?? [])
    this.#first = inOrder[0] ?? null
    this.#pairs = pairs
    this.#exact = new Map()
    this.#wildcard = new Map()
    for (const { names, context } of inOrder) {
      for (const name of names) {
        if (name.startsWith('*.')) keepFirst(this.#wildcard, name.slice(2), context)
        else keepFirst(this.#exact, name, context)
      }
    }
  }
}

function keyOf({ cert, key }: CertificateFiles): string {
  return `${cert}\0${key}`
}

function read({ cert, key }: CertificateFiles): [cert: Buffer, key: Buffer] {
  return [readFileSync(cert), readFileSync(key)]
}

/** @throws when the two are no pair: OpenSSL looks at that */
function pairOf(cert: Buffer, key: Buffer): Pair {
  const context = createSecureContext({ cert, key, minVersion: LEAST_VERSION })
  return { cert, key, names: certificateNames(new X509Certificate(cert)), context }
}

function keepFirst(map: Map<string, SecureContext>, name: string, context: SecureContext): void {
  if (!map.has(name)) map.set(name, context)
}
