import { createServer, type Server, type Socket } from 'node:net'
import { connectionsLeft, openLoopback } from './open-loopback.js'
import type { Target } from './target.js'

export interface SocksRelay {
  /** On 127.0.0.1. */
  port: number
  close(): void
}

const MOST_CONNECTIONS = 32
const LONGEST_REQUEST = 262

/**
 * The way of one browser to the target, and nowhere else: a SOCKS 5 proxy (RFC 1928) that knows one host and one port,
 * and gives the browser an address of its own. What asks for anything else is refused, so that a real browser that looks
 * for updates cannot leave this machine.
 * @param from address in 127.0.0.0/8 that the target sees
 */
export async function startSocksRelay(target: Target, from: string): Promise<SocksRelay> {
  const [host = '', port = '80'] = target.authority.split(':')
  const open = new Set<Socket>()
  const server: Server = createServer((browser) => {
    open.add(browser)
    browser.once('close', () => open.delete(browser))
    browser.on('error', () => browser.destroy())
    greet(browser, (asked) => {
      if (asked.host !== host || asked.port !== Number(port) || connectionsLeft() === 0) {
        // 2: not allowed by ruleset
        browser.end(reply(2))
        return
      }
      const site = openLoopback(target, { from }, () => {
        browser.write(reply(0))
        browser.pipe(site).pipe(browser)
      })
      site.on('error', () => browser.destroy())
      site.once('close', () => browser.destroy())
      browser.once('close', () => site.destroy())
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the relay has no port')
  return {
    port: address.port,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** Reads the greeting and the request; whatever is no SOCKS 5 ends the connection. */
function greet(browser: Socket, onAsked: (asked: { host: string; port: number }) => void): void {
  let read = Buffer.alloc(0)
  let greeted = false
  const onData = (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    if (read.length > LONGEST_REQUEST + 258) return void browser.destroy()
    if (!greeted) {
      if (read.length < 2 || read.length < 2 + (read[1] ?? 0)) return
      if (read[0] !== 5) return void browser.destroy()
      read = read.subarray(2 + (read[1] ?? 0))
      greeted = true
      // No sign-in.
      browser.write(Buffer.from([5, 0]))
    }
    const asked = readRequest(read)
    if (asked === 'more') return
    browser.off('data', onData)
    if (asked === 'wrong') return void browser.destroy()
    // What was sent already after the request is for the site.
    browser.pause()
    if (asked.rest.length > 0) browser.unshift(asked.rest)
    onAsked(asked)
  }
  browser.on('data', onData)
}

/** CONNECT to a name or an IPv4 address. */
function readRequest(bytes: Buffer): { host: string; port: number; rest: Buffer } | 'more' | 'wrong' {
  if (bytes.length < 5) return 'more'
  const [version, command, , kind, length = 0] = bytes
  if (version !== 5 || command !== 1 || (kind !== 1 && kind !== 3)) return 'wrong'
  const [start, end] = kind === 3 ? [5, 5 + length] : [4, 8]
  if (bytes.length < end + 2) return 'more'
  const name = bytes.subarray(start, end)
  const host = kind === 3 ? name.toString('latin1') : name.join('.')
  return { host, port: bytes.readUInt16BE(end), rest: bytes.subarray(end + 2) }
}

function reply(code: number): Buffer {
  return Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0])
}
