import type { Config } from './config.js'
import type { Findings } from './finding.js'

/** Names and hosts that stand twice, and activities that can never be reached. */
export function checkPlatforms({ platforms }: Config, { problems, warnings }: Findings): void {
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
