import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { processTree } from './process-usage.js'

const READY_WITHIN_MS = 30_000
const STOPS_WITHIN_MS = 15_000
const KEPT_OUTPUT = 4_000

const running = new Set<StartedProcess>()

interface StartedProcessOptions {
  /** It exchanges messages with us. */
  ipc?: boolean
  /** Removed when it has ended. */
  folder?: string
}

/** A process of the measurement, with everything it starts itself. What it prints is shown when it ends before its time. */
export class StartedProcess {
  readonly #child: ChildProcess
  readonly #folder: string | undefined
  #output = ''

  constructor(command: string, args: readonly string[], { ipc = false, folder }: StartedProcessOptions = {}) {
    this.#folder = folder
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString('utf8')).slice(-KEPT_OUTPUT)
      })
    }
    running.add(this)
    this.#child.once('exit', () => {
      running.delete(this)
      if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
    })
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  get pids(): number[] {
    return processTree(this.pid)
  }

  send(message: object): void {
    this.#child.send(message)
  }

  /** The next message from it. @throws Error when it ends before, or says `{failed: why}` */
  nextMessage<T extends object>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error(this.#failure('ended too early')))
      this.#child.once('exit', ended)
      this.#child.once('message', (message: T | { failed: string }) => {
        this.#child.off('exit', ended)
        if ('failed' in message) reject(new Error(message.failed))
        else resolve(message)
      })
    })
  }

  /** @throws Error when the process ends, or nothing listens on the port within half a minute */
  async untilListening(port: number): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS
    while (!(await accepts(port))) {
      if (this.#over || Date.now() > until) throw new Error(this.#failure(`does not listen on port ${port}`))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async stop(): Promise<void> {
    if (this.#over) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const late = setTimeout(() => this.#kill(), STOPS_WITHIN_MS)
    await gone
    clearTimeout(late)
  }

  /** What it started too: nobody else would end that. */
  #kill(): void {
    for (const pid of this.pids) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended by itself in the meantime.
      }
    }
  }

  get #over(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined
  }

  #failure(what: string): string {
    return `${this.#child.spawnargs.join(' ')} ${what}. It said:\n${this.#output}`
  }
}

/** Starts one of the programs of this benchmark, by its name in bench/edge.ts. */
export function startPart(part: string, ...args: (string | number)[]): StartedProcess {
  return new StartedProcess(process.execPath, [process.argv[1] ?? '', part, ...args.map(String)], { ipc: true })
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((started) => started.stop()))
}

/** A port of 127.0.0.1 that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
