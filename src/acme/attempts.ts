import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { writePrivate } from './certificate-file.js'

const attempt = z.strictObject({
  file: z.string(),
  failures: z.int().positive(),
  tryAgainAt: z.number(),
  asked: z.boolean(),
  why: z.string(),
})

/**
 * A certificate that could not be fetched: how often in a row, why the last time (a sentence), when it is tried again
 * (milliseconds), and whether the authority itself asked to wait until then.
 */
export type Attempt = Readonly<z.output<typeof attempt>>

/**
 * Failures, kept over restarts: who begins anew after each one is soon refused by the authority, for days.
 * Never larger than the list of certificates.
 */
export class Attempts {
  readonly #path: string
  #attempts: Attempt[]

  /** @param path a file; when it is damaged, all begins anew */
  constructor(path: string) {
    this.#path = path
    this.#attempts = stored(path)
  }

  of(file: string): Attempt | null {
    return this.#attempts.find((one) => one.file === basename(file)) ?? null
  }

  /** @throws the error of the file system; it is remembered all the same */
  failed(file: string, news: Omit<Attempt, 'file'>): void {
    this.#forget(file)
    this.#attempts.push({ ...news, file: basename(file) })
    this.#save()
  }

  /** @throws the error of the file system */
  succeeded(file: string): void {
    this.#forget(file)
    this.#save()
  }

  /** Somebody may have mended what was wrong; only what the authority asked for holds on. */
  tryAtOnce(): void {
    this.#attempts = this.#attempts.map((one) => (one.asked ? one : { ...one, tryAgainAt: 0 }))
  }

  /** Leaves out those of other files. */
  keepOnly(files: readonly string[]): void {
    const names = new Set(files.map((file) => basename(file)))
    this.#attempts = this.#attempts.filter(({ file }) => names.has(file))
  }

  #forget(file: string): void {
    this.#attempts = this.#attempts.filter((one) => one.file !== basename(file))
  }

  #save(): void {
    writePrivate(this.#path, `${JSON.stringify(this.#attempts, null, 2)}\n`)
  }
}

function stored(path: string): Attempt[] {
  try {
    return z
      .array(attempt)
      .max(10_000)
      .parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return []
  }
}
