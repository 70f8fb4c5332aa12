import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromAttackProcess, FromVisitorsProcess, Rush, ToLoadProcess } from './load-messages.js'
import { type Refusal, refuse } from './refusal.js'

type Message = FromAttackProcess | FromVisitorsProcess

const READY_WITHIN_MS = 30_000

/**
 * A load process, seen from its parent. It is a process of its own so that measuring, which the parent does, is not
 * disturbed by making load.
 */
export class ForkedLoad<Order, From extends Message> {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  #onSecond: (message: Extract<From, { kind: 'second' }>) => void = () => {}
  #ending = false

  /**
   * @param program `attack-process.js` or `visitors-process.js` @param folder where it is; beside this file by default
   * @param onBroken called when the process ends without having been asked to
   */
  constructor(program: string, folder: URL | undefined, onBroken: (why: string) => void) {
    this.#name = program.replace('.js', '').replace('-', ' ')
    this.#child = fork(fileURLToPath(new URL(program, folder ?? import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    })
    this.#child.on('message', (message: From) => {
      if (message.kind === 'second') this.#onSecond(message as Extract<From, { kind: 'second' }>)
    })
    this.#exited = new Promise((resolve) => {
      const end = (why: string) => {
        if (!this.#ending) onBroken(`the ${this.#name} ended by itself (${why})`)
        resolve()
      }
      this.#child.on('exit', (code, signal) => end(signal ?? `code ${code}`))
      this.#child.on('error', (error) => end(error.message))
    })
  }

  /** Lets it find and check the target by itself. */
  prepare(order: Order): Promise<Extract<From, { kind: 'ready' }> | Refusal> {
    this.#send({ kind: 'prepare', order })
    return new Promise((resolve) => {
      const refused = (why: string): void =>
        resolve(refuse(why, 'Start the drill again; if it happens again, this is a bug.'))
      const timer = setTimeout(
        () => refused(`the ${this.#name} was not ready within ${READY_WITHIN_MS / 1000} s`),
        READY_WITHIN_MS,
      )
      const done = (message: Extract<From, { kind: 'ready' }> | Refusal) => {
        clearTimeout(timer)
        resolve(message)
      }
      this.#child.on('message', (message: From) => {
        if (message.kind === 'refused') done(message as Refusal)
        else if (message.kind === 'ready') done(message as Extract<From, { kind: 'ready' }>)
      })
      void this.#exited.then(() => {
        clearTimeout(timer)
        refused(`the ${this.#name} ended before it was ready`)
      })
    })
  }

  begin(onSecond: (message: Extract<From, { kind: 'second' }>) => void): void {
    this.#onSecond = onSecond
    this.#send({ kind: 'begin' })
  }

  rush(times: Omit<Rush, 'kind'>): void {
    this.#send({ kind: 'rush', ...times })
  }

  /** Asks it to end and waits until it has, killing it after `withinMs`. @param abandon what was begun is dropped */
  async stop(withinMs: number, abandon = false): Promise<void> {
    this.#ending = true
    this.#send({ kind: 'stop', abandon })
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), withinMs)
    await this.#exited
    clearTimeout(timer)
  }

  #send(message: ToLoadProcess<Order>): void {
    // A process that is gone is noticed by its 'exit'; nothing is to be done about the message.
    if (this.#child.connected) this.#child.send(message, () => {})
  }
}
