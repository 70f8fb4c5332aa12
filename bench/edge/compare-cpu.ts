import type { Load } from './load-job.js'
import { cpuMs } from './process-usage.js'
import { medianOf, type Plan, type Row, spreadOf } from './row.js'
import type { StartedProcess } from './started-process.js'

export interface Contender {
  name: string
  port: number
  process: StartedProcess
}

interface Measured extends Contender {
  /** CPU microseconds a request, one for each round. */
  rounds: number[]
}

/**
 * CPU time (user and system, of all processes of a contender) for each of the same requests. The contenders take turns
 * within every round, so that what else the machine does falls on all of them alike. The first one is the measure.
 * @throws Error when an answer has another status than `status`
 */
export async function compareCpu(
  figure: string,
  contenders: readonly Contender[],
  { request, status }: { request: string; status: number },
  { load, plan }: { load: Load; plan: Plan },
): Promise<Row[]> {
  const ask = ({ port }: Contender, requests: number) =>
    load.run({ port, request, requests, connections: plan.connections }, status)
  for (const contender of contenders) await ask(contender, plan.warmUpRequests)

  const all: Measured[] = contenders.map((contender) => ({ ...contender, rounds: [] }))
  for (let round = 0; round < plan.rounds; round++) {
    for (const contender of all) {
      const { pids } = contender.process
      const before = cpuMs(pids)
      await ask(contender, plan.requests)
      contender.rounds.push(((cpuMs(pids) - before) * 1000) / plan.requests)
    }
  }
  return all.map(({ name, rounds }) => ({
    figure,
    contender: name,
    unit: 'µs',
    ...spreadOf(rounds),
    ratio: medianOf(rounds.map((cpu, round) => cpu / (all[0]?.rounds[round] ?? Number.NaN))),
  }))
}
