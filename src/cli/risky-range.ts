import { networkInterfaces } from 'node:os'
import { parseAddress } from '../traffic/address.js'
import { CidrSet, parseCidr } from '../traffic/cidr-set.js'

/** Denying more than this many addresses at once is seldom meant: a whole /8 of IPv4, a provider's /32 of IPv6. */
const WIDEST_BITS = { 4: 8, 6: 32 } as const

/**
 * Why denying this range would probably be regretted, as a sentence; null when nothing speaks against it.
 * @param cidr canonical
 * @param own addresses that must stay reachable: this machine's, and that of the person at the other end of the line
 */
export function riskOfDenying(cidr: string, own: readonly { address: string; whose: string }[]): string | null {
  const { address, bits } = parseCidr(cidr)
  const range = new CidrSet([cidr])
  const widest = WIDEST_BITS[address.family]
  if (bits < widest) return `${cidr} is wider than /${widest}: it would refuse very many real people`
  for (const { address: text, whose } of own) {
    const mine = parseAddress(text)
    if (mine && range.has(mine)) return `${cidr} contains ${mine.text}, ${whose}`
  }
  const loopback = new CidrSet(address.family === 4 ? ['127.0.0.0/8'] : ['::1/128'])
  if (loopback.has(address)) return `${cidr} is this machine itself: proxies and checks on it would be refused`
  return null
}

/** This machine's addresses, and the one that the present ssh session comes from. */
export function ownAddresses(env: NodeJS.ProcessEnv): { address: string; whose: string }[] {
  const machine = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  const own = machine.map(({ address, internal }) => ({
    address,
    whose: internal ? 'this machine itself' : "this machine's own address",
  }))
  // sshd(8): "client address, client port, server address, server port".
  const operator = (env.SSH_CONNECTION ?? env.SSH_CLIENT ?? '').split(' ')[0]
  return operator ? [...own, { address: operator, whose: 'the address you are working from' }] : own
}
