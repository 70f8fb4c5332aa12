import { readFileSync } from 'node:fs'
import type { Config } from '../config/config.js'

/** What the supervisor hands to the processes it starts. Read from a file descriptor, since it holds the secret. */
export interface Boot {
  config: Config
  /** How often the configuration was read again before. */
  generation: number
  secret: Uint8Array
  instance: string
  startedAt: string
  /** Unix socket between the edges and the brain. */
  linkPath: string
  /** Bearer token for the commands of this machine's user. */
  localToken: string
  index: number
}

const VARIABLE = 'HOLDFAST_BOOT_FILE'

export function bootEnvironment(path: string, index: number): NodeJS.ProcessEnv {
  return { ...process.env, [VARIABLE]: path, HOLDFAST_INDEX: String(index) }
}

export function readBoot(): Boot {
  const path = process.env[VARIABLE]
  if (path === undefined)
    throw new Error('This is a part of Holdfast that "holdfast run" starts; it is not started by itself.')
  const { secret, ...boot } = JSON.parse(readFileSync(path, 'utf8')) as Omit<Boot, 'secret' | 'index'> & {
    secret: string
  }
  return { ...boot, secret: Buffer.from(secret, 'base64'), index: Number(process.env.HOLDFAST_INDEX ?? 0) }
}

/** @param boot everything but the index */
export function writtenBoot(boot: Omit<Boot, 'index'>): string {
  return JSON.stringify({ ...boot, secret: Buffer.from(boot.secret).toString('base64') })
}
