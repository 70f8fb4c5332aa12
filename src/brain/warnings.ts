import type { Config } from '../config/config.js'
import type { EdgeStatus, PlatformStatus } from './status.js'
import { useWarnings } from './use-warnings.js'

const SILENT_MS = 2_000
const ERROR_SHARE = 0.5

/** What the operator should mend, each with what to do. */
export function warningsOf(
  config: Config,
  edges: readonly EdgeStatus[],
  platforms: readonly PlatformStatus[],
): string[] {
  const warnings: string[] = [...config.warnings]
  if (edges.length < config.edges) {
    warnings.push(
      `${edges.length} of ${config.edges} edges are connected. They are restarted by themselves; if this stays, look at the log.`,
    )
  }
  for (const edge of edges) {
    if (edge.silentMs > SILENT_MS) {
      warnings.push(
        `Edge ${edge.pid} has said nothing for ${Math.round(edge.silentMs / 1000)} s. It may be overloaded: look at the machine's CPU.`,
      )
    }
    warnings.push(...useWarnings(edge))
  }
  for (const { name, atOrigin, perSecond, origins } of platforms) {
    const urls = origins.map(({ url }) => url).join(', ')
    const down = origins.filter(({ state }) => state === 'down').map(({ url }) => url)
    if (
      atOrigin.errorsPerSecond > 0 &&
      atOrigin.errorsPerSecond >= ERROR_SHARE * (perSecond.served + perSecond.failed)
    ) {
      warnings.push(
        `The origin of ${name} (${urls}) fails most requests. Check that it runs and can be reached from here.`,
      )
    } else if (origins.length > 1 && down.length > 0) {
      warnings.push(
        `${down.length} of ${origins.length} origins of ${name} ${down.length === 1 ? 'is' : 'are'} down (${down.join(', ')}); visits go to the others. Check that it runs and can be reached from here.`,
      )
    }
  }
  return warnings
}
