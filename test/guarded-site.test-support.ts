import { type ChildProcess, fork, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunInfo, readRunFile, runFilePath } from '../src/config/run-file.js'
import { HOLDFAST } from './demo.test-support.js'

const ORIGIN = fileURLToPath(new URL('./origin-process.mjs', import.meta.url))

/** `holdfast run` with two edges in front of an origin, every part a process of its own that a test may kill. */
export interface GuardedSite {
  port: number
  info: RunInfo
  dataDir: string
  /** Where it keeps what is gone with it: its own folder for temporary files. */
  temporary: string
  /** Process ids at this moment; they change as parts are started again. */
  pids(): { edges: number[]; brain: number }
  origin: { kill(): void; start(): Promise<void> }
  /** Asks the console with the token of this machine's user. */
  console(path: string, init?: RequestInit): Promise<Response>
  /** What it has logged. */
  log(): string
  stop(): Promise<void>
}

/**
 * The limit at the origin stands still: what is looked at is faults, and a busy machine would make it shrink.
 * @param settings further lines of the configuration file
 */
export async function startGuardedSite(settings = ''): Promise<GuardedSite> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-faults-'))
  const dataDir = join(folder, 'data')
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  let origin = await startOrigin(0)
  const originPort = origin.port
  const config = join(folder, 'holdfast.yaml')
  writeFileSync(
    config,
    `platforms:
  - { name: site, hosts: ["*"], origin: "http://127.0.0.1:${originPort}" }
listen: { http: "127.0.0.1:0" }
console: { listen: "127.0.0.1:0" }
dataDir: ${dataDir}
edges: 2
limits: { concurrency: { min: 64, initial: 64, max: 64 } }
${settings}`,
  )
  const run = spawn(HOLDFAST, ['run', '--config', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  })
  let text = ''
  for (const stream of [run.stdout, run.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
  }
  while (!existsSync(runFilePath(dataDir))) {
    if (run.exitCode !== null) throw new Error(`Holdfast ended before it was ready:\n${text}`)
    await pause(20)
  }
  const info = readRunFile(dataDir)
  if (!info?.console) throw new Error('the run file has no console')
  const { url, token } = info.console
  return {
    port: info.listen.http[0]?.port ?? 0,
    info,
    dataDir,
    temporary,
    pids: () => partsOf(info.pid),
    origin: {
      kill: () => void origin.process.kill('SIGKILL'),
      start: async () => {
        origin = await startOrigin(originPort)
      },
    },
    console: (path, init = {}) =>
      fetch(new URL(path, url), {
        ...init,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      }),
    log: () => text,
    stop: async () => {
      run.kill('SIGTERM')
      if (run.exitCode === null && run.signalCode === null) await new Promise((resolve) => run.once('exit', resolve))
      origin.process.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The children of the supervisor, told apart by what they run. */
function partsOf(supervisor: number): { edges: number[]; brain: number } {
  const parts = { edges: [] as number[], brain: 0 }
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1])
      if (parent !== supervisor) continue
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8')
      if (command.includes('edge-process')) parts.edges.push(Number(entry))
      if (command.includes('brain-process')) parts.brain = Number(entry)
    } catch {
      // It ended between the two looks.
    }
  }
  return parts
}

function startOrigin(port: number): Promise<{ process: ChildProcess; port: number }> {
  const child = fork(ORIGIN, [String(port)])
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve({ process: child, port: message.port }))
    child.once('exit', (code) => reject(new Error(`the origin ended before it was ready (code ${code})`)))
  })
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
