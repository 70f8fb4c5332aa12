import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { Brain, type EdgeLink } from '../brain/brain.js'
import { EvidenceKeeper } from '../brain/evidence-keeper.js'
import { keptBaselines } from '../brain/kept-baselines.js'
import { type MinerRequest, MinerThread } from '../brain/miner-thread.js'
import { RuleBook } from '../brain/rule-book.js'
import { DiskCheck } from '../brain/self-check/disk-check.js'
import { certificateEnds, certificateWarnings } from '../config/check-certificates.js'
import { createLogger, limitedLogger } from '../config/logger.js'
import { readVersion } from '../config/version.js'
import { startConsole } from '../console/start-console.js'
import { now } from '../edge/clock.js'
import { fromEdge } from '../link/messages.js'
import { Peer } from '../link/peer.js'
import { receiveBoot } from './boot.js'
import { CertificateUpkeep } from './certificate-upkeep.js'
import { whenReloaded } from './reload-message.js'
import { type Readiness, runPart } from './run-part.js'

const TICK_MS = 250
const CERTIFICATES_MS = 5_000
const DISK_MS = 60_000

/** The brain and the console: one process, which may die without a visitor noticing. */
async function main(): Promise<Readiness> {
  let linkFolder: string | null = null
  const { boot, onMessage } = await receiveBoot(() => {
    // Nobody else is left to clean up behind a supervisor that was killed.
    if (linkFolder !== null) rmSync(linkFolder, { recursive: true, force: true })
    process.exit(0)
  })
  const { config, generation, linkPath, startedAt, localToken, keyId } = boot
  linkFolder = dirname(linkPath)
  const logger = createLogger()
  const log = limitedLogger(logger, now)
  const onTrouble = (why: string) => log.warn('search-failed', { why })
  const miner = new MinerThread({ onTrouble })
  const surroundings = {
    keyId,
    miner: (request: MinerRequest) => miner.mine(request),
    ...keptBaselines(config.dataDir, log),
    book: new RuleBook(join(config.dataDir, 'rules.json')),
  }
  const startedAtMs = Date.parse(startedAt)
  const version = readVersion()
  const wallClock = Date.now
  const brain = new Brain({ config, startedAt: startedAtMs, version, now, wallClock, surroundings, generation })

  const server = createServer((socket) => {
    let link: EdgeLink | null = null
    const peer = new Peer(
      socket,
      fromEdge,
      (message) => {
        if (message.kind === 'hello') link = { index: message.index, send: (reply) => void peer.send(reply) }
        if (link) brain.receive(link, message)
      },
      (error) => {
        if (error) log.warn('edge-link-failed', { error })
        if (link) brain.lost(link)
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(linkPath, resolve)
  })
  chmodSync(linkPath, 0o600)
  setInterval(() => brain.tick(), TICK_MS)
  let current = config
  const upkeep = new CertificateUpkeep(brain, log, now)
  const lookAtCertificates = () => {
    brain.certificateWarnings = [...certificateWarnings(current, now()), ...upkeep.warnings()]
    brain.certificates = certificateEnds(current).map(({ name, until }) => ({
      name,
      until: new Date(until).toISOString(),
    }))
  }
  void upkeep.configure(config).then(lookAtCertificates)
  setInterval(lookAtCertificates, CERTIFICATES_MS)

  const named = config.platforms[0]?.hosts.find((host) => !host.includes('*')) ?? hostname()
  const evidence = await EvidenceKeeper.open(config.dataDir, named, version, wallClock())
  const seen = { rules: () => brain.rules(), friction: () => brain.friction(), lists: () => brain.lists() }
  brain.subscribe((status) => evidence.see({ status, ...seen }, wallClock()))

  const disk = new DiskCheck(config.dataDir)
  const lookAtDisk = async () => {
    await disk.look()
    brain.diskTroubles = [...disk.troubles, ...evidence.troubles]
  }
  void lookAtDisk()
  setInterval(() => void lookAtDisk(), DISK_MS)

  const { console: settings } = config
  const auth = {
    localToken,
    ...(settings?.password === undefined ? {} : { password: settings.password }),
    ...(settings?.token === undefined ? {} : { token: settings.token }),
  }
  const console = settings ? await startConsole({ view: brain, listen: settings.listen, auth, log: logger }) : null
  onMessage((message) => {
    if (message === 'stop') void evidence.end(wallClock()).finally(() => process.exit(0))
    whenReloaded(message, generation, (next) => {
      current = next.config
      brain.configure(next.config, next.generation)
      void upkeep.configure(next.config).then(lookAtCertificates)
    })
  })
  return { ready: true, consoleUrl: console?.url ?? null }
}

await runPart(main)
