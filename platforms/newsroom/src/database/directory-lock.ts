import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Keeps a second process out of a data directory: two of them in one PostgreSQL directory destroy it, and PGlite does
 * not check.
 * @returns the way to give the lock back
 * @throws Error with a message for people when another process holds it
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'lock')
  if (!tryWrite(file)) {
    const owner = Number.parseInt(readFileSync(file, 'utf8'), 10)
    if (isAlive(owner)) {
      throw new Error(
        `The data directory ${directory} is in use by process ${owner}. Stop that process, or choose another --data-dir. ` +
          `If it is not a newsroom, remove ${file}.`,
      )
    }
    rmSync(file, { force: true })
    if (!tryWrite(file)) throw new Error(`The data directory ${directory} was taken by another process just now.`)
  }
  return () => rmSync(file, { force: true })
}

function tryWrite(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
