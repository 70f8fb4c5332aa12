import { networkInterfaces } from 'node:os'
import { type Address, addressesClash, formatAddress, isLoopback, isWildcard } from './address.js'
import type { Config } from './config.js'
import type { Findings } from './finding.js'
import type { FileConfig } from './schema.js'
import type { ValuePath } from './yaml-source.js'

interface Listener {
  path: ValuePath
  what: string
  address: Address
}

/** Listeners that exclude each other, origins that are Holdfast itself, a console that is open to the world. */
export function checkAddresses(config: Config, file: FileConfig, { problems }: Findings): void {
  const listeners = listenersOf(config, file)
  if (config.listen.http.length === 0 && config.listen.https === null) {
    problems.push({ path: ['listen'], message: 'expected an address under http or https, found neither' })
  }
  const { https } = file.listen
  if (https && (https.address === undefined) === (https.addresses === undefined)) {
    const found = https.address === undefined ? 'neither' : 'both'
    problems.push({ path: ['listen', 'https'], message: `expected either address or addresses, found ${found}` })
  }
  const { proxyProtocol } = config.listen
  if (proxyProtocol && config.trustedProxies.length === 0) {
    const message =
      'a PROXY header is believed from trustedProxies only, and there are none, so that every connection would be closed; expected the addresses of the machines in front under trustedProxies'
    problems.push({ path: ['listen', 'proxyProtocol'], message })
  }

  for (const [index, later] of listeners.entries()) {
    const earlier = listeners.slice(0, index).find(({ address }) => addressesClash(address, later.address))
    if (earlier) {
      const message = `${formatAddress(later.address)} is taken by ${earlier.what} (${formatAddress(earlier.address)}), expected another port`
      problems.push({ path: later.path, message })
    }
  }

  const origins = config.platforms.flatMap(({ origins }, platform) =>
    origins.map(({ url }, index) => {
      const key = file.platforms[platform]?.origins === undefined ? ['origin'] : ['origins', index]
      return { url, path: ['platforms', platform, ...key] }
    }),
  )
  for (const { url, path } of origins) {
    const self = listeners.find(({ address }) => originReaches(url, address))
    if (self) {
      const message = `${url} is Holdfast itself (${self.what} listens on ${formatAddress(self.address)}), so every visit would go in circles; expected the address where the site answers, or another listen address`
      problems.push({ path, message })
    }
  }

  const { console } = config
  if (console && !isLoopback(console.listen.host) && console.password === undefined && console.token === undefined) {
    const message = `other machines can reach ${formatAddress(console.listen)}, expected a password or a token beside it: run \`holdfast password\` and put the line it prints under console.password, or listen on 127.0.0.1`
    problems.push({ path: ['console', 'listen'], message })
  }
}

function listenersOf({ listen, console }: Config, file: FileConfig): Listener[] {
  const place = (written: unknown, path: ValuePath, index: number) => (Array.isArray(written) ? [...path, index] : path)
  const listeners = listen.http.map((address, index): Listener => {
    return { path: place(file.listen.http, ['listen', 'http'], index), what: 'listen.http', address }
  })
  const key = file.listen.https?.addresses === undefined ? 'address' : 'addresses'
  for (const [index, address] of (listen.https?.addresses ?? []).entries()) {
    const path = place(file.listen.https?.[key], ['listen', 'https', key], index)
    listeners.push({ path, what: 'listen.https', address })
  }
  if (console) listeners.push({ path: ['console', 'listen'], what: 'the console', address: console.listen })
  return listeners
}

/** True when a connection to the origin would arrive at the listener. Other names than localhost are not looked up. */
function originReaches(origin: string, listener: Address): boolean {
  const url = new URL(origin)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (port !== listener.port) return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === listener.host) return true
  const here = isLoopback(host) || isWildcard(host)
  if (isWildcard(listener.host)) return here || ownAddresses().includes(host)
  return (host === 'localhost' || isWildcard(host)) && isLoopback(listener.host)
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))
}
