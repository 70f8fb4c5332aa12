import type { ChildProcess } from 'node:child_process'
import type { LimitedLogger } from '../config/logger.js'
import type { ReloadedMessage, ReloadMessage } from './reload-message.js'
import type { Readiness } from './run-part.js'

/** A process that lives for less than this is restarted with growing patience. */
const SHORT_LIFE_MS = 5_000
const LONGEST_PAUSE_MS = 5_000
/** A process that does not answer for so long is on its way down, and will be started with the newest configuration. */
const RELOAD_MS = 5_000
/** Longer than an edge's own patience with what is under way, see edge-process.ts. */
const STOP_MS = 40_000

export type Ready = Extract<Readiness, { ready: true }>
type Message = Readiness | ReloadedMessage

/** A process that is started again when it ends, until it is told to stop. */
export class KeptProcess {
  readonly #name: string
  readonly #log: LimitedLogger
  readonly #begin: () => ChildProcess
  /** Called when it is ready again after it was restarted. */
  onReadyAgain: (ready: Ready) => void = () => {}
  #process: ChildProcess | null = null
  #stopping = false
  #failures = 0
  #wakeUp: NodeJS.Timeout | undefined

  /** @param begin starts the process, tells it what it needs and returns it */
  constructor(name: string, log: LimitedLogger, begin: () => ChildProcess) {
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
      const late = setTimeout(() => process.kill('SIGKILL'), STOP_MS)
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
      this.#again(startedAt, { code, signal })
    })
    process.on('error', (error) => {
      // The system has no process for us: it may have one later. Other errors are of messages to one that is ending.
      if (process.pid !== undefined) return
      this.#process = null
      onEarlyEnd?.(new Error(`The ${this.#name} could not be started: ${error.message}`))
      this.#again(startedAt, { error })
    })
  }

  #again(startedAt: number, why: Readonly<Record<string, unknown>>): void {
    if (this.#stopping) return
    this.#failures = Date.now() - startedAt < SHORT_LIFE_MS ? this.#failures + 1 : 0
    const pauseMs = this.#failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 50 * 2 ** this.#failures)
    this.#log.error('part-ended', { part: this.#name, ...why, restartsInMs: pauseMs })
    this.#wakeUp = setTimeout(
      () => this.#run((message) => void ('ready' in message && this.onReadyAgain(message))),
      pauseMs,
    )
  }
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
