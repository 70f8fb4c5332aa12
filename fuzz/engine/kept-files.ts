import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface KeptFile {
  name: string
  input: Uint8Array
}

/** The inputs of a target in a folder such as fuzz/corpus, by name; none when it has none. */
export function keptFiles(folder: string, target: string): KeptFile[] {
  let names: string[]
  try {
    names = readdirSync(join(folder, target)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return names.map((name) => ({ name, input: readFileSync(join(folder, target, name)) }))
}

/** Keeps an input under a name made of its content, so that the same fault is kept once. @returns the path */
export function keepFile(folder: string, target: string, input: Uint8Array): string {
  const path = join(folder, target, createHash('sha256').update(input).digest('hex').slice(0, 12))
  mkdirSync(join(folder, target), { recursive: true })
  writeFileSync(path, input)
  return path
}
