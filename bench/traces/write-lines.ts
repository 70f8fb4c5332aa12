import { closeSync, openSync, writeSync } from 'node:fs'

const MOST_WAITING = 256 * 1024

/** A file written line by line, in Latin-1 as `readLines` reads it. */
export class LineFile {
  readonly #file: number
  #waiting = ''

  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  write(line: string): void {
    this.#waiting += `${line}\n`
    if (this.#waiting.length >= MOST_WAITING) this.#flush()
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting, 'latin1')
    this.#waiting = ''
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written)
  }
}
