import type { X509Certificate } from 'node:crypto'

/** The host names a certificate is for, in lower case: its alternative names, or, where an old one has none, its common name. */
export function certificateNames(certificate: X509Certificate): string[] {
  const alternatives = certificate.subjectAltName?.match(/DNS:[^,\s]+/g)?.map((entry) => entry.slice(4).toLowerCase())
  if (alternatives) return alternatives
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1]
  return common ? [common.toLowerCase()] : []
}
