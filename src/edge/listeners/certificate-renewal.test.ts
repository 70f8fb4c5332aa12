import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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

describe('certificates that are fetched', () => {
  async function startAwaiting(content?: string, before: CertificateFiles[] = []) {
    const folder = folderWith(content === undefined ? {} : { 'news.1.pem': content })
    const file = join(folder, 'news.1.pem')
    const edge = await startEdge({ certificates: [...before, { cert: file, key: file, awaited: true }] })
    const shown = async (servername: string) =>
      (await tlsConnect(edge.httpsPort, { servername })).getPeerCertificate().subject.CN
    return { ...edge, file, shown }
  }

  it.each([
    ['are not there yet', undefined],
    ['are damaged', exact.slice(0, 300)],
  ])(
    'refuse every handshake, with HTTP as it was, while they %s, and are shown as soon as they come',
    async (_, content) => {
      const { shown, ask, listeners, file } = await startAwaiting(content)
      if (content === undefined) listeners.renewCertificates()
      await expect(shown(HOST)).rejects.toThrow(/handshake failure/i)
      await expect(shown('')).rejects.toThrow(/handshake failure/i)
      expect((await ask()).status).toBe(200)
      writeFileSync(file, exact + KEY_OF_CERTIFICATE)
      listeners.renewCertificates()
      expect(await shown(HOST)).toBe('news.example.org')
      expect(await shown('')).toBe('news.example.org')
    },
  )

  it('stand beside those in files, which are for all other names', async () => {
    const folder = folderWith({ 'cert.pem': exact, 'key.pem': KEY_OF_CERTIFICATE })
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    const { shown, file, listeners } = await startAwaiting(undefined, [files])
    expect(await shown('shop.example.org')).toBe('news.example.org')
    writeFileSync(file, wildcard + KEY_OF_CERTIFICATE)
    listeners.renewCertificates()
    expect(await shown('shop.example.org')).toBe('wild')
    expect(await shown(HOST)).toBe('news.example.org')
    expect(await shown('unknown.example')).toBe('news.example.org')
  })
})
