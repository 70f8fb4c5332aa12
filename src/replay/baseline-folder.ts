import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BaselineData } from '../baseline/baseline.js'
import { readBaseline, writeBaseline } from '../baseline/baseline-file.js'

const FILE = 'baseline'

export function baselinePath(folder: string): string {
  return join(folder, FILE)
}

/** Writes the baseline whole or not at all; the one before stays beside it. Returns the path. */
export function saveBaseline(folder: string, data: BaselineData): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = baselinePath(folder)
  const fresh = `${path}.new`
  writeFileSync(fresh, writeBaseline(data), { mode: 0o600 })
  if (existsSync(path)) renameSync(path, `${path}.before`)
  renameSync(fresh, path)
  return path
}

export type LoadedBaseline =
  | { kind: 'read'; data: BaselineData; path: string }
  | { kind: 'missing'; path: string }
  /** It is kept under `keptAs`; `why` is for people. */
  | { kind: 'unusable'; path: string; keptAs: string; why: string }

/** Reads the baseline of a folder. One that is damaged or of another version is never trusted: it is put aside. */
export function loadBaseline(folder: string): LoadedBaseline {
  const path = baselinePath(folder)
  if (!existsSync(path)) return { kind: 'missing', path }
  const read = readBaseline(readFileSync(path))
  if (read.kind === 'read') return { kind: 'read', data: read.data, path }
  const keptAs = `${path}.${read.kind}`
  renameSync(path, keptAs)
  return { kind: 'unusable', path, keptAs, why: read.why }
}
