import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Access } from './access.js'

/** What each request of the console carries, set before any route runs. */
export interface ConsoleEnv {
  /** The socket's own request and response; absent when the app is called without a server. */
  Bindings: Partial<HttpBindings>
  Variables: {
    access: Extract<Access, { kind: 'allowed' }>
    /** Whether a long answer may go on: false as soon as the session behind it has ended. */
    mayContinue: () => boolean
  }
}

/** The address at the other end of the socket; empty when the app is called without a server. */
export function remoteAddress(c: Context<ConsoleEnv>): string {
  return c.env?.incoming?.socket.remoteAddress ?? ''
}
