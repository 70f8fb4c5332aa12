import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

cryptoProvider.set(webcrypto)

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000
const CA = [
  new BasicConstraintsExtension(true, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
]

/** A root and an intermediate that sign whatever they are asked, for tests only. */
export class TestAuthority {
  readonly #root: X509Certificate
  readonly #intermediate: X509Certificate
  readonly #signingKey: webcrypto.CryptoKey
  #serial = 1

  private constructor(root: X509Certificate, intermediate: X509Certificate, signingKey: webcrypto.CryptoKey) {
    this.#root = root
    this.#intermediate = intermediate
    this.#signingKey = signingKey
  }

  static async create(now: number): Promise<TestAuthority> {
    const [rootKeys, keys] = [await newKeys(), await newKeys()]
    const shared = {
      notBefore: new Date(now - 3650 * DAY_MS),
      notAfter: new Date(now + 3650 * DAY_MS),
      signingKey: rootKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      issuer: 'CN=Test Root',
      extensions: CA,
    }
    const root = await X509CertificateGenerator.create({
      ...shared,
      serialNumber: '01',
      subject: 'CN=Test Root',
      publicKey: rootKeys.publicKey,
    })
    const intermediate = await X509CertificateGenerator.create({
      ...shared,
      serialNumber: '02',
      subject: 'CN=Test Intermediate',
      publicKey: keys.publicKey,
    })
    return new TestAuthority(root, intermediate, keys.privateKey)
  }

  /** PEM, for who is to believe the certificates. */
  get root(): string {
    return `${this.#root.toString('pem')}\n`
  }

  /** @returns the names in a request, in DER, whose signature is right; null when it is not */
  async namesIn(request: Buffer): Promise<string[] | null> {
    const csr = new Pkcs10CertificateRequest(request)
    if (!(await csr.verify())) return null
    const names = csr.extensions.find((one) => one instanceof SubjectAlternativeNameExtension)?.names.toJSON() ?? []
    return names.map(({ value }) => value)
  }

  /** @returns PEM: the certificate for a request, and the intermediate one. Times in milliseconds */
  async sign(request: Buffer, names: readonly string[], from: number, until: number): Promise<string> {
    const certificate = await X509CertificateGenerator.create({
      serialNumber: (0x1000 + this.#serial++).toString(16),
      subject: '',
      issuer: 'CN=Test Intermediate',
      notBefore: new Date(from),
      notAfter: new Date(until),
      signingKey: this.#signingKey,
      signingAlgorithm: ALGORITHM,
      publicKey: new Pkcs10CertificateRequest(request).publicKey,
      extensions: [
        new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value }))),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      ],
    })
    return `${certificate.toString('pem')}\n${this.#intermediate.toString('pem')}\n`
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
}
