import { spawn } from 'node:child_process'
import { cpuMs } from '../edge/process-usage.js'

const LONGEST_MS = 5 * 60_000
const REMEMBERED = 2_000
/** How often the CPU time of a command is looked at: the last look is what is known when it has ended. */
const LOOK_EVERY_MS = 50

/** The command said no, or nothing for too long. */
export class CommandError extends Error {
  override name = 'CommandError'
}

/** Makes a baseline of a log. */
export function learn(log: string, dataDir: string): Promise<number> {
  return run(['learn', log, '--data-dir', dataDir])
}

/** Runs Holdfast over a log, on the log's own clock. @param capacity of the site, in requests a second */
export function replay(
  log: string,
  { baseline, verdicts, capacity }: { baseline: string; verdicts: string; capacity: number },
): Promise<number> {
  return run([
    'replay',
    log,
    '--baseline',
    baseline,
    '--verdicts',
    verdicts,
    '--capacity',
    String(Math.round(capacity)),
  ])
}

/**
 * Runs `holdfast` as people do, and nothing of it in this process: the judge sees what they see.
 * @returns milliseconds of CPU it took, of all its threads; right to a look
 */
async function run(args: readonly string[]): Promise<number> {
  let usedMs = 0
  const child = spawn(process.execPath, ['bin/holdfast', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-REMEMBERED)
    })
  }
  const looking = setInterval(() => {
    usedMs = Math.max(usedMs, cpuMs(child.pid === undefined ? [] : [child.pid]))
  }, LOOK_EVERY_MS)
  const tooLong = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(tooLong)
  clearInterval(looking)
  process.off('exit', end)
  // 1 is a finding, such as an attack in the log: a good answer.
  if (code !== 0 && !(code === 1 && args[0] === 'replay')) {
    const how = code === null ? `was ended after ${LONGEST_MS / 1000} s` : `ended with ${code}`
    throw new CommandError(
      `holdfast ${args.join(' ')} ${how}: ${said.trim().split('\n').slice(-5).join('\n') || 'nothing said'}`,
    )
  }
  return usedMs
}
