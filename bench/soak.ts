/**
 * Whether Holdfast still is after a long time what it was at the start: `npm run soak [-- --for 2h]`. See bench/README.md.
 * Started with the name of a part, it is one of the processes of the measurement.
 */
import { parseArgs } from 'node:util'
import { DURATION_EXPECTED, parseDuration } from '../src/cli/duration.js'
import { startPart, stopAll } from './edge/started-process.js'
import { serveLiveOrigin } from './soak/live-origin.js'
import { soak } from './soak/run-soak.js'

/** Shorter, nothing is warm when it is compared. */
const LEAST_MS = 240_000

const USAGE = `npm run soak [-- --for TIME] [-- --seed N]

Holdfast before the newsroom, and before a small site of event streams and WebSockets, under mixed load: rehearsed real
visitors all the time, and in turns a flood and slow connections. Prints every ten seconds what it uses and what visitors
feel, and closes with a verdict. On loopback only.
  --for TIME   default 20m, at least 4m; rounds of about two minutes (at least five rounds, shorter ones then):
               calm, flood, calm, slow connections, calm
  --seed N     the same visitors and attacks as in the run of this seed
Exit 0: nothing grew and no real visitor failed outside of the attacks.
`

const args = process.argv.slice(2)
if (args[0] === 'live-origin') {
  process.on('disconnect', () => process.exit(0))
  await serveLiveOrigin()
} else process.exitCode = await main()

async function main(): Promise<number> {
  const options = readOptions()
  if (typeof options === 'string') {
    console.log(options)
    return options === USAGE ? 0 : 2
  }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  try {
    return (await soak({ ...options, startLiveOrigin: () => startPart('live-origin') }, stop.signal)) ? 0 : 1
  } finally {
    await stopAll()
  }
}

function readOptions(): { forMs: number; seed: number } | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        for: { type: 'string', default: '20m' },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    })
    const forMs = parseDuration(values.for)
    if (values.help) return USAGE
    if (forMs === null || forMs < LEAST_MS)
      return `--for: expected ${DURATION_EXPECTED}, at least 4m, found ${values.for}`
    if (!/^\d{1,9}$/.test(values.seed)) return `--seed: expected a number, found ${values.seed}`
    return { forMs, seed: Number(values.seed) }
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`
  }
}
