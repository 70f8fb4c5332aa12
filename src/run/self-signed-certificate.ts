import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** PEM texts. */
export interface SelfSigned {
  cert: string
  key: string
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * A certificate that nobody but its maker has signed, for these names, valid from yesterday for so many days: an X.509
 * version 3 certificate on P-256 (RFC 5280, 4.1, in DER, X.690). Good for trying things out; browsers warn of it.
 * @param names host names, not addresses
 * @param now Unix time in milliseconds
 */
export function selfSignedCertificate(names: readonly string[], days: number, now: number): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid(ECDSA_WITH_SHA256))
  const name = sequence(set(sequence(oid(COMMON_NAME), der(UTF8_STRING, Buffer.from(names[0] ?? '')))))
  const altNames = sequence(...names.map((dns) => der(DNS_NAME, Buffer.from(dns, 'ascii'))))
  const extension = sequence(oid(SUBJECT_ALT_NAME), der(OCTET_STRING, altNames))
  const toBeSigned = sequence(
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now - DAY_MS), time(now + days * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, sequence(extension)),
  )
  const signature = der(BIT_STRING, Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, privateKey)]))
  const body = sequence(toBeSigned, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const UTF8_STRING = 0x0c
const GENERALIZED_TIME = 0x18
const UTC_TIME = 0x17
/** Context tags of the fields of a certificate and of its names. */
const VERSION = 0xa0
const EXTENSIONS = 0xa3
const DNS_NAME = 0x82

/** Object identifiers as they are encoded: 1.2.840.10045.4.3.2, 2.5.4.3, 2.5.29.17. */
const ECDSA_WITH_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const SUBJECT_ALT_NAME = '551d11'

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const bytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...bytes]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function set(...parts: Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts))
}

function oid(encoded: string): Buffer {
  return der(0x06, Buffer.from(encoded, 'hex'))
}

/** Two digits of the year until 2049 (RFC 5280, 4.1.2.5). */
function time(at: number): Buffer {
  const digits = new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '')
  return Number(digits.slice(0, 4)) < 2050
    ? der(UTC_TIME, Buffer.from(digits.slice(2)))
    : der(GENERALIZED_TIME, Buffer.from(digits))
}
