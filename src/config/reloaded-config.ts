import { isDeepStrictEqual } from 'node:util'
import type { Config, PlatformConfig } from './config.js'

/** A newly read configuration as far as a running Holdfast can take it on. */
export interface ReloadedConfig {
  /** What holds from now on. Its warnings name what needs a restart, so that it is not forgotten. */
  config: Config
  /** What changes now, in words. */
  changes: string[]
  /** Keys that are different in the file and stay as they are until the next start. */
  needsRestart: string[]
}

/** Keys outside of platforms and listen that can change while visitors are served. */
const LIVE_KEYS = ['trustedProxies', 'allow', 'deny', 'geo', 'crawlers', 'partners', 'waitingRoom'] as const
/** Keys whose structures are made at the start. */
const FIXED_KEYS = ['dataDir', 'edges', 'console', 'cache'] as const

/**
 * Puts what can change live on top of what runs.
 * @param running what holds now
 * @param wanted what the file says, checked
 */
export function reloadedConfig(running: Config, wanted: Config): ReloadedConfig {
  const needsRestart: string[] = FIXED_KEYS.filter((key) => !isDeepStrictEqual(running[key], wanted[key]))
  const limits = { ...wanted.limits }
  if (!isDeepStrictEqual(running.limits.queue, limits.queue)) needsRestart.push('limits.queue')
  if (!isDeepStrictEqual(running.limits.concurrency, limits.concurrency)) needsRestart.push('limits.concurrency')
  limits.queue = running.limits.queue
  limits.concurrency = running.limits.concurrency

  const listen: Config['listen'] = { ...wanted.listen, http: running.listen.http, https: running.listen.https }
  if (!isDeepStrictEqual(running.listen.http, wanted.listen.http)) needsRestart.push('listen.http')
  if (!isDeepStrictEqual(running.listen.https?.addresses, wanted.listen.https?.addresses)) {
    needsRestart.push('listen.https')
  } else if (running.listen.https && wanted.listen.https) {
    listen.https = wanted.listen.https
  }
  // What ACME fetched stands in the data folder, and that one stays.
  if (running.dataDir !== wanted.dataDir) listen.https = running.listen.https

  const fixed = Object.fromEntries(FIXED_KEYS.map((key) => [key, running[key]])) as Pick<
    Config,
    (typeof FIXED_KEYS)[number]
  >
  const warning = `Changed in the configuration, and needs a restart: ${needsRestart.join(', ')}. Until then the values of the last start hold.`
  const config: Config = {
    ...wanted,
    ...fixed,
    limits,
    listen,
    warnings: needsRestart.length === 0 ? wanted.warnings : [...wanted.warnings, warning],
  }
  return { config, changes: changesOf(running, config), needsRestart }
}

function changesOf(running: Config, next: Config): string[] {
  const changes = platformChanges(running.platforms, next.platforms)
  for (const key of LIVE_KEYS) if (!isDeepStrictEqual(running[key], next[key])) changes.push(`${key} changed`)
  const limits = Object.keys(next.limits) as (keyof Config['limits'])[]
  for (const key of limits) {
    if (!isDeepStrictEqual(running.limits[key], next.limits[key])) changes.push(`limits.${key} changed`)
  }
  if (!isDeepStrictEqual(running.listen.https?.certificates, next.listen.https?.certificates))
    changes.push('listen.https: other certificates')
  else if (!isDeepStrictEqual(running.listen.https?.acme, next.listen.https?.acme))
    changes.push('listen.https.acme changed')
  if (!isDeepStrictEqual(running.listen.proxyProtocol, next.listen.proxyProtocol))
    changes.push('listen.proxyProtocol changed')
  return changes
}

function platformChanges(before: readonly PlatformConfig[], after: readonly PlatformConfig[]): string[] {
  const old = new Map(before.map((platform) => [platform.name, platform]))
  const changes: string[] = []
  for (const platform of after) {
    const known = old.get(platform.name)
    old.delete(platform.name)
    if (!known) {
      changes.push(`platform ${platform.name} added`)
      continue
    }
    const keys = [...new Set([...Object.keys(known), ...Object.keys(platform)])] as (keyof PlatformConfig)[]
    const different = keys.filter((key) => !isDeepStrictEqual(known[key], platform[key]))
    if (different.length > 0) changes.push(`platform ${platform.name}: ${different.join(', ')} changed`)
  }
  return [...changes, ...[...old.keys()].map((name) => `platform ${name} removed`)]
}
