import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandOf } from './process-usage.js'
import { freePort, StartedProcess } from './started-process.js'

export interface StartedHoldfast {
  port: number
  /** Supervisor, brain and edge: all of it counts. */
  process: StartedProcess
}

/**
 * `holdfast run` with one edge and the built code; wait for its port before you ask it anything.
 * @param settings further or other keys of holdfast.yaml
 */
export async function startHoldfast(originPort: number, settings: object): Promise<StartedHoldfast> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const port = await freePort()
  const file = join(folder, 'holdfast.yaml')
  const platform = { name: 'bench', hosts: ['*'], origin: `http://127.0.0.1:${originPort}` }
  const config = { platforms: [platform], listen: { http: `127.0.0.1:${port}` }, edges: 1, console: 'off', ...settings }
  // YAML is a superset of JSON.
  writeFileSync(file, JSON.stringify({ ...config, dataDir: join(folder, 'data') }))
  const started = new StartedProcess(process.execPath, ['bin/holdfast', 'run', '--config', file], { folder })
  return { port, process: started }
}

/** The process that visitors talk to. */
export function edgePid({ process }: StartedHoldfast): number {
  const pid = process.pids.find((pid) => commandOf(pid).includes('edge-process'))
  if (pid === undefined) throw new Error('This Holdfast has no edge process.')
  return pid
}
