import { Worker } from 'node:worker_threads'
import type { MinerInput, NormalInput } from '../explain/miner-input.js'
import type { Mined } from '../explain/rule.js'
import type { FromMinerWorker, ToMinerWorker } from './miner-messages.js'
import { occurringTexts } from './occurring-texts.js'

/** A search of a flood takes tens of milliseconds; what takes so long is worth nothing any more. */
const GIVE_UP_MS = 2_000
const READY_WITHIN_MS = 10_000
/** Platforms whose normal visits are kept prepared. */
const MOST_PLATFORMS = 64
/** A search that needs more is given up, and not the process. */
const MEMORY_MB = 256

export interface MinerRequest {
  readonly platform: string
  /** Names the normal visits of the platform; another one whenever they are others, such as hour and version. */
  readonly key: string
  readonly normal: NormalInput
  /** It is copied: the thread takes nothing away. */
  readonly input: MinerInput
}

export interface MinerThreadOptions {
  /** Where `miner-worker.js` is; beside this file by default. */
  folder?: URL
  giveUpMs?: number
  /** A search failed for this reason, in words. */
  onTrouble?: (why: string) => void
}

interface Asked extends MinerRequest {
  readonly answer: (mined: Mined | null) => void
}

/**
 * Searches in a thread of its own, so that the second of the brain goes on meanwhile. One search at a time; of a platform
 * only the newest request waits. The thread keeps what is normal, which is sent once.
 */
export class MinerThread {
  readonly #program: URL
  readonly #giveUpMs: number
  readonly #onTrouble: (why: string) => void
  #worker: Worker | null = null
  #isReady = false
  /** By platform, the key of what the worker keeps. */
  readonly #sent = new Map<string, string>()
  /** By platform, in the order in which they are searched. */
  readonly #waiting = new Map<string, Asked>()
  #current: Asked | null = null
  #late: NodeJS.Timeout | undefined
  #closed = false

  constructor({ folder, giveUpMs = GIVE_UP_MS, onTrouble = () => {} }: MinerThreadOptions = {}) {
    this.#program = new URL('miner-worker.js', folder ?? import.meta.url)
    this.#giveUpMs = giveUpMs
    this.#onTrouble = onTrouble
    this.#start()
  }

  /** What the search found; null when it was given up, or a newer one of the platform took its place. Never rejects. */
  mine(request: MinerRequest): Promise<Mined | null> {
    if (this.#closed) return Promise.resolve(null)
    return new Promise((answer) => {
      this.#waiting.get(request.platform)?.answer(null)
      this.#waiting.set(request.platform, { ...request, answer })
      if (this.#worker === null) this.#start()
      this.#next()
    })
  }

  /** Ends the thread; what is under way or waits is answered with null. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#lost()
    for (const { answer } of this.#waiting.values()) answer(null)
    this.#waiting.clear()
    await worker?.terminate()
  }

  #start(): void {
    const worker = new Worker(this.#program, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    })
    this.#worker = worker
    this.#late = setTimeout(() => this.#giveUp('its thread was not ready in time'), READY_WITHIN_MS)
    worker.on('message', (message: FromMinerWorker) => {
      if (worker !== this.#worker) return
      clearTimeout(this.#late)
      if (message.kind === 'ready') this.#isReady = true
      else {
        this.#current?.answer(message.mined)
        this.#current = null
      }
      this.#next()
    })
    // An error ends the thread; `exit` follows.
    let why = 'its thread ended'
    worker.on('error', (error) => {
      why = `its thread failed: ${error.message}`
    })
    worker.on('exit', () => {
      if (worker === this.#worker) this.#giveUp(why)
    })
  }

  #next(): void {
    const [next] = this.#waiting.values()
    if (!next || this.#current || !this.#isReady) return
    this.#waiting.delete(next.platform)
    this.#current = next
    this.#late = setTimeout(() => this.#giveUp(`it took longer than ${this.#giveUpMs} ms`), this.#giveUpMs)
    this.#tellNormal(next)
    const { message, transferred } = searchMessage(next)
    this.#say(message, transferred)
  }

  #tellNormal({ platform, key, normal }: MinerRequest): void {
    if (this.#sent.get(platform) === key) return
    const [oldest] = this.#sent.keys()
    if (oldest !== undefined && this.#sent.size >= MOST_PLATFORMS && !this.#sent.has(platform)) {
      this.#sent.delete(oldest)
      this.#say({ kind: 'forget', platform: oldest })
    }
    this.#sent.set(platform, key)
    this.#say({ kind: 'normal', platform, normal })
  }

  #say(message: ToMinerWorker, transferred: ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, transferred)
  }

  /** Ends the thread and starts another; one that cannot start is only tried again for the next search. */
  #giveUp(why: string): void {
    const worker = this.#worker
    const couldStart = this.#isReady
    this.#lost()
    this.#onTrouble(`A search was given up: ${why}.`)
    void worker?.terminate()
    if (this.#closed) return
    if (couldStart) this.#start()
    else {
      for (const { answer } of this.#waiting.values()) answer(null)
      this.#waiting.clear()
    }
  }

  #lost(): void {
    clearTimeout(this.#late)
    this.#worker = null
    this.#isReady = false
    this.#sent.clear()
    this.#current?.answer(null)
    this.#current = null
  }
}

/** Who asked goes on using the samples: copies are handed over, and nothing that the search does not need. */
function searchMessage({ platform, input }: MinerRequest): { message: ToMinerWorker; transferred: ArrayBuffer[] } {
  const { attack, expected, expectedTouchable, fleets, significance, limits } = input
  const values = attack.values.slice()
  const networks = attack.networks.slice()
  const clients = attack.clients.slice()
  const exempt = input.exempt.slice()
  const unseen = input.unseen.slice()
  const sample = { length: attack.length, values, networks, clients, times: new Float64Array() }
  const asked = {
    attack: sample,
    exempt,
    unseen,
    expected,
    fleets,
    significance,
    ...(expectedTouchable !== undefined && { expectedTouchable }),
    ...(limits && { limits }),
  }
  return {
    message: { kind: 'search', platform, input: asked, texts: occurringTexts(input) },
    transferred: [values, networks, clients, exempt, unseen].map(({ buffer }) => buffer),
  }
}
