import { type ChildProcess, fork } from 'node:child_process'
import cluster, { type Worker } from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Address } from '../config/address.js'
import type { Config } from '../config/config.js'
import type { LimitedLogger } from '../config/logger.js'
import { reloadedConfig } from '../config/reloaded-config.js'
import { type ReloadOutcome, type RunInfo, readRunFile, removeRunFile, writeRunFile } from '../config/run-file.js'
import { bootEnvironment, writtenBoot } from './boot.js'
import type { ReloadedMessage, ReloadMessage } from './reload-message.js'

/** A process that lives for less than this is restarted with growing patience. */
const SHORT_LIFE_MS = 5_000
const LONGEST_PAUSE_MS = 5_000
/** A process that does not answer for so long is on its way down, and will start with what the boot file says. */
const RELOAD_MS = 5_000
/** Longer than the edges' own patience with what is under way. */
const STOP_MS = 40_000

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

type Bound = { http: Address[]; https: Address[] }
type Ready = { ready: true; bound?: Bound; consoleUrl?: string | null }
type Message = Ready | { failed: string } | ReloadedMessage

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
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const bootFile = join(folder, 'boot.json')
  const instance = randomBytes(12).toString('hex')
  const localToken = randomBytes(24).toString('base64url')
  const startedAt = new Date().toISOString()
  const linkPath = join(folder, 'link.sock')
  let boot = { config, generation: 0, secret: randomBytes(48), instance, startedAt, linkPath, localToken }
  const writeBoot = () => {
    // Put in place as a whole: a process may be starting at this very moment.
    writeFileSync(`${bootFile}.new`, writtenBoot(boot), { mode: 0o600 })
    renameSync(`${bootFile}.new`, bootFile)
  }
  writeBoot()

  // The edges take connections from one shared socket themselves, so that the supervisor is in nobody's way. Must be
  // said before setupPrimary, which takes it for good.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./edge-process.js', import.meta.url)), serialization: 'json' })
  const brain = new Kept('brain', log, () => startBrain(bootFile, linkPath))
  const edges = Array.from(
    { length: config.edges },
    (_, index) => new Kept(`edge ${index}`, log, () => cluster.fork(bootEnvironment(bootFile, index))),
  )
  const parts = [brain, ...edges]

  const stop = async () => {
    await Promise.all(edges.map((edge) => edge.stop()))
    await brain.stop()
    removeRunFile(config.dataDir)
    rmSync(folder, { recursive: true, force: true })
  }
  const reload = async (wanted: Config): Promise<Reloaded> => {
    const { config: next, changes, needsRestart } = reloadedConfig(boot.config, wanted)
    boot = { ...boot, config: next, generation: boot.generation + 1 }
    writeBoot()
    const message: ReloadMessage = { config: next, generation: boot.generation }
    // The brain first: it understands edges that are behind it, but not those that are ahead.
    const failed = [await brain.reload(message), ...(await Promise.all(edges.map((edge) => edge.reload(message))))]
    return { changes, needsRestart, failed: failed.filter((why) => why !== null) }
  }
  try {
    const [mind, first] = await Promise.all(parts.map((part) => part.start()))
    let info: RunInfo = {
      pid: process.pid,
      instance,
      startedAt,
      uid: process.getuid?.() ?? -1,
      console: mind?.consoleUrl ? { url: mind.consoleUrl, token: localToken } : null,
      listen: first?.bound ?? { http: [], https: [] },
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

function refuseSecond(dataDir: string): void {
  const other = readRunFile(dataDir)
  if (!other || other.pid === process.pid) return
  try {
    process.kill(other.pid, 0)
  } catch {
    return
  }
  throw new Error(
    `A Holdfast with the data folder ${dataDir} is running already (process ${other.pid}). Stop it first, or give this one another --data-dir.`,
  )
}

function startBrain(bootFile: string, linkPath: string): ChildProcess {
  rmSync(linkPath, { force: true })
  return fork(fileURLToPath(new URL('./brain-process.js', import.meta.url)), { env: bootEnvironment(bootFile, 0) })
}

/** A process that is started again when it ends, until it is told to stop. */
class Kept {
  readonly #name: string
  readonly #log: LimitedLogger
  readonly #begin: () => ChildProcess | Worker
  /** Called when it is ready again after it was restarted. */
  onReadyAgain: (ready: Ready) => void = () => {}
  #process: ChildProcess | Worker | null = null
  #stopping = false
  #failures = 0
  #wakeUp: NodeJS.Timeout | undefined

  constructor(name: string, log: LimitedLogger, begin: () => ChildProcess | Worker) {
    this.#name = name
    this.#log = log
    this.#begin = begin
  }

  /** Resolves when it says that it is ready; rejects when it could not start the first time. */
  start(): Promise<Ready> {
    return new Promise((resolve, reject) => {
      this.#run((message) => {
        if ('failed' in message) {
          this.#stopping = true
          reject(new Error(message.failed))
        } else if ('ready' in message) resolve(message)
      }, reject)
    })
  }

  /** Resolves with the reason when it could not take the configuration on; null when it has, or will when it starts. */
  reload(message: ReloadMessage): Promise<string | null> {
    const process = this.#process
    if (!process || isOver(process)) return Promise.resolve(null)
    return new Promise((resolve) => {
      const over = (why: string | null) => {
        clearTimeout(late)
        process.off('message', onMessage)
        process.off('exit', onExit)
        resolve(why === null ? null : `the ${this.#name}: ${why}`)
      }
      const onMessage = (answer: Message) => {
        if ('reloaded' in answer && answer.reloaded === message.generation) over(answer.wrong)
      }
      const onExit = () => over(null)
      const late = setTimeout(() => over(`no answer for ${RELOAD_MS} ms`), RELOAD_MS)
      process.on('message', onMessage)
      process.once('exit', onExit)
      process.send(message, () => {})
    })
  }

  stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#wakeUp)
    const process = this.#process
    if (!process || isOver(process)) return Promise.resolve()
    return new Promise((resolve) => {
      const late = setTimeout(() => kill(process), STOP_MS)
      process.once('exit', () => {
        clearTimeout(late)
        resolve()
      })
      process.send('stop', () => {})
    })
  }

  #run(onMessage?: (message: Message) => void, onEarlyEnd?: (error: Error) => void): void {
    const process = this.#begin()
    const startedAt = Date.now()
    this.#process = process
    process.on('message', (message: Message) => {
      if ('failed' in message) this.#log.error('part-failed', { part: this.#name, why: message.failed })
      onMessage?.(message)
    })
    process.once('exit', (code: number | null, signal: string | null) => {
      onEarlyEnd?.(new Error(`The ${this.#name} ended before it was ready (code ${code}, signal ${signal}).`))
      if (this.#stopping) return
      this.#failures = Date.now() - startedAt < SHORT_LIFE_MS ? this.#failures + 1 : 0
      const pauseMs = this.#failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 50 * 2 ** this.#failures)
      this.#log.error('part-ended', { part: this.#name, code, signal, restartsInMs: pauseMs })
      this.#wakeUp = setTimeout(
        () => this.#run((message) => void ('ready' in message && this.onReadyAgain(message))),
        pauseMs,
      )
    })
  }
}

function isOver(process: ChildProcess | Worker): boolean {
  const child = 'process' in process ? process.process : process
  return child.exitCode !== null || child.signalCode !== null
}

function kill(process: ChildProcess | Worker): void {
  const child = 'process' in process ? process.process : process
  child.kill('SIGKILL')
}
