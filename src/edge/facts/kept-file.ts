import { readFile, stat } from 'node:fs/promises'
import type { LimitedLogger } from '../../config/logger.js'

/** A file that is read again when it changes on disk. What cannot be read or used is said once, and what was read before stays. */
export class KeptFile<T> {
  readonly path: string
  readonly #parse: (bytes: Buffer) => T
  readonly #log: LimitedLogger
  #value: T | null = null
  /** Of the content that was looked at last, used or refused; what could not be read is tried again. */
  #stamp = ''
  #looking: Promise<boolean> | null = null

  /** @param parse throws an Error that completes "it is …" */
  constructor(path: string, parse: (bytes: Buffer) => T, log: LimitedLogger) {
    this.path = path
    this.#parse = parse
    this.#log = log
  }

  /** null until it could be read. */
  get value(): T | null {
    return this.#value
  }

  /** Looks whether it has changed, and reads it then. Never rejects. @returns true when there is a new value */
  renew(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async #look(): Promise<boolean> {
    const before = this.#stamp
    this.#stamp = 'unreadable'
    try {
      const { mtimeMs, size, ino } = await stat(this.path)
      const stamp = `${mtimeMs} ${size} ${ino}`
      const bytes = stamp === before ? null : await readFile(this.path)
      this.#stamp = stamp
      if (bytes === null) return false
      this.#value = this.#parse(bytes)
      this.#log.info('facts-file-read', { file: this.path })
      return true
    } catch (error) {
      if (this.#stamp !== before) {
        const stays = this.#value === null ? 'nothing' : 'what was read before'
        this.#log.warn('facts-file-not-read', { file: this.path, why: (error as Error).message, stays })
      }
      return false
    }
  }
}
