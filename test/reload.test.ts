import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readRunFile, runFilePath } from '../src/config/run-file.js'
import { HOLDFAST, holdfast } from './demo.test-support.js'
import { pause, startGuardedSite } from './guarded-site.test-support.js'

const RELOADS = 20
const PER_SECOND = 300

it('loses no request over 20 reloads under load, and says what changed', async () => {
  const origins = [await startOrigin('a'), await startOrigin('b')]
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-reload-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'holdfast.yaml')
  const write = (round: number, more = '') =>
    writeFileSync(
      file,
      `platforms:
  - { name: extra, hosts: [extra.example], origin: "http://127.0.0.1:${origins[round % 2]}" }
  - name: news
    hosts: [news.example, "${round}.example"]
    origin: http://127.0.0.1:${origins[round % 2]}
    activities: [{ name: "read${round % 3}", paths: ["/${round % 3}/**"], tier: essential }]
listen: { http: "127.0.0.1:0" }
console: { listen: "127.0.0.1:0" }
edges: 2
dataDir: ./data
trustedProxies: [10.0.${round}.0/24]
${more}`,
    )
  write(0)
  const running = spawn(HOLDFAST, ['run', '--config', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  const dataDir = join(folder, 'data')
  onTestFinished(() => stop(running))
  while (!existsSync(runFilePath(dataDir)) && running.exitCode === null) await pause(50)
  const port = readRunFile(dataDir)?.listen.http[0]?.port ?? 0

  const load = startLoad(port)
  for (let round = 1; round <= RELOADS; round++) {
    write(round)
    const count = readRunFile(dataDir)?.reload?.count ?? 0
    running.kill('SIGHUP')
    while ((readRunFile(dataDir)?.reload?.count ?? 0) === count) await pause(20)
    expect(readRunFile(dataDir)?.reload?.mistakes).toEqual([])
    // Served by what has just been read, for a moment, before the next reading.
    await pause(150)
  }
  const { statuses, lost } = await load.stop()
  expect(lost).toEqual([])
  expect([...statuses.keys()]).toEqual([200])
  expect(statuses.get(200)).toBeGreaterThan(500)
  console.info(`${statuses.get(200)} requests over ${RELOADS} reloads, none lost`)

  write(21, 'limits: { headersMs: 5000 }\nallow: [192.0.2.7]\n')
  const said = await holdfast('reload', '--config', file)
  expect(said.output).toContain('platform news: hosts, origins, activities changed')
  expect(said.output).toContain('limits.headersMs changed')
  expect(said.code).toBe(0)
  // Counters are those of all readings together. Edges tell four times a second: the last ones are not there at once.
  const wanted = (statuses.get(200) ?? 0) * 0.98
  let counted = 0
  for (let asked = 0; asked < 10 && counted < wanted; asked++) {
    const { output } = await holdfast('status', '--json', '--config', file)
    const news = JSON.parse(output).platforms.find(({ name }: { name: string }) => name === 'news')
    counted = news.served + news.cached
  }
  expect(counted).toBeGreaterThanOrEqual(wanted)

  write(22, 'limits: { headersMs: soon }\n')
  const wrong = await holdfast('reload', '--config', file)
  expect(wrong.output).toMatch(/holdfast\.yaml:\d+:22: limits\.headersMs: expected a whole number of milliseconds/)
  expect(wrong.code).toBe(1)
  expect(await ask(port, '21.example')).toBe(200)

  write(21, 'cache: off\n')
  expect((await holdfast('reload', '--config', file)).output).toContain('! needs a restart: cache')
  await pause(300)
  expect((await holdfast('status', '--config', file)).output).toContain('needs a restart: cache')
})

it('changes nothing at a SIGHUP with a mistake in the file, and tells it with its line', async () => {
  const guarded = await startGuardedSite('allow: [192.0.2.1]\n')
  onTestFinished(() => guarded.stop())
  const file = readRunFile(guarded.dataDir)?.configFile ?? ''
  const good = readFileSync(file, 'utf8')
  const lists = async () => JSON.stringify(await (await guarded.console('/api/lists')).json())
  const before = guarded.pids()

  const hangUp = async (text: string) => {
    const count = readRunFile(guarded.dataDir)?.reload?.count ?? 0
    writeFileSync(file, text)
    process.kill(guarded.info.pid, 'SIGHUP')
    while ((readRunFile(guarded.dataDir)?.reload?.count ?? 0) === count) await pause(20)
    return readRunFile(guarded.dataDir)?.reload
  }
  const line = good.split('\n').length
  const wrong = await hangUp(`${good.replace('192.0.2.1', '192.0.2.2')}cache: { megabytes: many }\n`)
  expect(wrong?.mistakes.join('\n')).toContain(`${file}:${line}:21: cache.megabytes: `)
  expect(wrong?.changes).toEqual([])
  while (!guarded.log().includes('reload-refused')) await pause(20)
  expect(guarded.log()).toContain(`${file}:${line}:21: cache.megabytes: `)
  expect(await ask(guarded.port, 'site.example')).toBe(200)
  expect(await lists()).toContain('192.0.2.1')
  expect(await lists()).not.toContain('192.0.2.2')

  // And takes on the next one, in the same processes.
  const right = await hangUp(good.replace('192.0.2.1', '192.0.2.2'))
  expect(right).toMatchObject({ changes: ['allow changed'], mistakes: [] })
  expect(await lists()).toContain('192.0.2.2')
  expect(guarded.pids()).toEqual(before)
})

/** Requests on kept-alive connections at a steady rate. */
function startLoad(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const statuses = new Map<number, number>()
  const lost: string[] = []
  const underWay = new Set<Promise<void>>()
  const timer = setInterval(() => {
    for (let i = 0; i < PER_SECOND / 50; i++) {
      const one = ask(port, 'news.example', agent).then(
        (status) => void statuses.set(status, (statuses.get(status) ?? 0) + 1),
        (error: Error) => void lost.push(error.message),
      )
      underWay.add(one)
      void one.then(() => underWay.delete(one))
    }
  }, 20)
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.all(underWay)
      agent.destroy()
      return { statuses, lost }
    },
  }
}

function ask(port: number, host: string, agent?: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = `/${Math.floor(Math.random() * 3)}/${Math.random()}`
    const asked = request({ host: '127.0.0.1', port, path, headers: { host }, ...(agent ? { agent } : {}) })
    asked.once('error', reject)
    asked.once('response', (response) => {
      response.once('error', reject)
      response.once('end', () => resolve(response.statusCode ?? 0))
      response.resume()
    })
    asked.end()
  })
}

function startOrigin(name: string): Promise<number> {
  const server = createServer((_req, res) => void setTimeout(() => res.end(name), 5))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

async function stop(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return
  process.kill('SIGTERM')
  await new Promise((resolve) => process.once('exit', resolve))
}
