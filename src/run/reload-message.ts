import type { Config } from '../config/config.js'

/** What the supervisor tells its processes when the configuration was read again. */
export interface ReloadMessage {
  config: Config
  /** Grows with every reading, so that a process that was started with the new one already does not take it twice. */
  generation: number
}

/** Their answer. `wrong` says why nothing has changed, null when all has. */
export interface ReloadedMessage {
  reloaded: number
  wrong: string | null
}

/**
 * In a process: takes on a new configuration when the message is one, and tells the supervisor.
 * @param generation what the process has
 */
export function whenReloaded(message: unknown, generation: number, apply: (next: ReloadMessage) => void): void {
  if (!isReload(message)) return
  let wrong: string | null = null
  try {
    if (message.generation > generation) apply(message)
  } catch (error) {
    wrong = (error as Error).message
  }
  const answer: ReloadedMessage = { reloaded: message.generation, wrong }
  process.send?.(answer)
}

function isReload(message: unknown): message is ReloadMessage {
  return typeof message === 'object' && message !== null && 'config' in message && 'generation' in message
}
