import type { Status } from '../brain/status.js'
import type { Level } from '../detect/level.js'
import type { Target } from './target.js'

/** What Holdfast said of itself at one moment of the drill. */
export interface StatusSample {
  /** Unix time in milliseconds. */
  at: number
  level: Level
  /** Totals since Holdfast's start, for the platform. */
  served: number
  cached: number
  refused: number
  challenged: number
  /** Of all edges. */
  connections: number
  memoryMb: number
  /** null: Holdfast does not say. */
  normal: NormalKnown | null
}

/** What the defence has learned of normal visits. */
export interface NormalKnown {
  visits: number
  /** It is enough to tell an attack by. */
  ready: boolean
}

const EVERY_MS = 500
const ANSWER_WITHIN_MS = 2_000

/** Asks the console twice a second how it is; a question without an answer leaves a gap and nothing else. */
export class StatusSamples {
  readonly samples: StatusSample[] = []
  readonly #target: Target
  #timer: NodeJS.Timeout | null = null
  #asking = false

  constructor(target: Target) {
    this.#target = target
  }

  async start(): Promise<void> {
    await this.#ask()
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  get latest(): StatusSample | null {
    return this.samples.at(-1) ?? null
  }

  async #ask(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      const reply = await this.#target.askConsole('/api/status', { timeoutMs: ANSWER_WITHIN_MS })
      const status = JSON.parse(reply.body) as Status
      const platform = status.platforms.find(({ name }) => name === this.#target.platform)
      if (platform === undefined) return
      const { level, served, cached, refused, challenged } = platform
      const connections = status.edges.reduce((sum, edge) => sum + edge.connections, 0)
      const memoryMb = status.edges.reduce((sum, edge) => sum + edge.memoryMb, 0)
      const normal = normalOf(platform)
      this.samples.push({ at: Date.now(), level, served, cached, refused, challenged, connections, memoryMb, normal })
    } catch {
      // A console that is too busy to answer shows as a gap between samples.
    } finally {
      this.#asking = false
    }
  }
}

/** A Holdfast that was told not to learn, or has no defence of this kind, has no such field. */
function normalOf(platform: object): NormalKnown | null {
  const normal: unknown = 'normal' in platform ? platform.normal : null
  if (typeof normal !== 'object' || normal === null || !('visits' in normal) || !('ready' in normal)) return null
  return typeof normal.visits === 'number' && typeof normal.ready === 'boolean'
    ? { visits: normal.visits, ready: normal.ready }
    : null
}
