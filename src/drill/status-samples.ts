import type { ActivityState, Status } from '../brain/status.js'
import type { Level } from '../detect/level.js'
import type { Tier } from '../traffic/tier.js'
import { AskedRegularly } from './asked-regularly.js'
import { CpuOfProcesses } from './cpu-of-processes.js'
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
  /** How close the origin is to falling over, 0..1, and requests there now. */
  distress: number
  inFlight: number
  /** Of all edges. */
  connections: number
  memoryMb: number
  /** Cores that the edges used since the last sample; null where that cannot be told. */
  cpu: number | null
  activities: ActivitySample[]
  /** null: Holdfast does not say. */
  normal: NormalKnown | null
}

export interface ActivitySample {
  name: string
  tier: Tier
  state: ActivityState
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
  readonly #cpu = new CpuOfProcesses()

  /** @param onStatus told of every answer */
  constructor(target: Target, onStatus: (status: Status) => void) {
    this.#asked = new AskedRegularly(target, '/api/status', (answer) => {
      const status = answer as Status
      onStatus(status)
      const platform = status.platforms.find(({ name }) => name === target.platform)
      if (platform === undefined) return
      const { level, served, cached, refused, challenged, distress, atOrigin, activities } = platform
      this.samples.push({
        at: Date.now(),
        level,
        served,
        cached,
        refused,
        challenged,
        distress,
        inFlight: atOrigin.inFlight,
        connections: status.edges.reduce((sum, edge) => sum + edge.connections, 0),
        memoryMb: status.edges.reduce((sum, edge) => sum + edge.memoryMb, 0),
        cpu: this.#cpu.of(
          status.edges.map(({ pid }) => pid),
          performance.now(),
        ),
        activities: activities.map(({ name, tier, state }) => ({ name, tier, state })),
        normal: normalOf(platform),
      })
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
