import type { Config, PlatformConfig } from './config.js'
import type { Finding, Findings } from './finding.js'
import type { FileConfig } from './schema.js'

/** Names, hosts and origins that stand twice or not at all, and activities that can never be reached. */
export function checkPlatforms({ platforms }: Config, file: FileConfig, { problems, warnings }: Findings): void {
  const names = new Map<string, number>()
  const hosts = new Map<string, string>()
  for (const [index, platform] of platforms.entries()) {
    const at = ['platforms', index] as const
    const earlier = names.get(platform.name)
    if (earlier !== undefined) {
      const message = `platforms[${earlier}] is called \`${platform.name}\` too, expected a name of its own`
      problems.push({ path: [...at, 'name'], message })
    }
    names.set(platform.name, index)
    problems.push(
      ...originProblems(platform, file.platforms[index]).map(({ path, message }) => ({
        path: [...at, ...path],
        message,
      })),
    )

    for (const [place, host] of platform.hosts.entries()) {
      const owner = hosts.get(host)
      if (owner !== undefined) {
        const message = `\`${host}\` is already a host of \`${owner}\`, expected each host once`
        problems.push({ path: [...at, 'hosts', place], message })
      }
      hosts.set(host, platform.name)
    }

    const activityNames = new Set<string>()
    const patterns = new Map<string, string>()
    for (const [place, { name, paths }] of platform.activities.entries()) {
      const path = [...at, 'activities', place, 'name']
      if (name === 'other') {
        problems.push({ path, message: '`other` is the name of what matches no activity, expected another name' })
      } else if (activityNames.has(name)) {
        problems.push({ path, message: `an activity above is called \`${name}\` too, put all its paths in one` })
      }
      activityNames.add(name)
      for (const pattern of paths) {
        const first = patterns.get(pattern)
        if (first !== undefined && first !== name) {
          warnings.push(
            `platform ${platform.name}: ${pattern} stands in ${first} and in ${name}; the first match wins, so it never counts as ${name}.`,
          )
        }
        patterns.set(pattern, first ?? name)
      }
    }
  }
}

/** What does not fit together in a platform's origins. Paths are relative to the platform. */
function originProblems(
  { origins, health }: PlatformConfig,
  written: FileConfig['platforms'][number] | undefined,
): Finding[] {
  const found: Finding[] = []
  if ((written?.origin === undefined) === (written?.origins === undefined)) {
    const message = `expected either origin or origins, found ${written?.origin === undefined ? 'neither' : 'both'}`
    return [{ path: [], message }]
  }
  const urls = new Map<string, number>()
  for (const [index, { url }] of origins.entries()) {
    const earlier = urls.get(url)
    if (earlier !== undefined) {
      found.push({ path: ['origins', index], message: `${url} is origins[${earlier}] too, expected each origin once` })
    }
    urls.set(url, index)
  }
  if (origins.every(({ backup }) => backup)) {
    found.push({ path: ['origins'], message: 'all of these are backups, expected at least one that is not' })
  }
  if (health.timeoutMs > health.everyMs) {
    const message = `expected at most health.everyMs (${health.everyMs}), found ${health.timeoutMs}`
    found.push({ path: ['health', 'timeoutMs'], message })
  }
  return found
}
