import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { KEY_OF_CERTIFICATE, OTHER_KEY } from '../../config/certificates.test-support.js'
import type { CertificateFiles } from '../../config/config.js'
import { folderWith } from '../../config/config-folder.test-support.js'
import { HOST, requestText, startEdge } from '../edge.test-support.js'
import { RawClient } from '../raw-client.test-support.js'
import { CERTIFICATES, tlsConnect } from './tls.test-support.js'

const { exact, wildcard } = CERTIFICATES

/** An edge whose one certificate stands in files that a test may change. */
async function startWithOwnFiles(expectedEvents: string[] = []) {
  const folder = folderWith({ 'cert.pem': exact, 'key.pem': KEY_OF_CERTIFICATE })
  const files: CertificateFiles = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const edge = await startEdge({ certificates: [files], expectedEvents })
  const shown = async (servername: string) =>
    (await tlsConnect(edge.httpsPort, { servername })).getPeerCertificate().subject.CN
  return { ...edge, files, shown }
}

it('shows a new certificate to new connections, with a server name and without, and leaves open ones alone', async () => {
  const { files, shown, listeners, httpsPort } = await startWithOwnFiles()
  const open = await tlsConnect(httpsPort)
  const client = new RawClient(open)
  expect(await shown(HOST)).toBe('news.example.org')

  writeFileSync(files.cert, wildcard)
  expect(await shown(HOST)).toBe('news.example.org')
  listeners.renewCertificates()
  expect(await shown(HOST)).toBe('wild')
  expect(await shown('')).toBe('wild')
  client.send(requestText())
  expect((await client.response()).status).toBe(200)
  expect(open.getPeerCertificate().subject.CN).toBe('news.example.org')
})

it.each([
  ['the key of another', 'key' as const, OTHER_KEY],
  ['a certificate that is written half', 'cert' as const, wildcard.slice(0, 300)],
  ['an empty file', 'cert' as const, ''],
])('stays with the old one and says so once when it finds %s', async (_, which, content) => {
  const { files, shown, listeners, log } = await startWithOwnFiles(['certificate-not-renewed'])
  const before = readFileSync(files[which], 'utf8')
  writeFileSync(files[which], content)
  listeners.renewCertificates()
  listeners.renewCertificates()
  expect(await shown(HOST)).toBe('news.example.org')
  expect(log).toEqual([expect.stringContaining('"event":"certificate-not-renewed"')])

  // The mistake is mended: with what was there before, and then with something new.
  writeFileSync(files[which], before)
  listeners.renewCertificates()
  writeFileSync(files.cert, wildcard)
  listeners.renewCertificates()
  expect(await shown(HOST)).toBe('wild')
  expect(log).toHaveLength(1)
})
