import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunInfo, readRunFile, runFilePath } from '../src/config/run-file.js'

/** The command as a user calls it; `npm test` has built it. */
export const HOLDFAST = fileURLToPath(new URL('../bin/holdfast', import.meta.url))

export interface RunningDemo {
  dataDir: string
  info: RunInfo
  /** The newsroom through Holdfast, and the console. */
  site: string
  console: string
  stop(): Promise<void>
}

/** `holdfast demo` on free ports, as a process of its own. */
export async function startDemo(): Promise<RunningDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
  const dataDir = join(folder, 'data')
  const demo = spawn(HOLDFAST, ['demo', '--free-ports', '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = collect(demo)
  while (!existsSync(runFilePath(dataDir))) {
    if (demo.exitCode !== null) throw new Error(`The demo ended before it was ready:\n${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const info = readRunFile(dataDir)
  if (!info?.console) throw new Error('The demo has no console.')
  return {
    dataDir,
    info,
    site: `http://localhost:${info.listen.http[0]?.port}`,
    console: info.console.url,
    stop: async () => {
      demo.kill('SIGTERM')
      if (demo.exitCode === null) await new Promise((resolve) => demo.once('exit', resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs the command to its end. */
export function holdfast(...args: string[]): Promise<{ code: number | null; output: string }> {
  const command = spawn(HOLDFAST, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = collect(command)
  return new Promise((resolve) => command.once('close', (code) => resolve({ code, output: output() })))
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer) => {
    text += chunk.toString()
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}
