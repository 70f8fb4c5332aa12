import { homedir } from 'node:os'
import { join } from 'node:path'
import { Target } from '../drill/target.js'
import type { TargetOptions } from './command.js'
import { dataDirOf } from './find-running.js'

export interface DrillPlace {
  dataDir: string
  /** Where results are kept, and compared with. */
  resultsDir: string
  leave(): Promise<void>
}

/** The running Holdfast that is meant; the demo, for the time of the drill, when none is meant and none runs. */
export async function whereToDrill(options: TargetOptions): Promise<DrillPlace> {
  const dataDir = dataDirOf(options)
  const meant = options.config !== undefined || options.dataDir !== undefined
  if (meant || (await isRunning(dataDir))) return { dataDir, resultsDir: dataDir, leave: async () => {} }
  process.stderr.write('No Holdfast runs here: starting the demo for the time of the drill.\n')
  const { startDemo } = await import('../run/demo.js')
  const demo = await startDemo({ quiet: true, ports: 'free' })
  return { dataDir: demo.dataDir, resultsDir: demoResultsDir(), leave: () => demo.stop() }
}

/** Whether a Holdfast runs there, be it ours or not: whose it is, and what is wrong with it, the drill itself finds out. */
async function isRunning(dataDir: string): Promise<boolean> {
  const check = await Target.check({ dataDir })
  return check.kind === 'target' || check.reason !== 'not running'
}

/** The demo's own folder ends with it; its results stay where a user's programs keep their state (XDG base directories). */
function demoResultsDir(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'holdfast', 'demo')
}
