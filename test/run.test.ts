import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readRunFile, runFilePath } from '../src/config/run-file.js'
import { RawClient } from '../src/edge/raw-client.test-support.js'
import { needsTool } from './debian-tools.js'
import { HOLDFAST } from './demo.test-support.js'

const slowhttptest = needsTool('slowhttptest')

const ASK = 'GET / HTTP/1.1\r\nHost: site.example\r\n\r\n'

interface Site {
  port: number
  dataDir: string
  /** The supervisor. */
  pid: number
  /** Everything it has printed. */
  log(): string
  console(path: string, init?: RequestInit): Promise<Response>
  /** Sends SIGTERM and waits for the end. @returns the exit code */
  stop(): Promise<number | null>
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-run-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function originThat(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<number> {
  return listening(createServer(answer))
}

function listening(server: Server): Promise<number> {
  onTestFinished(() => void server.close())
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createTcpServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Runs the command to its end. */
function ended(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(HOLDFAST, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })))
}

/** `holdfast run` in front of an origin, stopped after the test. @param settings further lines of its configuration */
async function startSite(originPort: number, settings = '', dataDir = join(folder(), 'data')): Promise<Site> {
  const config = join(folder(), 'holdfast.yaml')
  const port = await freePort()
  writeFileSync(
    config,
    `platforms: [{ name: site, hosts: ["*"], origin: "http://127.0.0.1:${originPort}" }]
listen: { http: "127.0.0.1:${port}" }
console: { listen: "127.0.0.1:0" }
dataDir: ${dataDir}
edges: 2
${settings}`,
  )
  const run = spawn(HOLDFAST, ['run', '--config', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [run.stdout, run.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
  }
  const over = new Promise<number | null>((resolve) => run.once('exit', resolve))
  const stop = () => {
    if (run.exitCode === null) run.kill('SIGTERM')
    return over
  }
  onTestFinished(async () => void (await stop()))
  await eventually(() => existsSync(runFilePath(dataDir)) || run.exitCode !== null, 60_000)
  const info = readRunFile(dataDir)
  if (!info?.console) throw new Error(`Holdfast is not ready:\n${text}`)
  return {
    port,
    dataDir,
    pid: info.pid,
    log: () => text,
    console: (path, init = {}) => {
      const { url = '', token = '' } = readRunFile(dataDir)?.console ?? {}
      return fetch(new URL(path, url), {
        ...init,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      })
    },
    stop,
  }
}

async function eventually(condition: () => boolean, withinMs = 15_000): Promise<void> {
  const until = Date.now() + withinMs
  while (!condition()) {
    if (Date.now() > until) throw new Error('it did not come true')
    await pause(20)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The processes below the supervisor that run this program. */
function partsOf(supervisor: number, program: 'brain-process' | 'edge-process'): number[] {
  const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8').trim().split(' ').map(Number)
  return children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program))
}

/** All files below a folder with what is in them. */
function filesIn(path: string): { name: string; text: string }[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, text: readFileSync(name, 'latin1') }))
}

describe('holdfast run', () => {
  it('answers soon after its start, and is found by its own user alone', async () => {
    const origin = await originThat((_req, res) => void res.end('hello'))
    const started = performance.now()
    const site = await startSite(origin)
    const client = await RawClient.connect(site.port)
    client.send(ASK)
    expect((await client.response()).text).toBe('hello')
    process.stdout.write(`\nholdfast run: first answer ${Math.round(performance.now() - started)} ms after its start\n`)
    expect(statSync(runFilePath(site.dataDir)).mode & 0o777).toBe(0o600)
    expect(statSync(site.dataDir).mode & 0o777).toBe(0o700)

    const args = ['run', '--origin', 'http://127.0.0.1:1', '--listen', '127.0.0.1:0', '--data-dir', site.dataDir]
    const second = await ended(args)
    expect(second.code).toBe(1)
    expect(second.output).toContain('is running already')
    client.send(ASK)
    expect((await client.response()).status).toBe(200)

    client.destroy()
    expect(await site.stop()).toBe(0)
    expect(existsSync(runFilePath(site.dataDir))).toBe(false)
  })

  it('has its console back after the brain has died, where the run file says', async () => {
    const origin = await originThat((_req, res) => void res.end('hello'))
    const site = await startSite(origin)
    for (const brain of partsOf(site.pid, 'brain-process')) process.kill(brain, 'SIGKILL')
    const client = await RawClient.connect(site.port)
    client.send(ASK)
    expect((await client.response()).status).toBe(200)
    let edges = 0
    const look = async () => {
      const answer = await site.console('/api/status').catch(() => null)
      edges = answer?.ok ? ((await answer.json()) as { edges: unknown[] }).edges.length : 0
    }
    for (const until = Date.now() + 30_000; edges < 2 && Date.now() < until; await pause(100)) await look()
    expect(edges).toBe(2)
  })

  it('loses no request that is under way when it is told to stop', async () => {
    const origin = await originThat((req, res) => {
      if (req.method === 'GET') setTimeout(() => res.end('finished'), 700)
      else req.on('data', () => {}).on('end', () => res.end('taken'))
    })
    const site = await startSite(origin)
    const clients = await Promise.all(Array.from({ length: 40 }, () => RawClient.connect(site.port)))
    for (const [i, client] of clients.entries()) {
      client.send(`GET /${i} HTTP/1.1\r\nHost: site.example\r\nCookie: a=1\r\n\r\n`)
    }
    const upload = await RawClient.connect(site.port)
    upload.send('POST / HTTP/1.1\r\nHost: site.example\r\nContent-Length: 10\r\n\r\n12345')
    const idle = await RawClient.connect(site.port)
    await pause(300)
    const stopped = site.stop()
    await pause(100)
    upload.send('67890')
    const answers = await Promise.all(clients.map((client) => client.response()))
    expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(clients.map(() => '200 finished'))
    expect(answers.every((answer) => answer.get('connection') === 'close')).toBe(true)
    expect((await upload.response()).text).toBe('taken')
    expect(await idle.rest()).toBe('')
    expect(await stopped).toBe(0)
    await expect(RawClient.connect(site.port)).rejects.toThrow('ECONNREFUSED')
  })

  it('answers who has come before it was told to stop, also when no edge has taken them yet', async () => {
    const origin = await originThat((_req, res) => void res.end('hello'))
    const site = await startSite(origin)
    const edges = partsOf(site.pid, 'edge-process')
    expect(edges).toHaveLength(2)
    for (const edge of edges) process.kill(edge, 'SIGSTOP')
    const clients = await Promise.all(Array.from({ length: 40 }, () => RawClient.connect(site.port)))
    for (const client of clients) client.send(ASK)
    const stopped = site.stop()
    await pause(300)
    for (const edge of edges) process.kill(edge, 'SIGCONT')
    const answers = await Promise.all(clients.map((client) => client.response()))
    expect(answers.map(({ status }) => status)).toEqual(clients.map(() => 200))
    expect(await stopped).toBe(0)
  })

  it('is not held up by a slow reader when it is told to stop', async () => {
    const origin = await originThat((_req, res) => void res.end(Buffer.alloc(64 * 1024 * 1024)))
    const site = await startSite(origin, 'limits: { originHeadersMs: 500 }\n')
    const reader = connect({ host: '127.0.0.1', port: site.port })
    reader.on('error', () => {})
    onTestFinished(() => void reader.destroy())
    reader.write(ASK)
    await new Promise((resolve) => reader.once('readable', resolve))
    const asked = performance.now()
    expect(await site.stop()).toBe(0)
    // Half a second, a second to close, and what a busy machine needs.
    expect(performance.now() - asked).toBeLessThan(15_000)
  })

  it('remembers what was added to its lists when it is started again', async () => {
    const origin = await originThat((_req, res) => void res.end('hello'))
    const dataDir = join(folder(), 'data')
    const site = await startSite(origin, '', dataDir)
    for (const cidr of ['127.0.0.66', '2001:db8:66::/48']) {
      const body = JSON.stringify({ list: 'deny', cidr })
      expect((await site.console('/api/lists', { method: 'POST', body })).status).toBe(201)
    }
    await site.stop()
    const again = await startSite(origin, '', dataDir)
    const lists: unknown = await (await again.console('/api/lists')).json()
    expect(JSON.stringify(lists)).toContain('127.0.0.66/32')
    expect(JSON.stringify(lists)).toContain('2001:db8:66::/48')
    let refused = false
    await eventually(() => {
      const socket = connect({ host: '127.0.0.1', port: again.port, localAddress: '127.0.0.66' })
      socket.on('error', () => {
        refused = true
      })
      socket.on('close', () => socket.destroy())
      return refused
    })
    const other = await RawClient.connect(again.port)
    other.send(ASK)
    expect((await other.response()).status).toBe(200)
  })

  it('writes no address of a visitor to its folder or its log', async () => {
    const origin = await originThat((req, res) => {
      if (req.url === '/cut') req.socket.destroy()
      else res.setHeader('Set-Cookie', 'sid=private-session').end('hello')
    })
    const site = await startSite(origin, 'trustedProxies: ["127.0.0.0/8"]\n')
    for (const address of ['198.51.100.77', '2001:db8:77::1']) {
      for (const head of [
        'GET / HTTP/1.1\r\nHost: site.example\r\n',
        'GET /cut HTTP/1.1\r\nHost: site.example\r\nCookie: sid=invented-session\r\n',
        'POST /form HTTP/1.1\r\nHost: "<>\r\nContent-Length: 0\r\n',
        'BAD\r\n',
      ]) {
        const client = await RawClient.connect(site.port)
        client.send(`${head}X-Forwarded-For: ${address}\r\nConnection: close\r\n\r\n`)
        await client.rest()
        client.destroy()
      }
    }
    await pause(1_500)
    const status = await (await site.console('/api/status')).text()
    expect(status).toContain('"served"')
    await site.stop()
    const places = [
      ...filesIn(site.dataDir),
      { name: 'the log', text: site.log() },
      { name: 'the status', text: status },
    ]
    for (const { name, text } of places) {
      for (const secret of ['198.51.100', '2001:db8:77', 'private-session', 'invented-session']) {
        expect([name, text.includes(secret)]).toEqual([name, false])
      }
    }
  })

  it('says in a sentence why it cannot start', async () => {
    const taken = await listening(createTcpServer())
    const dataDir = join(folder(), 'data')
    const busy = await ended([
      'run',
      '--origin',
      'http://127.0.0.1:1',
      '--listen',
      `127.0.0.1:${taken}`,
      '--data-dir',
      dataDir,
    ])
    expect(busy.code).toBe(1)
    expect(busy.output).toMatch(/127\.0\.0\.1:\d+ is taken by another program/)
    expect(busy.output).not.toMatch(/\n\s+at /)
    const config = join(folder(), 'holdfast.yaml')
    writeFileSync(config, 'platforms: [{ name: a, host: [x.example], origin: "http://127.0.0.1:1" }]\n')
    const wrong = await ended(['run', '--config', config])
    expect(wrong.code).toBe(2)
    expect(wrong.output).toContain('host')
    expect((await ended(['run', '--config', join(folder(), 'none.yaml')])).code).toBe(2)
    expect((await ended(['run', '--nonsense'])).code).toBe(2)
  })

  it.skipIf(!slowhttptest)('serves people during every attack of slowhttptest', async () => {
    const page = Buffer.alloc(200_000, 'x')
    const origin = await originThat((req, res) => void req.resume().on('end', () => res.end(page)))
    const limits = 'limits: { connections: 150, connectionsPerClient: 150, headersMs: 3000 }\n'
    const site = await startSite(origin, limits)
    for (const [what, args] of [
      ['slow headers', ['-H', '-i', '2', '-x', '10']],
      ['slow bodies', ['-B', '-i', '2', '-s', '8192', '-x', '10']],
      ['ranges', ['-R', '-a', '10', '-b', '3000']],
      ['slow reading', ['-X', '-w', '10', '-y', '20', '-n', '2', '-z', '5']],
    ] as const) {
      const rate = ['-c', '400', '-r', '200', '-l', '5', '-u', `http://127.0.0.1:${site.port}/`]
      const attack = spawn(slowhttptest ?? '', [...args, ...rate], { stdio: 'ignore' })
      const over = new Promise((resolve) => attack.once('exit', resolve))
      onTestFinished(() => void attack.kill('SIGKILL'))
      await pause(2_500)
      let slowest = 0
      for (let i = 0; i < 20; i++) {
        const started = performance.now()
        const client = await RawClient.connect(site.port, { localAddress: `127.0.0.${10 + i}` })
        client.send(ASK)
        const { status, body } = await client.response()
        client.destroy()
        expect([what, status, body.length]).toEqual([what, 200, page.length])
        slowest = Math.max(slowest, performance.now() - started)
        await pause(50)
      }
      process.stdout.write(`\nduring ${what}: 20 of 20 people served, the slowest after ${Math.round(slowest)} ms\n`)
      await over
    }
  })
})
