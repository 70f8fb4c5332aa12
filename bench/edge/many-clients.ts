import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { configFromFlags } from '../../src/config/load-config.js'
import { createLogger, limitedLogger } from '../../src/config/logger.js'
import { now } from '../../src/edge/clock.js'
import { Connection } from '../../src/edge/connections/connection.js'
import { Edge } from '../../src/edge/edge.js'
import type { Platform } from '../../src/edge/platform.js'
import { parseAddress } from '../../src/traffic/address.js'
import { type Client, clientOf } from '../../src/traffic/client.js'
import { addressOf } from './load.js'
import { medianOf } from './row.js'

export interface ManyClientsResult {
  peakBytes: number
  /**
   * Median resident memory during the second half of the clients, beyond that of the first. Not the peaks: how far a heap
   * breathes between two collections is chance.
   */
  growthBytes: number
}

/** Clients between two summaries of the edge; the event loop turns then too, and sockets are let go. */
const BATCH = 10_000
const COST_MS = 5
/** Every so many clients the next one holds its place at the origin, so that the queue fills as well. */
const HOLDING_EVERY = 100
/** Every so many clients the next one comes by a connection of its own; all leave at the end of their batch. */
const CONNECTING_EVERY = 20

/**
 * Tells an edge of so many clients, none of which comes twice: everything in it that is kept by client hears of each of
 * them, as the stages tell it. Sends the result to the process that started this one.
 */
export async function feedManyClients(clients: number): Promise<void> {
  const log = limitedLogger(createLogger(), now)
  const config = configFromFlags({ origin: 'http://127.0.0.1:9' })
  const edge = new Edge({ config, secret: randomBytes(48), instance: 'bench', now, log })
  const [platform] = edge.platforms
  if (!platform) throw new Error('This edge has no platform.')
  // Armed, as in distress: only then is everybody looked up.
  platform.budget.arm(true)
  const resident: number[] = []
  for (let first = 0; first < clients; first += BATCH) {
    for (let i = first; i < first + BATCH; i++) tellOf(i, edge, platform)
    const { learned } = edge.tick(250, { eventLoopP99Ms: 0, memoryMb: 0 })
    platform.budget.arm(true)
    // As the brain confirms networks to every edge.
    if (learned) edge.knowledge.confirmed(learned.networks, learned.sessions)
    edge.tickAdmission()
    edge.sweep()
    edge.connections.closeAll()
    await nextTurn()
    resident.push(process.memoryUsage.rss())
  }
  const half = resident.length >> 1
  const growthBytes = medianOf(resident.slice(half)) - medianOf(resident.slice(0, half))
  const result: ManyClientsResult = { peakBytes: Math.max(...resident), growthBytes }
  process.send?.(result)
}

function tellOf(number: number, edge: Edge, platform: Platform): void {
  const address = parseAddress(addressOf(number))
  if (!address) throw new Error(`${addressOf(number)} is no address.`)
  const client = clientOf(address, edge.hash.string)
  const at = now()
  if (number % CONNECTING_EVERY === 0) edge.connections.add(new Connection(new Socket(), client, 'head', at), at)
  edge.knowledge.noticeNetwork(client.network)
  platform.budget.state(client.key, at)
  askForPlace(client, platform, at, number % HOLDING_EVERY === 0)
}

function askForPlace(client: Client, platform: Platform, at: number, holding: boolean): void {
  const visit = { tier: 'important', known: 'ordinary', client: client.key, activity: 0, slowed: false } as const
  const entered = platform.admission.enter(visit, at, () => {})
  platform.counts.asked(0, false, entered.kind === 'admitted')
  if (entered.kind === 'full') {
    platform.budget.chargeUnserved(client.key, COST_MS, at)
    return
  }
  if (holding) return
  if (entered.ticket.state === 'admitted')
    platform.admission.finish(entered.ticket, { latencyMs: COST_MS, ok: true }, at)
  else platform.admission.leave(entered.ticket, at)
  platform.budget.charge(client.key, COST_MS, null, at)
  platform.counts.visit('served', 0, COST_MS)
}
