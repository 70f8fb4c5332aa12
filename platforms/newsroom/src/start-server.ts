import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

/** All in milliseconds. */
export interface TimeLimits {
  /** For the whole head of a request. */
  headersTimeout: number
  /** For a whole request, body and all. */
  requestTimeout: number
  /** How often the two above are checked. */
  connectionsCheckingInterval: number
  /** How long a connection may wait for its next request. */
  keepAliveTimeout: number
}

/**
 * Node's own defaults leave a request whose body drips in open for minutes. The limits have to be given to the
 * constructor: set afterwards, the check that enforces them keeps its slow rhythm.
 */
export const timeLimits: TimeLimits = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 30_000,
}

const mostConnections = 2_000

export interface RunningServer {
  port: number
  /** Takes no new requests, waits for those that run, and cuts off what is left after `withinMs`. */
  stop: (withinMs: number) => Promise<void>
}

/**
 * Serves the application.
 * @param at port 0 takes any free one
 * @throws Error with a message for people when the address cannot be had
 */
export async function startServer(
  fetch: (request: Request) => Response | Promise<Response>,
  at: { host: string; port: number },
  limits: TimeLimits = timeLimits,
): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch, createServer, serverOptions: limits }) as Server
  server.maxConnections = mostConnections
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(listenProblem(error, at), { cause: error })))
    server.listen(at.port, at.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, stop: (withinMs) => stop(server, withinMs) }
}

function stop(server: Server, withinMs: number): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), withinMs)
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cutOff)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function listenProblem(error: Error, { host, port }: { host: string; port: number }): string {
  const code = 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`
  return `Cannot listen on ${host}, port ${port}: ${error.message}`
}
