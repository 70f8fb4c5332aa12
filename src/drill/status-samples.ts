import type { Status } from '../brain/status.js'
import type { Level } from '../detect/level.js'
import { AskedRegularly } from './asked-regularly.js'
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

/** Asks the console twice a second how it is. */
export class StatusSamples {
  readonly samples: StatusSample[] = []
  readonly #asked: AskedRegularly

  constructor(target: Target) {
    this.#asked = new AskedRegularly(target, '/api/status', (answer) => {
      const { platforms, edges } = answer as Status
      const platform = platforms.find(({ name }) => name === target.platform)
      if (platform === undefined) return
      const { level, served, cached, refused, challenged } = platform
      const connections = edges.reduce((sum, edge) => sum + edge.connections, 0)
      const memoryMb = edges.reduce((sum, edge) => sum + edge.memoryMb, 0)
      const normal = normalOf(platform)
      this.samples.push({ at: Date.now(), level, served, cached, refused, challenged, connections, memoryMb, normal })
    })
  }

  start(): Promise<void> {
    return this.#asked.start()
  }

  stop(): void {
    this.#asked.stop()
  }

  get latest(): StatusSample | null {
    return this.samples.at(-1) ?? null
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
