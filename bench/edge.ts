/**
 * What the edge costs, beside its peers: `npm run bench:edge [-- --quick] [-- --json]`. See bench/README.md.
 * Started with the name of a part, it is one of the processes of the measurement.
 */
import { measureAnswering } from './edge/answering.js'
import { measureForwarding } from './edge/forwarding.js'
import { Load } from './edge/load-job.js'
import { measureMemory } from './edge/memory.js'
import { printed, reportOf } from './edge/report.js'
import type { Plan, Row } from './edge/row.js'
import { freePort, startPart, stopAll } from './edge/started-process.js'
import { measureStarting } from './edge/starting.js'

const GIGABYTE = 1024 ** 3
const FULL: Plan = {
  rounds: 5,
  warmUpRequests: 10_000,
  requests: 10_000,
  connections: 32,
  transferBytes: 2 * GIGABYTE,
  clients: 10_000_000,
  clientsOverTheWire: 100_000,
  starts: 7,
}
const QUICK: Plan = {
  ...FULL,
  rounds: 3,
  warmUpRequests: 3_000,
  requests: 3_000,
  transferBytes: GIGABYTE / 4,
  clients: 1_000_000,
  clientsOverTheWire: 10_000,
  starts: 3,
}

/** The processes that take part, each with numbers for arguments. What they need is loaded in them only. */
const PARTS = new Map<string, (...args: number[]) => Promise<void>>([
  ['origin', async (port = 0) => (await import('./edge/origin.js')).serveOrigin(port)],
  ['load', async () => (await import('./edge/load.js')).serveLoad()],
  ['many-clients', async (clients = 0) => (await import('./edge/many-clients.js')).feedManyClients(clients)],
  [
    'bare-answer',
    async (port = 0, status = 200, bytes = 0) =>
      (await import('./edge/bare-answer.js')).serveBareAnswer(port, status, bytes),
  ],
  [
    'bare-pass-through',
    async (port = 0, origin = 0) => (await import('./edge/bare-pass-through.js')).serveBarePassThrough(port, origin),
  ],
  ['http-proxy', async (port = 0, origin = 0) => (await import('./edge/http-proxy.js')).serveHttpProxy(port, origin)],
  [
    'fastify-http-proxy',
    async (port = 0, origin = 0) => (await import('./edge/fastify-http-proxy.js')).serveFastifyHttpProxy(port, origin),
  ],
])

const [first = '', ...rest] = process.argv.slice(2)
const part = PARTS.get(first)
if (part) {
  process.on('disconnect', () => process.exit(0))
  await part(...rest.map(Number))
} else await measure(process.argv.slice(2))

async function measure(options: readonly string[]): Promise<void> {
  const unknown = options.find((option) => option !== '--quick' && option !== '--json')
  if (unknown !== undefined) {
    console.error(`Unknown option ${unknown}. There are --quick (smaller, for a look) and --json.`)
    process.exit(2)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stopAll().then(() => process.exit(1)))
  }
  const plan = options.includes('--quick') ? QUICK : FULL
  try {
    const report = reportOf(await measureAll(plan), plan)
    console.log(options.includes('--json') ? JSON.stringify(report, null, 2) : printed(report))
  } finally {
    await stopAll()
  }
}

async function measureAll(plan: Plan): Promise<Row[]> {
  const port = await freePort()
  const origin = startPart('origin', port)
  const load = new Load()
  await origin.untilListening(port)
  const say = (what: string) => console.error(`measuring: ${what} …`)
  say('CPU of forwarded requests')
  const forwarding = await measureForwarding(port, { load, plan })
  say('CPU of cached answers and refusals')
  const answering = await measureAnswering(port, { load, plan })
  say('memory')
  const memory = await measureMemory(port, { load, plan })
  say('start')
  return [...forwarding, ...answering, ...memory, await measureStarting(port, plan)]
}
