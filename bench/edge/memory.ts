import { edgePid, startHoldfast } from './holdfast.js'
import { getRequest, type Load } from './load-job.js'
import type { ManyClientsResult } from './many-clients.js'
import { forgetPeak, residentBytes } from './process-usage.js'
import { type Plan, type Row, spreadOf } from './row.js'
import { freePort, type StartedProcess, startPart } from './started-process.js'
import { download, upload } from './transfer.js'

const MEGABYTE = 1024 * 1024
const MOST_GROWTH_MB = 32
const MOST_EDGE_MB = 256
/** Five million numbers, the least that a structure without a bound would keep of the second half, are 40 MB. */
const FLAT_WITHIN_MB = 16

/**
 * Download and upload of a body that is far larger than what they may cost, and the same through the bare pass-through:
 * what Node itself takes for them. Each in a process that has served small answers but never a large body.
 */
export async function measureTransfers(originPort: number, { load, plan }: { load: Load; plan: Plan }): Promise<Row[]> {
  const rows: Row[] = []
  for (const [what, transfer] of [
    ['download', download],
    ['upload', upload],
  ] as const) {
    const figure = `${what} of ${inGigabytes(plan.transferBytes)}, growth`
    const growths: Record<'own' | 'bare', number[]> = { own: [], bare: [] }
    for (let round = 0; round < plan.transferRounds; round++) {
      for (const who of ['own', 'bare'] as const) {
        const { port, process, pid } = await (who === 'own' ? startEdge(originPort) : startBare(originPort))
        const request = getRequest('/bytes/1024')
        await load.run({ port, request, requests: plan.smallAnswers, connections: plan.connections }, 200)
        const before = residentBytes(pid()).now
        forgetPeak(pid())
        await transfer(port, plan.transferBytes)
        growths[who].push((residentBytes(pid()).peak - before) / MEGABYTE)
        await process.stop()
      }
    }
    const own = spreadOf(growths.own)
    const target = { text: `< ${MOST_GROWTH_MB} MB`, reached: own.most < MOST_GROWTH_MB }
    rows.push(
      { figure, contender: 'bare undici pass-through', unit: 'MB', ...spreadOf(growths.bare) },
      { figure, contender: 'Holdfast, the edge', unit: 'MB', ...own, target },
    )
  }
  return rows
}

interface Passing {
  port: number
  process: StartedProcess
  /** The process that visitors talk to. */
  pid: () => number
}

async function startEdge(originPort: number): Promise<Passing> {
  const holdfast = await startHoldfast(originPort, {})
  await holdfast.process.untilListening(holdfast.port)
  return { ...holdfast, pid: () => edgePid(holdfast) }
}

async function startBare(originPort: number): Promise<Passing> {
  const port = await freePort()
  const process = startPart('bare-pass-through', port, originPort)
  await process.untilListening(port)
  return { port, process, pid: () => process.pid }
}

/** An edge's memory with clients that are ever new. */
export async function measureClients(originPort: number, { load, plan }: { load: Load; plan: Plan }): Promise<Row[]> {
  return [await measureClientsOverTheWire(originPort, { load, plan }), ...(await measureManyClients(plan))]
}

/** Clients behind a trusted proxy, each asking once and being forwarded: everything that is counted counts them. */
async function measureClientsOverTheWire(originPort: number, { load, plan }: { load: Load; plan: Plan }): Promise<Row> {
  const holdfast = await startHoldfast(originPort, { trustedProxies: ['127.0.0.1'] })
  const { port, process } = holdfast
  await process.untilListening(port)
  const pid = edgePid(holdfast)
  const request = getRequest('/bytes/1024', 'X-Forwarded-For: {client}')
  const ask = (requests: number, firstClient: number) =>
    load.run({ port, request, requests, connections: plan.connections, firstClient }, 200)
  await ask(plan.smallAnswers, 0)
  forgetPeak(pid)
  await ask(plan.clientsOverTheWire, plan.smallAnswers)
  const peak = residentBytes(pid).peak / MEGABYTE
  await process.stop()
  const figure = `${inThousands(plan.clientsOverTheWire)} clients over the wire, peak`
  const target = { text: `≤ ${MOST_EDGE_MB} MB`, reached: peak <= MOST_EDGE_MB }
  return { ...single(figure, 'Holdfast, the edge', peak), target }
}

async function measureManyClients({ clients }: Plan): Promise<Row[]> {
  const process = startPart('many-clients', clients)
  const { peakBytes, growthBytes } = await process.nextMessage<ManyClientsResult>()
  await process.stop()
  const peak = peakBytes / MEGABYTE
  const growth = growthBytes / MEGABYTE
  const contender = 'Holdfast, all that counts clients'
  return [
    {
      ...single(`${inMillions(clients)} clients, peak`, contender, peak),
      target: { text: `≤ ${MOST_EDGE_MB} MB`, reached: peak <= MOST_EDGE_MB },
    },
    {
      ...single(`${inMillions(clients)} clients, growth in the second half`, contender, growth),
      target: { text: `flat: ≤ ${FLAT_WITHIN_MB} MB`, reached: growth <= FLAT_WITHIN_MB },
    },
  ]
}

function single(figure: string, contender: string, megabytes: number): Row {
  return { figure, contender, unit: 'MB', median: megabytes, least: megabytes, most: megabytes }
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1024 / MEGABYTE).toFixed(1).replace('.0', '')} GB`
}

function inThousands(count: number): string {
  return `${Math.round(count / 1000)},000`
}

function inMillions(count: number): string {
  return `${count / 1_000_000} million`
}
