import { ConfigError } from '../config/config-error.js'
import { loadConfig } from '../config/load-config.js'
import type { LimitedLogger } from '../config/logger.js'
import type { ReloadOutcome } from '../config/run-file.js'
import type { Running } from './supervisor.js'

/**
 * Reads the configuration again at every SIGHUP. With mistakes in it nothing changes. What became of it stands in the log
 * and in the run file. To be called before the start is over: until then a SIGHUP would end the process. Signals that come meanwhile are one more reading afterwards.
 */
export function reloadOnHangUp(file: string, starting: Promise<Running>, log: LimitedLogger): void {
  let wanted = 0
  let done = 0
  let under = Promise.resolve()
  process.on('SIGHUP', () => {
    wanted++
    under = under.then(async () => {
      if (done === wanted) return
      done = wanted
      try {
        const running = await starting
        running.note({ count: wanted, at: new Date().toISOString(), ...(await readAgain(file, running, log)) })
      } catch (error) {
        log.error('reload-failed', { error: error as Error })
      }
    })
  })
}

async function readAgain(
  file: string,
  running: Running,
  log: LimitedLogger,
): Promise<Pick<ReloadOutcome, 'changes' | 'needsRestart' | 'mistakes'>> {
  try {
    const { changes, needsRestart, failed } = await running.reload(loadConfig(file))
    log.info('reloaded', { changes, needsRestart })
    if (failed.length > 0) log.error('reload-incomplete', { failed })
    return { changes, needsRestart, mistakes: failed }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    log.error('reload-refused', { mistakes: error.message, stays: 'the configuration before' })
    return { changes: [], needsRestart: [], mistakes: error.message.split('\n') }
  }
}
