import { accessSync, constants } from 'node:fs'
import type { Config } from './config.js'
import type { Findings } from './finding.js'
import type { ValuePath } from './yaml-source.js'

/** Numbers that contradict each other, lists that say more than was meant, files that are not there. */
export function checkSettings(config: Config, { problems, warnings }: Findings): void {
  const { limits, cache, waitingRoom, partners, trustedProxies, allow, deny } = config
  const { min, initial, max } = limits.concurrency
  const atMost = (path: ValuePath, value: number, most: number, name: string) => {
    if (value > most) problems.push({ path, message: `expected at most ${name} (${most}), found ${value}` })
  }
  atMost(['limits', 'connectionsPerClient'], limits.connectionsPerClient, limits.connections, 'limits.connections')
  atMost(['limits', 'headersMs'], limits.headersMs, limits.requestMs, 'limits.requestMs')
  atMost(['limits', 'concurrency', 'min'], min, initial, 'limits.concurrency.initial')
  atMost(['limits', 'concurrency', 'initial'], initial, max, 'limits.concurrency.max')
  atMost(['cache', 'entryMegabytes'], cache.entryMegabytes, cache.megabytes, 'cache.megabytes')

  for (const [index, { name }] of partners.entries()) {
    const first = partners.findIndex((partner) => partner.name === name)
    if (first < index) {
      const message = `partners[${first}] is called \`${name}\` too, expected a name of its own`
      problems.push({ path: ['partners', index, 'name'], message })
    }
  }

  if (waitingRoom.texts !== undefined) {
    try {
      accessSync(waitingRoom.texts, constants.R_OK)
    } catch {
      const message = `there is no readable file ${waitingRoom.texts}, expected a file with texts`
      problems.push({ path: ['waitingRoom', 'texts'], message })
    }
  }

  const allowed = new Set(allow)
  for (const cidr of deny) {
    if (allowed.has(cidr)) warnings.push(`${cidr} stands under allow and under deny; allow wins.`)
    else if (cidr.endsWith('/0')) warnings.push(`deny contains ${cidr}: everybody is refused.`)
  }
  for (const cidr of trustedProxies) {
    if (cidr.endsWith('/0')) {
      warnings.push(
        `trustedProxies contains ${cidr}: every visitor can pretend to be any address. Name your proxies only.`,
      )
    }
  }
  for (const cidr of allow) {
    if (cidr.endsWith('/0')) warnings.push(`allow contains ${cidr}: nobody is ever refused, an attacker included.`)
  }
}
