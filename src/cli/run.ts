import { resolve } from 'node:path'
import type { Command } from 'commander'
import { certificateWarnings } from '../config/check-certificates.js'
import type { Config } from '../config/config.js'
import { ConfigError } from '../config/config-error.js'
import { configFromFlags, loadConfig } from '../config/load-config.js'
import { createLogger, limitedLogger } from '../config/logger.js'
import { reloadOnHangUp } from '../run/reload-on-hang-up.js'
import { type Running, supervise } from '../run/supervisor.js'
import { CommandFailure, UsageError, withExamples } from './command.js'
import { untilStopped } from './until-stopped.js'

interface RunOptions {
  config?: string
  origin?: string
  listen?: string
  dataDir?: string
}

export function register(program: Command): void {
  const command = program
    .command('run')
    .description('Stands in front of your platforms and keeps them open, until it is stopped.')
    .option('--config <file>', 'the configuration (default: holdfast.yaml, unless --origin is given)')
    .option('--origin <url>', 'without a file: protect the one site at this address')
    .option('--listen <port|address>', 'without a file: where visitors come in (default: 8080)')
    .option('--data-dir <dir>', 'without a file: where Holdfast keeps what it must (default: ./data)')
    .action(run)
  withExamples(command, [
    ['holdfast run', 'with ./holdfast.yaml'],
    ['holdfast run --config /etc/holdfast.yaml', 'with another file'],
    ['holdfast run --origin http://127.0.0.1:3000 --listen 8080', 'to try it, without a file'],
  ])
}

async function run(options: RunOptions): Promise<void> {
  const file = options.origin === undefined ? (options.config ?? 'holdfast.yaml') : null
  const config = configOf(options)
  const log = limitedLogger(createLogger(), Date.now)
  const warnings = [...config.warnings, ...certificateWarnings(config, Date.now())]
  if (warnings.length > 0) log.warn('config-warnings', { warnings })
  // Who finds the run file may ask it to stop in the same moment.
  const stopped = untilStopped()
  let running: Running
  try {
    const starting = supervise(config, log, file === null ? {} : { configFile: resolve(file) })
    if (file !== null) reloadOnHangUp(file, starting, log)
    running = await starting
  } catch (error) {
    throw new CommandFailure((error as Error).message)
  }
  const { listen, console } = running.info
  log.info('started', {
    visitors: [
      ...listen.http.map(({ host, port }) => `http ${host} ${port}`),
      ...listen.https.map(({ host, port }) => `https ${host} ${port}`),
    ],
    console: console?.url ?? 'off',
    consoleAccess: consoleAccess(config),
    platforms: running.info.platforms.map(({ name }) => name),
  })
  await stopped
  log.info('stopping')
  await running.stop()
}

function configOf({ config, origin, listen, dataDir }: RunOptions): Config {
  if (origin === undefined && listen !== undefined)
    throw new UsageError('--listen goes with --origin; with a file, set "listen" there.')
  if (config !== undefined && origin !== undefined) throw new UsageError('Give either --config or --origin, not both.')
  try {
    if (origin === undefined) return loadConfig(config ?? 'holdfast.yaml')
    return configFromFlags({
      origin,
      ...(listen === undefined ? {} : { listen }),
      ...(dataDir === undefined ? {} : { dataDir }),
    })
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message)
    throw error
  }
}

function consoleAccess({ console }: Config): string {
  if (!console) return 'off'
  if (console.password !== undefined) return 'password'
  return console.token === undefined ? 'open to users of this machine, nobody else' : 'token'
}
