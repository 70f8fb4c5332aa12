import { createHash, timingSafeEqual } from 'node:crypto'
import { isLoopbackHost } from './loopback.js'
import { isFromElsewhere, isSameOrigin } from './same-origin.js'
import type { Sessions } from './sessions.js'

export interface ConsoleAuth {
  /** scrypt hash as printed by `holdfast password`. */
  password?: string
  /** Bearer token for programs, from the configuration. */
  token?: string
  /** Bearer token of this run, for the commands of the same user (run.json). */
  localToken: string
}

/** What a request says about itself, as far as access goes. Absent headers are undefined. */
export interface Asked {
  method: string
  path: string
  host: string
  origin: string | undefined
  fetchSite: string | undefined
  authorization: string | undefined
  session: string | undefined
}

export type Access =
  /** `anybody`: a page that is for everyone. `machine`: an open console on loopback. */
  | { kind: 'allowed'; as: 'anybody' | 'machine' | 'token' | 'session' }
  | { kind: 'sign-in' }
  | { kind: 'refused'; status: 401 | 403; reason: string }

const SHORTEST_TOKEN = 16
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD']

/** Whether people must sign in. Without password and token the console is open to the users of its own machine. */
export function needsSignIn(auth: ConsoleAuth): boolean {
  return auth.password !== undefined || auth.token !== undefined
}

/**
 * The one place that decides who may do what.
 * @throws {RangeError} when a token is too short to withstand guessing.
 */
export function accessRules(auth: ConsoleAuth, sessions: Sessions): (asked: Asked, nowMs: number) => Access {
  const isToken = tokenCheck(auth)
  const signIn = needsSignIn(auth)

  return (asked, nowMs) => {
    if (asked.authorization !== undefined) {
      const [, bearer] = /^Bearer +(\S+)$/i.exec(asked.authorization) ?? []
      if (bearer !== undefined && isToken(bearer)) return { kind: 'allowed', as: 'token' }
      return {
        kind: 'refused',
        status: 401,
        reason: 'The bearer token is wrong. The configuration has it as console.token.',
      }
    }
    if (!signIn && !isLoopbackHost(asked.host)) {
      return {
        kind: 'refused',
        status: 403,
        reason:
          'This console is open to its own machine only and answers to localhost, 127.0.0.1 and [::1]. ' +
          'To reach it by another name, set console.password (see `holdfast password`) or use an SSH tunnel.',
      }
    }
    if (!SAFE_METHODS.includes(asked.method) && !isSameOrigin(asked)) {
      return {
        kind: 'refused',
        status: 403,
        reason: 'A change must come from a page of this console, or carry a bearer token.',
      }
    }
    if (isProgramPath(asked.path) && isFromElsewhere(asked)) {
      return { kind: 'refused', status: 403, reason: 'Other web pages may not read the API of this console.' }
    }
    if (isForAnybody(asked.path)) return { kind: 'allowed', as: 'anybody' }
    if (!signIn) return { kind: 'allowed', as: 'machine' }
    if (asked.session !== undefined && sessions.isOpen(asked.session, nowMs)) return { kind: 'allowed', as: 'session' }
    if (isProgramPath(asked.path)) {
      return { kind: 'refused', status: 401, reason: 'Sign in, or send "Authorization: Bearer TOKEN".' }
    }
    return { kind: 'sign-in' }
  }
}

/** Paths read by programs: they get JSON and status codes, never a sign-in page. */
export function isProgramPath(path: string): boolean {
  return path.startsWith('/api/') || path === '/metrics'
}

function isForAnybody(path: string): boolean {
  return path === '/signin' || path.startsWith('/assets/')
}

/** Compares with every configured token in constant time; the hash makes all lengths equal. */
export function tokenCheck(auth: ConsoleAuth): (candidate: string) => boolean {
  const tokens = auth.token === undefined ? [auth.localToken] : [auth.localToken, auth.token]
  if (tokens.some((token) => token.length < SHORTEST_TOKEN)) {
    throw new RangeError(
      `console.token needs at least ${SHORTEST_TOKEN} characters. A good one: openssl rand -base64 32`,
    )
  }
  const expected = tokens.map(digest)
  return (candidate) => {
    const given = digest(candidate)
    return expected.filter((token) => timingSafeEqual(token, given)).length > 0
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
