import { type Contender, compareCpu } from './compare-cpu.js'
import { startHoldfast } from './holdfast.js'
import { getRequest, type Load } from './load-job.js'
import { NATIVE_PEERS } from './native-peers.js'
import type { Plan, Row } from './row.js'
import { freePort, type StartedProcess, startPart } from './started-process.js'

const MOST_TIMES_BARE = 1.5
const HOLDFAST = 'Holdfast, all processes'
const NODE_PEERS = ['http-proxy', '@fastify/http-proxy']

/** What a forwarded GET costs, with 1 KB and with 64 KB of answer. */
export async function measureForwarding(
  originPort: number,
  { load, plan }: { load: Load; plan: Plan },
): Promise<Row[]> {
  const contenders = await startContenders(originPort)
  const rows: Row[] = []
  for (const kilobytes of [1, 64]) {
    const request = { request: getRequest(`/bytes/${kilobytes * 1024}`), status: 200 }
    const figure = `forwarded GET, ${kilobytes} KB`
    rows.push(...judged(await compareCpu(figure, contenders, request, { load, plan })))
  }
  for (const { process } of contenders) await process.stop()
  return rows
}

async function startContenders(originPort: number): Promise<Contender[]> {
  const start = async (name: string, begin: (port: number) => StartedProcess): Promise<Contender> => {
    const port = await freePort()
    return { name, port, process: begin(port) }
  }
  // Without its cache, so that it forwards everything like the others.
  const holdfast = await startHoldfast(originPort, { cache: 'off' })
  const contenders = [
    await start('bare undici pass-through', (port) => startPart('bare-pass-through', port, originPort)),
    { name: HOLDFAST, ...holdfast },
    await start('http-proxy', (port) => startPart('http-proxy', port, originPort)),
    await start('@fastify/http-proxy', (port) => startPart('fastify-http-proxy', port, originPort)),
  ]
  for (const peer of NATIVE_PEERS) {
    if (peer.program !== null) contenders.push(await start(peer.name, (port) => peer.start(port, originPort)))
  }
  for (const { port, process } of contenders) await process.untilListening(port)
  return contenders
}

/** Writes beside Holdfast's row what it was to reach, as seen from its peers' rows. */
function judged(rows: readonly Row[]): Row[] {
  const own = rows.find(({ contender }) => contender === HOLDFAST)
  const peers = rows.filter(({ contender }) => NODE_PEERS.includes(contender))
  if (!own) return [...rows]
  const reached = (own.ratio ?? Number.NaN) <= MOST_TIMES_BARE && peers.every(({ median }) => own.median < median)
  const target = { text: `≤ ${MOST_TIMES_BARE} × bare, less than both Node proxies`, reached }
  return rows.map((row) => (row === own ? { ...row, target } : row))
}
