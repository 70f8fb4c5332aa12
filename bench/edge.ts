/**
 * What the edge costs, beside its peers: `npm run bench:edge [-- --quick] [-- --only GROUP] [-- --json]`. See bench/README.md.
 * Started with the name of a part, it is one of the processes of the measurement.
 */
import { parseArgs } from 'node:util'
import { measureAnswering } from './edge/answering.js'
import { measureForwarding } from './edge/forwarding.js'
import { Load } from './edge/load-job.js'
import { measureClients, measureTransfers } from './edge/memory.js'
import { printed, reportOf } from './edge/report.js'
import type { Plan, Row } from './edge/row.js'
import { freePort, startPart, stopAll } from './edge/started-process.js'
import { measureStarting } from './edge/starting.js'

const GIGABYTE = 1024 ** 3
const FULL: Plan = {
  rounds: 25,
  warmUpRequests: 50_000,
  requests: 2_000,
  connections: 32,
  smallAnswers: 10_000,
  transferBytes: 2 * GIGABYTE,
  transferRounds: 3,
  clients: 10_000_000,
  clientsOverTheWire: 100_000,
  starts: 7,
}
const QUICK: Plan = {
  ...FULL,
  rounds: 9,
  warmUpRequests: 10_000,
  requests: 1_000,
  smallAnswers: 3_000,
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

interface Group {
  about: string
  measure: (originPort: number, means: { load: Load; plan: Plan }) => Promise<Row[]>
}

/** The parts of the table, in their order. */
const GROUPS: Record<string, Group> = {
  forwarding: { about: 'CPU of forwarded requests', measure: measureForwarding },
  answering: { about: 'CPU of cached answers and refusals', measure: measureAnswering },
  bodies: { about: 'memory for large bodies', measure: measureTransfers },
  clients: { about: 'memory for ever new clients', measure: measureClients },
  start: { about: 'start', measure: async (port, { plan }) => [await measureStarting(port, plan)] },
}

const USAGE = `npm run bench:edge [-- --quick] [-- --only GROUP] [-- --json]

Measures what the edge costs beside its peers, on loopback, and prints one table. See bench/README.md.
  --quick       smaller, for a look
  --only GROUP  one part of the table, or several with commas: ${Object.keys(GROUPS).join(', ')}
  --json        for a program
`

interface Options {
  plan: Plan
  json: boolean
  groups: Group[]
}

const [first = '', ...rest] = process.argv.slice(2)
const part = PARTS.get(first)
if (part) {
  process.on('disconnect', () => process.exit(0))
  await part(...rest.map(Number))
} else await measure(process.argv.slice(2))

async function measure(args: string[]): Promise<void> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    console.log(options)
    process.exit(options === USAGE ? 0 : 2)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stopAll().then(() => process.exit(1)))
  }
  const { plan, json, groups } = options
  try {
    const report = reportOf(await measureAll(groups, plan), plan)
    console.log(json ? JSON.stringify(report, null, 2) : printed(report))
  } finally {
    await stopAll()
  }
}

/** @returns what to do, or what to say */
function readOptions(args: string[]): Options | string {
  try {
    const flag = { type: 'boolean', default: false } as const
    const { values } = parseArgs({
      args,
      options: { quick: flag, json: flag, help: flag, only: { type: 'string' } },
    })
    if (values.help) return USAGE
    const names = values.only?.split(',') ?? Object.keys(GROUPS)
    const unknown = names.find((name) => !Object.hasOwn(GROUPS, name))
    if (unknown !== undefined) return `--only: there is no part called ${unknown}\n\n${USAGE}`
    const groups = Object.entries(GROUPS).filter(([name]) => names.includes(name))
    return { plan: values.quick ? QUICK : FULL, json: values.json, groups: groups.map(([, group]) => group) }
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`
  }
}

async function measureAll(groups: readonly Group[], plan: Plan): Promise<Row[]> {
  const port = await freePort()
  const origin = startPart('origin', port)
  const load = new Load()
  await origin.untilListening(port)
  const rows: Row[] = []
  for (const { about, measure } of groups) {
    console.error(`measuring: ${about} …`)
    rows.push(...(await measure(port, { load, plan })))
  }
  return rows
}
