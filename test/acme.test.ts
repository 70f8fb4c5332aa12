import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { get as getSecurely } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { AcmeDouble } from '../src/acme/acme-double.test-support.js'
import { readRunFile, runFilePath } from '../src/config/run-file.js'
import { HOLDFAST, holdfast } from './demo.test-support.js'

const HOST = 'news.example.org'

it('holdfast run fetches certificates, shows them, keeps them, and fetches others after a reload', async () => {
  const authority = await AcmeDouble.start()
  onTestFinished(() => authority.stop())
  let permit = () => {}
  authority.permission = new Promise((resolve) => {
    permit = resolve
  })
  const origin = createServer((req, res) => void res.end(`origin: ${req.url}`))
  const originPort = await listening(origin)
  onTestFinished(() => void origin.close())
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-acme-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [config, dataDir] = [join(folder, 'holdfast.yaml'), join(folder, 'data')]
  const write = (hosts: string[]) =>
    writeFileSync(
      config,
      `platforms: [{ name: news, hosts: [${hosts.join(', ')}], origin: "http://127.0.0.1:${originPort}" }]
listen:
  http: 127.0.0.1:0
  https:
    address: 127.0.0.1:0
    acme: { agreeToTerms: true, email: me@example.org, directory: "${authority.directory}" }
console: { listen: "127.0.0.1:0" }
edges: 2
dataDir: ./data
`,
    )
  write([HOST, `www.${HOST}`])
  const running = spawn(HOLDFAST, ['run', '--config', config], { stdio: ['ignore', 'ignore', 'inherit'] })
  onTestFinished(async () => {
    running.kill('SIGTERM')
    if (running.exitCode === null && running.signalCode === null) {
      await new Promise((resolve) => running.once('exit', resolve))
    }
  })
  while (!existsSync(runFilePath(dataDir)) && running.exitCode === null) await pause(20)
  const listen = readRunFile(dataDir)?.listen
  const [http, https] = [listen?.http[0]?.port ?? 0, listen?.https[0]?.port ?? 0]
  authority.port = http
  const shown = (servername: string) => secured(https, servername, authority.root)

  // Until there is a certificate, HTTPS is there and refuses, and HTTP serves.
  await expect(shown(HOST)).rejects.toThrow(/handshake failure/i)
  expect(await plainly(http, '/article')).toBe('origin: /article')
  expect(await plainly(http, '/.well-known/acme-challenge/of-the-site-itself')).toMatch(/^origin: /)
  await until(() => authority.requests.some((one) => one.startsWith('POST /challenge/')), 'the challenge')
  const { output } = await holdfast('status', '--config', config)
  expect(output).toContain(`The certificate for ${HOST}, www.${HOST} is being fetched.`)

  permit()
  const connection = await whenIt(() => shown(HOST))
  expect(connection.getPeerCertificate().subjectaltname).toBe(`DNS:${HOST}, DNS:www.${HOST}`)
  expect(await whenIt(() => securely(https, authority.root))).toBe('origin: /')
  const metrics = async () => {
    const { url, token } = readRunFile(dataDir)?.console ?? { url: '', token: '' }
    return (await fetch(new URL('/metrics', url), { headers: { Authorization: `Bearer ${token}` } })).text()
  }
  const end = Date.parse(connection.getPeerCertificate().valid_to) / 1000
  await until(async () => (await metrics()).includes(`_end_time_seconds{name="${HOST}"} ${end}\n`), 'the metric')
  const kept = join(dataDir, 'acme', readdirSync(join(dataDir, 'acme'))[0] ?? '')
  expect(readdirSync(kept).sort()).toEqual(['account.pem', 'attempts.json', 'news.1.pem'])
  for (const file of readdirSync(kept)) expect(statSync(join(kept, file)).mode & 0o777).toBe(0o600)

  // Another name, which the edges take on without a restart. The connection from before stays.
  write([HOST, `shop.${HOST}`])
  expect((await holdfast('reload', '--config', config)).output).toContain('listen.https.acme changed')
  await whenIt(() => shown(`shop.${HOST}`))
  expect(connection.destroyed).toBe(false)
  expect(authority.orders).toEqual([
    [HOST, `www.${HOST}`],
    [HOST, `shop.${HOST}`],
  ])
  expect(authority.accounts).toBe(1)
})

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function plainly(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host: HOST } }, (res) => resolve(textOf(res))).once('error', reject)
  })
}

/** With a certificate that the authority's root vouches for, or not at all. */
function securely(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = { host: '127.0.0.1', port, servername: HOST, headers: { host: HOST }, ca, agent: false }
    getSecurely(asked, (res) => resolve(textOf(res))).once('error', reject)
  })
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function secured(port: number, servername: string, ca: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername, ca }, () => resolve(socket))
    socket.once('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}

async function whenIt<T>(works: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) {
    try {
      return await works()
    } catch (error) {
      if (i === 100) throw error
      await pause(200)
    }
  }
}

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; !(await isTrue()); i++) {
    if (i === 400) throw new Error(`waited in vain for ${what}`)
    await pause(50)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
