import { createServer, type Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { needsSignIn } from './access.js'
import { type ConsoleOptions, createConsole } from './create-console.js'
import { isLoopbackAddress } from './loopback.js'

/**
 * Given to the server's constructor: set later, Node checks them only every 30 s and mixes up the two limits, so that a
 * body sent byte by byte holds a connection for minutes.
 */
const SERVER_LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
}
const MOST_CONNECTIONS = 512

export interface RunningConsole {
  /** Where the machine's own programs reach it: `http://127.0.0.1:7070`. */
  url: string
  /** May be called more than once. */
  close(): Promise<void>
}

/**
 * Serves the operator's console.
 * @param options.listen port 0 takes any free port
 * @throws {Error} when the address is not loopback and neither password nor token is set, or when it cannot be listened on
 * @throws {RangeError} when the password hash or a token cannot be used
 */
export async function startConsole(
  options: Omit<ConsoleOptions, 'now'> & { listen: { host: string; port: number } },
): Promise<RunningConsole> {
  const { listen, auth, log } = options
  if (!isLoopbackName(listen.host) && !needsSignIn(auth)) {
    throw new Error(
      `The console would listen on ${listen.host}, where others can reach it, without a password. ` +
        'Set console.password (see `holdfast password`) or console.token, or let it listen on 127.0.0.1.',
    )
  }
  const { app, close } = createConsole(options)
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: SERVER_LIMITS,
    // The brain lives in this process; its Request and Response stay Node's own.
    overrideGlobalObjects: false,
  }) as Server
  server.maxConnections = MOST_CONNECTIONS

  const port = await listenOn(server, listen)
  const url = `http://${reachableHost(listen.host)}:${port}`
  log.info({ url }, 'console ready')
  let closed: Promise<void> | null = null
  return {
    url,
    close: () => {
      closed ??= new Promise((resolve, reject) => {
        close()
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      })
      return closed
    },
  }
}

function listenOn(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host)
}

/** A wildcard address is reached over loopback; an IPv6 address needs its brackets. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
