import { randomInt } from 'node:crypto'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { DURATION_EXPECTED, parseDuration } from '../src/cli/duration.js'
import { keepFile, keptFiles } from './engine/kept-files.js'
import type { Target } from './engine/target.js'
import { fuzzInThread } from './fuzz-in-thread.js'
import { TARGETS } from './targets.js'

const USAGE = `npm run fuzz -- [--for TIME] [--seed N] [--only NAME]

Feeds every parser that reads what a stranger sends with inputs made to break it, guided by which code they reach.
  --for TIME   in all, shared by the targets (default 60s)
  --seed N     repeat the run of this seed; sockets and clocks are never quite the same
  --only NAME  one target, or several with commas:
${TARGETS.map(({ name, about }) => `                 ${name.padEnd(18)} ${about}`).join('\n')}

What breaks one is minimised and kept in fuzz/regressions/NAME/, which "npm test" replays. Exit 0: nothing was found.
`

interface Options {
  forMs: number
  seed: number
  targets: readonly Target[]
}

/** @param root of the checkout, where corpus and regressions are. @returns the exit code */
async function fuzz(root: string, { forMs, seed, targets }: Options): Promise<number> {
  const folder = (name: string) => join(root, 'fuzz', name)
  const shares = targets.reduce((sum, { weight }) => sum + weight, 0)
  console.log(`fuzzing ${targets.length} targets for ${forMs / 1000} s in all, seed ${seed}\n`)
  console.log(row('target', 'inputs', 'blocks', 'kept', ''))
  let findings = 0
  for (const target of targets) {
    const known = [...keptFiles(folder('corpus'), target.name), ...keptFiles(folder('regressions'), target.name)]
    const outcome = await fuzzInThread(target, {
      seed,
      forMs: (forMs * target.weight) / shares,
      corpus: known.map(({ input }) => input),
    })
    const { executions, features, kept, finding } = outcome
    console.log(row(target.name, executions, features, kept, finding === null ? 'ok' : 'FOUND'))
    if (finding === null) continue
    findings++
    const path = keepFile(folder('regressions'), target.name, finding.input)
    console.log(`\n${finding.why}\n\nby ${finding.input.length} bytes, kept as ${relative(root, path)}:`)
    console.log(`${shown(finding.input)}\n`)
  }
  console.log(findings === 0 ? '\nnothing found' : `\n${findings} found: mend, and commit the kept input with it`)
  return findings === 0 ? 0 : 1
}

function row(name: string, ...cells: [number | string, number | string, number | string, string]): string {
  const [executions, features, kept, verdict] = cells.map(String)
  return `${name.padEnd(18)} ${executions?.padStart(9)} ${features?.padStart(7)} ${kept?.padStart(6)}  ${verdict}`
}

function shown(input: Uint8Array): string {
  const text = JSON.stringify(Buffer.from(input).toString('latin1'))
  return text.length <= 600 ? text : `${text.slice(0, 600)} …`
}

/** @returns what to do, or what is wrong with the arguments */
function readOptions(args: string[]): Options | string {
  const { values } = parseArgs({
    args,
    options: { for: { type: 'string', default: '60s' }, seed: { type: 'string' }, only: { type: 'string' } },
  })
  const forMs = parseDuration(values.for)
  if (forMs === null) return `--for: expected ${DURATION_EXPECTED}, found ${values.for}`
  if (values.seed !== undefined && !/^\d{1,10}$/.test(values.seed))
    return `--seed: expected a number, found ${values.seed}`
  const names = values.only?.split(',')
  const unknown = names?.find((name) => !TARGETS.some((target) => target.name === name))
  if (unknown !== undefined) return `--only: no target is called ${unknown}`
  const targets = TARGETS.filter(({ name }) => names?.includes(name) ?? true)
  return { forMs, seed: values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed), targets }
}

/** @returns the exit code: 0 nothing found, 1 something found, 2 wrong use */
export async function main(root: string, args: string[]): Promise<number> {
  let options: Options | string
  try {
    options = args.includes('--help') ? '' : readOptions(args)
  } catch (error) {
    options = (error as Error).message
  }
  if (typeof options !== 'string') return fuzz(root, options)
  console.log(options === '' ? USAGE : `${options}\n\n${USAGE}`)
  return options === '' ? 0 : 2
}
