import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addressKey } from '../brain/address-key.js'
import type { Config } from '../config/config.js'
import type { LimitedLogger } from '../config/logger.js'
import { reloadedConfig } from '../config/reloaded-config.js'
import { type ReloadOutcome, type RunInfo, readRunFile, removeRunFile, writeRunFile } from '../config/run-file.js'
import { isRunning, processStart } from '../config/running-process.js'
import { closeDoors, openDoors } from '../edge/listeners/listening-socket.js'
import { type Boot, sendBoot } from './boot.js'
import { KeptProcess } from './kept-process.js'
import type { ReloadMessage } from './reload-message.js'
import { signingKey } from './signing-key.js'

export interface Running {
  info: RunInfo
  /**
   * Takes on a configuration that was read again, in the brain and in every edge, as far as it can change without a
   * restart. Resolves when all have done so. One at a time: wait for the end of one before the next.
   */
  reload(wanted: Config): Promise<Reloaded>
  /** Says in the run file what became of reading the file again. */
  note(outcome: ReloadOutcome): void
  /** Ends everything; requests under way are finished first. */
  stop(): Promise<void>
}

export interface Reloaded {
  changes: string[]
  needsRestart: string[]
  /** Parts that could not take it on, and why. */
  failed: string[]
}

/**
 * Starts the brain and the edges, restarts what dies, and writes the run file by which the other commands find them.
 * @throws Error with a sentence for people when it cannot start: another one runs, a port is taken, …
 */
export async function supervise(
  config: Config,
  log: LimitedLogger,
  { rehearsal, configFile }: { rehearsal?: string; configFile?: string } = {},
): Promise<Running> {
  refuseSecond(config.dataDir)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  // The sockets are the supervisor's, and the edges accept from them: connections wait while an edge is started again.
  const doors = openDoors(config.listen)
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const instance = randomBytes(12).toString('hex')
  const localToken = randomBytes(24).toString('base64url')
  const startedAt = new Date().toISOString()
  const linkPath = join(folder, 'link.sock')
  const { key, id: keyId } = addressKey(config.dataDir, Date.parse(startedAt))
  let boot: Omit<Boot, 'index'> = {
    config,
    generation: 0,
    secret: Buffer.concat([Buffer.from(key, 'hex'), signingKey(config.dataDir)]),
    keyId,
    instance,
    startedAt,
    linkPath,
    localToken,
  }

  const brain = new KeptProcess('brain', log, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    rmSync(linkPath, { force: true })
    const child = startPart('brain-process.js')
    sendBoot(child, { ...boot, index: 0 })
    return child
  })
  const edges = Array.from(
    { length: config.edges },
    (_, index) =>
      new KeptProcess(`edge ${index}`, log, () => {
        const child = startPart('edge-process.js')
        sendBoot(child, { ...boot, index }, doors)
        return child
      }),
  )

  const stop = async () => {
    // Before the edges', so that nobody comes to wait at a socket that is closed once the last of them has ended.
    closeDoors(doors)
    await Promise.all(edges.map((edge) => edge.stop()))
    await brain.stop()
    removeRunFile(config.dataDir, instance)
    rmSync(folder, { recursive: true, force: true })
  }
  const reload = async (wanted: Config): Promise<Reloaded> => {
    const { config: next, changes, needsRestart } = reloadedConfig(boot.config, wanted)
    boot = { ...boot, config: next, generation: boot.generation + 1 }
    const message: ReloadMessage = { config: next, generation: boot.generation }
    // The brain first: it understands edges that are behind it, but not those that are ahead.
    const failed = [await brain.reload(message), ...(await Promise.all(edges.map((edge) => edge.reload(message))))]
    return { changes, needsRestart, failed: failed.filter((why) => why !== null) }
  }
  try {
    // Visitors first: the brain does not take from the edges' time while none of them is ready.
    const serving = edges.map((edge) => edge.start())
    const [mind] = await Promise.all([Promise.race(serving).then(() => brain.start()), ...serving])
    const ownStart = processStart(process.pid)
    let info: RunInfo = {
      pid: process.pid,
      ...(ownStart === undefined ? {} : { processStart: ownStart }),
      instance,
      startedAt,
      uid: process.getuid?.() ?? -1,
      console: mind?.consoleUrl ? { url: mind.consoleUrl, token: localToken } : null,
      listen: { http: doors.http.map(({ address }) => address), https: doors.https.map(({ address }) => address) },
      platforms: config.platforms.map(({ name, hosts }) => ({ name, hosts })),
      ...(rehearsal === undefined ? {} : { rehearsal }),
      ...(configFile === undefined ? {} : { configFile }),
    }
    writeRunFile(config.dataDir, info)
    const renew = (news: Partial<RunInfo>) => {
      info = { ...info, ...news }
      writeRunFile(config.dataDir, info)
    }
    // With `listen: 127.0.0.1:0` the console is somewhere else after every start of the brain.
    brain.onReadyAgain = ({ consoleUrl }) =>
      renew({ console: consoleUrl ? { url: consoleUrl, token: localToken } : null })
    const note = (outcome: ReloadOutcome) =>
      renew({ platforms: boot.config.platforms.map(({ name, hosts }) => ({ name, hosts })), reload: outcome })
    return { info, reload, note, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A run file that was left behind by a process that is gone does not count. */
function refuseSecond(dataDir: string): void {
  const other = readRunFile(dataDir)
  if (!other || other.pid === process.pid || !isRunning(other)) return
  throw new Error(
    `A Holdfast with the data folder ${dataDir} is running already (process ${other.pid}). Stop it first, or give this one another --data-dir.`,
  )
}

function startPart(program: string): ChildProcess {
  return fork(fileURLToPath(new URL(program, import.meta.url)))
}
