import { isIP } from 'node:net'
import { isWildcard } from '../config/address.js'
import { type RunInfo, readRunFile } from '../config/run-file.js'
import { isRunning } from '../config/running-process.js'
import { isLoopbackV4 } from './loopback-address.js'
import { plainRequest } from './plain-request.js'
import { type Refusal, refuse } from './refusal.js'

const HEALTH_PATH = '/.well-known/holdfast/health'

export interface TargetQuestion {
  dataDir: string
  /** Which of its platforms; the first when absent. */
  platform?: string
}

/** Where it speaks TLS, or why it cannot be reached there. */
export type SecureAddress = SpeaksTls | Refusal

interface SpeaksTls {
  kind: 'address'
  host: string
  port: number
  authority: string
  /** For SNI; empty where the platform has no name, since an address may not be one (RFC 6066, section 3). */
  serverName: string
}

export type TargetCheck = { kind: 'target'; target: Target } | Refusal

/**
 * The one thing a drill may be aimed at: a running Holdfast of the same user, reached over 127.0.0.0/8. There is no way
 * to make one from an address: only `Target.check` makes it, from the run file of a data directory, and everything that
 * sends load asks for it. Load processes make their own, so that not even their parent can point them elsewhere.
 */
export class Target {
  /** Always in 127.0.0.0/8. */
  readonly host: string
  readonly port: number
  /** For the Host header: `news.localhost:8080`. */
  readonly authority: string
  readonly platform: string
  readonly platformHosts: readonly string[]
  readonly instance: string
  readonly console: { host: string; port: number; token: string }
  /** File that says what rehearsed visitors do there, if the run file names one. */
  readonly rehearsal: string | null
  /** Checked like the other address. */
  #secure: SecureAddress = refuse('its HTTPS was not looked at', 'Start the drill again.')

  private constructor(
    run: RunInfo,
    address: { host: string; port: number },
    platform: { name: string; hosts: string[] },
    console: Target['console'],
  ) {
    this.host = address.host
    this.port = address.port
    this.authority = `${visitableHost(platform.hosts)}${address.port === 80 ? '' : `:${address.port}`}`
    this.platform = platform.name
    this.platformHosts = platform.hosts
    this.instance = run.instance
    this.console = console
    this.rehearsal = run.rehearsal ?? null
  }

  /**
   * Finds the running Holdfast of a data directory and makes sure that it is ours and here. Sends one request for its
   * health and one question to its console, nothing else.
   */
  static async check({ dataDir, platform: wanted }: TargetQuestion): Promise<TargetCheck> {
    const run = await readRun(dataDir)
    if ('kind' in run) return run
    const uid = process.getuid?.()
    if (uid === undefined)
      return refuse(
        'this system has no user ids, so nobody can tell whose Holdfast that is',
        'Run drills on Linux or macOS.',
      )
    if (run.uid !== uid) {
      return refuse(
        `the Holdfast of ${dataDir} belongs to user ${run.uid}, you are user ${uid}`,
        'A drill only runs against your own: log in as the user who runs it.',
      )
    }
    if (!isRunning(run)) {
      return refuse(
        `the Holdfast of ${dataDir} (process ${run.pid}) is not running any more`,
        'Start it again with: holdfast run',
        'not running',
      )
    }
    const address = onLoopback(run.listen.http)
    if (address === null) {
      const listed =
        [...run.listen.http, ...run.listen.https].map(({ host, port }) => `${host}:${port}`).join(', ') || 'nothing'
      return refuse(
        `this Holdfast cannot be reached over plain HTTP on 127.0.0.1 (it listens on ${listed})`,
        'Add a listener such as 127.0.0.1:8080 to "listen: http:". A drill never leaves this machine.',
      )
    }
    const platform = wanted === undefined ? run.platforms[0] : run.platforms.find(({ name }) => name === wanted)
    if (platform === undefined) {
      const names = run.platforms.map(({ name }) => name).join(', ')
      return refuse(
        wanted === undefined ? 'this Holdfast protects no platform' : `this Holdfast has no platform "${wanted}"`,
        `It has: ${names || 'none'}.`,
      )
    }
    const console = consoleOf(run)
    if ('kind' in console) return console
    const target = new Target(run, address, platform, console)
    const refusal = (await target.#answersAsItself()) ?? (await target.#consoleKnowsUs())
    if (refusal !== null) return refusal
    target.#secure = await target.#checkSecure(run)
    return { kind: 'target', target }
  }

  get secure(): SecureAddress {
    return this.#secure
  }

  /** Asks the console, with its token. @throws Error when it does not answer. */
  askConsole(path: string, options: { method?: 'GET' | 'POST' | 'DELETE'; body?: unknown; timeoutMs?: number } = {}) {
    const { host, port, token } = this.console
    return plainRequest({
      host,
      port,
      path,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        Host: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      },
      ...(options.method ? { method: options.method } : {}),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    })
  }

  async #checkSecure(run: RunInfo): Promise<SecureAddress> {
    const address = onLoopback(run.listen.https)
    if (address === null) {
      return refuse(
        'this Holdfast speaks no HTTPS on 127.0.0.1, and this drill needs it',
        'Add an address such as 127.0.0.1:8443 to "listen: https:".',
        'not here',
      )
    }
    const host = visitableHost(this.platformHosts)
    const serverName = isIP(host) === 0 ? host : ''
    const refusal = await this.#answersAsItself({ ...address, serverName })
    if (refusal !== null) return { ...refusal, reason: 'not here' }
    const authority = `${host}${address.port === 443 ? '' : `:${address.port}`}`
    return { kind: 'address', ...address, authority, serverName }
  }

  async #answersAsItself(
    { host, port, serverName }: { host: string; port: number; serverName?: string } = this,
  ): Promise<Refusal | null> {
    const where = `${host}:${port}`
    const again = 'Look at "holdfast status"; if it runs well, its run file is out of date: start it again.'
    try {
      const reply = await plainRequest({
        host,
        port,
        path: HEALTH_PATH,
        headers: { Host: this.authority },
        ...(serverName === undefined ? {} : { serverName }),
      })
      const health = parseObject(reply.body)
      if (reply.status !== 200 || health?.holdfast !== true)
        return refuse(`what answers at ${where} is not a Holdfast`, again)
      if (health.instance !== this.instance)
        return refuse(`what answers at ${where} is another Holdfast than the one in the run file`, again)
      return null
    } catch (error) {
      return refuse(`nothing answers at ${where} (${messageOf(error)})`, again)
    }
  }

  async #consoleKnowsUs(): Promise<Refusal | null> {
    const remedy =
      'A drill must be known to the Holdfast it strikes: check "console:" in its configuration and start it again.'
    try {
      const reply = await this.askConsole('/api/status')
      if (reply.status === 200 && Array.isArray(parseObject(reply.body)?.platforms)) return null
      return refuse(`the console did not accept the token of the run file (status ${reply.status})`, remedy)
    } catch (error) {
      return refuse(
        `the console at ${this.console.host}:${this.console.port} does not answer (${messageOf(error)})`,
        remedy,
      )
    }
  }
}

async function readRun(dataDir: string): Promise<RunInfo | Refusal> {
  const remedy = 'Start one with "holdfast run", or name its data directory with --data-dir.'
  try {
    return (
      (await readRunFile(dataDir)) ??
      refuse(`no Holdfast runs with the data directory ${dataDir}`, remedy, 'not running')
    )
  } catch (error) {
    return refuse(`the run file in ${dataDir} cannot be read (${messageOf(error)})`, remedy)
  }
}

function onLoopback(listeners: RunInfo['listen']['http']): { host: string; port: number } | null {
  for (const { host, port } of listeners) {
    if (isLoopbackV4(host)) return { host, port }
    if (isWildcard(host)) return { host: '127.0.0.1', port }
  }
  return null
}

function consoleOf(run: RunInfo): Target['console'] | Refusal {
  if (run.console === null)
    return refuse(
      'this Holdfast runs without its console, where a drill is announced',
      'Remove "console: off" for the time of the drill.',
    )
  const url = URL.canParse(run.console.url) ? new URL(run.console.url) : null
  const host = url?.hostname === 'localhost' ? '127.0.0.1' : url?.hostname.replace(/^\[|\]$/g, '')
  if (url === null || url.protocol !== 'http:' || host === undefined || !(isLoopbackV4(host) || host === '::1')) {
    return refuse(
      `the console (${run.console.url}) is not on this machine's loopback`,
      'Let it listen on 127.0.0.1 for the time of the drill.',
    )
  }
  return { host, port: Number(url.port || 80), token: run.console.token }
}

/** A name that a visitor could use; patterns are filled in. */
function visitableHost(hosts: readonly string[]): string {
  const plain = hosts.find((host) => !host.includes('*'))
  if (plain !== undefined) return plain
  const pattern = hosts.find((host) => host.startsWith('*.'))
  return pattern === undefined ? 'localhost' : `www${pattern.slice(1)}`
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}
