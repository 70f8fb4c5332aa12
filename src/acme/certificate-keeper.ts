import { join } from 'node:path'
import type { AcmeCertificate, AcmeConfig } from '../config/config.js'
import type { LimitedLogger } from '../config/logger.js'
import { accountKey } from './account-key.js'
import { AcmeProblem } from './acme-problem.js'
import { type Attempt, Attempts } from './attempts.js'
import { authorityAt } from './authority.js'
import { type FetchedCertificate, readCertificate, writePrivate } from './certificate-file.js'
import { type ChallengeBoard, orderCertificate, type Patience } from './order-certificate.js'
import { endsSoon, pauseMs, renewAt, retryAfterMs } from './renewal.js'

/** Two minutes for each thing that the authority does. */
const PATIENCE: Patience = { pollMs: 1_000, polls: 120 }

export interface KeeperOptions {
  settings: AcmeConfig
  board: ChallengeBoard
  now: () => number
  log: LimitedLogger
  /** 0 to 1, another one each time. */
  random: () => number
  patience?: Patience
}

/**
 * Fetches the certificates that are missing and renews those that end, one after the other. What it has done stands in
 * files, so that it can be begun anew at any time.
 */
export class CertificateKeeper {
  #settings: AcmeConfig
  #attempts: Attempts
  readonly #options: KeeperOptions
  /** What is being fetched, until it is there or has failed. */
  #underWay: string | null = null
  #work: Promise<void> | null = null

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#settings = options.settings
    this.#attempts = new Attempts(attemptsFile(options.settings))
  }

  /** The configuration was read again: what failed is tried again at once. */
  configure(settings: AcmeConfig): void {
    if (settings.folder !== this.#settings.folder) this.#attempts = new Attempts(attemptsFile(settings))
    this.#settings = settings
    this.#attempts.keepOnly(settings.certificates.map(({ file }) => file))
    this.#attempts.tryAtOnce()
  }

  /** Call it often. Resolves when what was due has been done; while it is at work, calls do nothing more. Never rejects. */
  look(): Promise<void> {
    this.#work ??= this.#fetchDue().finally(() => {
      this.#work = null
    })
    return this.#work
  }

  /** What people should know and mend, in sentences. */
  warnings(): string[] {
    const now = this.#options.now()
    return this.#settings.certificates.flatMap((wanted) => {
      const held = readCertificate(wanted.file)
      const failed = this.#underWay === wanted.file ? null : this.#attempts.of(wanted.file)
      const missing = wanted.names.filter((name) => !held?.names.includes(name))
      const what = `The certificate for ${listed(wanted.names)}`
      if (failed)
        return `${what} could not be fetched: ${failed.why} ${nextTry(failed)} ${meanwhile(held, missing, now)}`
      if (missing.length > 0) return `${what} is being fetched. ${meanwhile(held, missing, now)}`
      return held && endsSoon(held, now) ? `${what} should have been renewed. ${meanwhile(held, [], now)}` : []
    })
  }

  async #fetchDue(): Promise<void> {
    const tried = new Set<string>()
    for (;;) {
      // Read anew each time: the configuration may have changed meanwhile.
      const wanted = this.#settings.certificates.find((one) => !tried.has(one.file) && this.#isDue(one))
      if (!wanted) return
      tried.add(wanted.file)
      this.#underWay = wanted.file
      await this.#fetch(wanted, this.#settings, this.#attempts)
      this.#underWay = null
    }
  }

  #isDue({ file, names }: AcmeCertificate): boolean {
    return (this.#attempts.of(file)?.tryAgainAt ?? 0) <= this.#options.now() && this.#isNeeded(file, names)
  }

  #isNeeded(file: string, names: readonly string[]): boolean {
    const held = readCertificate(file)
    return !held || names.some((name) => !held.names.includes(name)) || this.#isOld(held)
  }

  #isOld(held: FetchedCertificate): boolean {
    return renewAt(held, held.spread) <= this.#options.now()
  }

  async #fetch({ file, names }: AcmeCertificate, settings: AcmeConfig, attempts: Attempts): Promise<void> {
    const { board, log, now, random, patience = PATIENCE } = this.#options
    const failures = (attempts.of(file)?.failures ?? 0) + 1
    const fail = (why: string, retryAfter: string | null = null) => {
      const asked = retryAfterMs(retryAfter, now())
      const tryAgainAt = now() + pauseMs(failures, random(), asked)
      attempts.failed(file, { failures, tryAgainAt, asked: asked !== null, why })
      return new Date(tryAgainAt).toISOString()
    }
    try {
      // Counted before it begins: whatever ends this process in the middle must not make it begin again and again.
      fail('It was broken off in the middle.')
      const authority = authorityAt(settings.directory, accountKey(join(settings.folder, 'account.pem')))
      const fetch = async (some: readonly string[]) => {
        writePrivate(file, await orderCertificate(authority, settings.email, some, board, patience))
        const held = readCertificate(file)
        if (!held || this.#isOld(held)) {
          throw new AcmeProblem('It came, but is at its end already. Look whether the clock of this machine is right.')
        }
        log.info('certificate-fetched', { names: listed(some), until: new Date(held.until).toISOString() })
      }
      try {
        await fetch(names)
      } catch (error) {
        // One name that leads elsewhere must not cost the others their certificate.
        const sound = error instanceof AcmeProblem ? names.filter((name) => !error.names.includes(name)) : []
        if (sound.length > 0 && sound.length < names.length && this.#isNeeded(file, sound)) await fetch(sound)
        throw error
      }
      attempts.succeeded(file)
    } catch (error) {
      const { why, retryAfter } = reasonOf(error as Error, settings.folder)
      try {
        log.warn('certificate-not-fetched', { names: listed(names), why, tryAgainAt: fail(why, retryAfter) })
      } catch (unsaved) {
        log.error('certificate-not-fetched', { names: listed(names), why, error: unsaved as Error })
      }
    } finally {
      // Not before the certificate is in its place: this is when the edges look for it.
      board.showChallenges([])
    }
  }
}

function attemptsFile({ folder }: AcmeConfig): string {
  return join(folder, 'attempts.json')
}

function reasonOf(error: Error & { code?: string }, folder: string): { why: string; retryAfter: string | null } {
  if (error instanceof AcmeProblem) return { why: error.message, retryAfter: error.retryAfter }
  const why = `What is fetched cannot be kept in ${folder} (${error.message}). Make room there, or let Holdfast write to it.`
  return { why, retryAfter: null }
}

function nextTry({ tryAgainAt, asked }: Attempt): string {
  const at = new Date(tryAgainAt).toISOString()
  return asked
    ? `It asked not to be asked again before ${at}.`
    : `It is tried again at ${at}, and at once after \`holdfast reload\`.`
}

function meanwhile(held: FetchedCertificate | null, missing: readonly string[], now: number): string {
  if (!held) return 'Until then HTTPS does not work for these names.'
  const end = new Date(held.until).toISOString().slice(0, 10)
  if (held.until <= now) return `The one that is shown ended on ${end}: browsers warn every visitor.`
  const stays = `The one that is shown until then ends on ${end}.`
  return missing.length === 0 ? stays : `${stays} It is not for ${listed(missing)}.`
}

/** Three names at most: a hundred would hide the rest of a sentence. */
function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return names.slice(0, 3).join(', ') + more
}
