/**
 * What Holdfast sees in traffic whose truth is known: `npm run bench:detect [-- --quick]`. See bench/README.md.
 * It judges from outside, by the commands `learn` and `replay` alone.
 */
import { parseArgs } from 'node:util'
import { FULL, QUICK } from './traces/catalogue.js'
import { allReached, printed, reportOf } from './traces/report.js'
import { type Asked, runTraces } from './traces/run-traces.js'

const USAGE = `npm run bench:detect [-- --quick] [-- --only NAME] [-- --json]

Mixes calm traffic with attacks and with crowds, has Holdfast learn the calm and replay the mixture, and compares its
verdicts with the truth. About ten minutes.
  --quick        one seed, short attacks, half of the real week
  --only NAME    traces with this in their name: search-facets, /real/, crawler-sweep/rehearsed/1
  --seeds N      how many variants of each; default 3
  --within MIN   starts no trace after so many minutes; default 10. What was left out is named
  --keep DIR     keeps the logs, truths and verdicts, to look at or to replay by hand
  --whole        logs in whole seconds, as most servers write them; else with milliseconds, as the edge knows them
  --json         the same for a program
Exit 0: all figures reached. 1: some were missed, or a trace failed.
`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    console.log(options)
    return options === USAGE ? 0 : 2
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))
  const run = await runTraces(options.asked, (what) => console.error(what))
  if (run.outcomes.length === 0) {
    console.error(
      `No trace was run.${options.asked.only === '' ? '' : ` Is there one with ${options.asked.only} in its name?`}`,
    )
    for (const what of run.skipped) console.error(`skipped: ${what}`)
    return 2
  }
  const report = reportOf(run)
  console.log(options.json ? JSON.stringify(report, null, 2) : printed(report))
  return allReached(report) ? 0 : 1
}

function readOptions(args: string[]): { asked: Asked; json: boolean } | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        seeds: { type: 'string' },
        within: { type: 'string', default: '10' },
        keep: { type: 'string' },
        whole: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return USAGE
    for (const name of ['seeds', 'within'] as const) {
      const value = values[name]
      if (value !== undefined && !/^[1-9]\d{0,2}$/.test(value))
        return `--${name}: expected a number from 1 on, found ${value}`
    }
    const size = values.quick ? QUICK : FULL
    return {
      asked: {
        size: values.seeds === undefined ? size : { ...size, seeds: Number(values.seeds) },
        only: values.only,
        withinMs: Number(values.within) * 60_000,
        keep: values.keep ?? null,
        bothHalves: !values.quick,
        times: values.whole ? 'whole' : 'fine',
      },
      json: values.json,
    }
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`
  }
}
