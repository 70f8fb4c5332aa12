import type { IncomingMessage } from 'node:http'
import { connectionOptions } from '../headers/hop-by-hop.js'

const OF_THE_UPGRADE = new Set(['upgrade', 'http2-settings'])

/**
 * The head of a request that asked for another protocol, as if it had not: a server is free not to hear it
 * (RFC 9110, 7.8). node:http reads no body of such a request, so that it must be read again from its head on.
 */
export function withoutUpgrade({ method, url, httpVersion, rawHeaders, headers }: IncomingMessage): Buffer {
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    const lower = name.toLowerCase()
    if (lower !== 'connection' && !OF_THE_UPGRADE.has(lower)) head += `${name}: ${rawHeaders[i + 1]}\r\n`
  }
  const options = [...connectionOptions(headers.connection)].filter((option) => !OF_THE_UPGRADE.has(option))
  if (options.length > 0) head += `Connection: ${options.join(', ')}\r\n`
  return Buffer.from(`${head}\r\n`, 'latin1')
}
