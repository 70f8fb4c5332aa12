import { connect } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createLogger, limitedLogger } from '../config/logger.js'
import { now } from '../edge/clock.js'
import { Edge } from '../edge/edge.js'
import { Listeners } from '../edge/listeners/listeners.js'
import { type FromBrain, fromBrain } from '../link/messages.js'
import { Peer } from '../link/peer.js'
import { receiveBoot } from './boot.js'
import { descriptorUse, heapUse } from './process-use.js'
import { whenReloaded } from './reload-message.js'
import { type Readiness, runPart } from './run-part.js'

const SUMMARY_MS = 250
const ADMISSION_MS = 50
const SWEEP_MS = 1_000
const CERTIFICATES_MS = 10_000
const FACTS_MS = 10_000
/** Counting them means to list them, which takes milliseconds when there are tens of thousands. */
const DESCRIPTORS_MS = 5_000
const RECONNECT_MS = 250
/** Transfers that go on for longer when Holdfast is stopped are cut off: a slow reader may not hold up a restart. */
const LONGEST_STOP_MS = 30_000

/** An edge worker: serves visitors, tells the brain what it sees four times a second, and lives on without it. */
async function main(): Promise<Readiness> {
  let stop = (): void => process.exit(0)
  const { boot, doors, onMessage } = await receiveBoot(() => stop())
  const { config, generation, secret, instance, linkPath } = boot
  const log = limitedLogger(createLogger(), now)
  const edge = new Edge({ config, generation, secret, instance, now, log })
  const listeners = new Listeners(edge)
  await edge.facts.renew()
  await listeners.listen(doors)

  let brain: Peer<FromBrain> | null = null
  const reach = () => {
    const socket = connect(linkPath)
    const peer = new Peer(
      socket,
      fromBrain,
      (message) => {
        edge.hear(message)
        // A certificate is about to be fetched, or has been: no reason to wait for the next look.
        if (message.kind === 'directive' && message.challenges) listeners.renewCertificates()
      },
      () => {
        if (brain === peer) log.warn('brain-lost')
        brain = null
        setTimeout(reach, RECONNECT_MS).unref()
      },
    )
    socket.once('connect', () => {
      brain = peer
      peer.send({ kind: 'hello', pid: process.pid, index: boot.index })
    })
  }
  reach()

  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let descriptors = await descriptorUse()
  let last = now()
  setInterval(() => {
    const periodMs = Math.max(1, now() - last)
    last += periodMs
    // The monitor measures from one of its own ticks to the next, its resolution included.
    const eventLoopP99Ms = Math.max(0, delay.percentile(99) / 1e6 - 10)
    delay.reset()
    const { summary, learned, visits, cleared } = edge.tick(periodMs, {
      eventLoopP99Ms,
      memoryMb: process.memoryUsage.rss() / (1024 * 1024),
      heapMb: heapUse(),
      descriptors,
    })
    if (cleared) brain?.send(cleared)
    brain?.send(summary)
    if (learned) brain?.send(learned)
    for (const message of visits) brain?.send(message)
  }, SUMMARY_MS)
  setInterval(async () => {
    descriptors = await descriptorUse()
  }, DESCRIPTORS_MS)
  setInterval(() => edge.tickAdmission(), ADMISSION_MS)
  setInterval(() => edge.sweep(), SWEEP_MS)
  setInterval(() => listeners.renewCertificates(), CERTIFICATES_MS)
  setInterval(() => edge.facts.renew(), FACTS_MS)

  let stopping = false
  const finish = async () => {
    if (stopping) return
    stopping = true
    await listeners.stop(Math.min(edge.limits.originHeadersMs, LONGEST_STOP_MS))
    process.exit(0)
  }
  // Also when the supervisor is gone: what is under way is finished first.
  stop = () => void finish()
  onMessage((message) => {
    if (message === 'stop') stop()
    whenReloaded(message, edge.generation, (next) => {
      edge.configure(next.config, next.generation)
      listeners.configure()
    })
  })
  process.on('uncaughtException', (error) => {
    log.error('edge-crashed', { error })
    process.exitCode = 1
    stop()
  })
  return { ready: true }
}

await runPart(main)
