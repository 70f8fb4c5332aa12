import { mkdir, statfs, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = 'write-check'
const MEGABYTE = 1024 * 1024
/** With less than this the next logs and saves may not fit. */
const LEAST_FREE_MB = 64

/**
 * Whether what must be kept can be written: a full disk is noticed before an operator's next change is lost at a restart.
 * Nothing waits for it, and serving goes on without a disk.
 */
export class DiskCheck {
  readonly #folder: string
  #looking = false
  /** What is wrong, in sentences for people. */
  troubles: readonly string[] = []

  constructor(dataDir: string) {
    this.#folder = dataDir
  }

  /** Writes a small file and removes it; call it once a minute. Never rejects. */
  async look(): Promise<void> {
    // A disk that hangs is not asked again until it has answered.
    if (this.#looking) return
    this.#looking = true
    const path = join(this.#folder, FILE)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(path, 'Holdfast looks whether it can write here.\n', { mode: 0o600, flush: true })
      await unlink(path)
      this.troubles = await this.#space()
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const why = code === 'ENOSPC' ? 'the disk is full' : message
      this.troubles = [
        `Nothing can be written in ${this.#folder} (${why}). Visitors are served as before, but changes to lists and rules, what is learned and who was slowed would be lost at a restart. Make room on the disk, or make the folder writable for the user that Holdfast runs as.`,
      ]
    } finally {
      this.#looking = false
    }
  }

  async #space(): Promise<string[]> {
    const { bavail, bsize } = await statfs(this.#folder)
    const freeMb = (bavail * bsize) / MEGABYTE
    if (freeMb >= LEAST_FREE_MB) return []
    return [
      `Only ${Math.floor(freeMb)} MB are free on the disk of ${this.#folder}. Make room before it is full: then lists, rules and what is learned could not be saved any more.`,
    ]
  }
}
