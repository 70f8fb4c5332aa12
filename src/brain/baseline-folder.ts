import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BaselineData } from '../baseline/baseline.js'
import { readBaseline, writeBaseline } from '../baseline/baseline-file.js'

const FILE = 'baseline'

/** @param platform one of several: each has its own */
export function baselinePath(folder: string, platform?: string): string {
  return join(folder, platform === undefined ? FILE : `${FILE}.${encodeURIComponent(platform)}`)
}

/** The newer of what Holdfast has kept of a platform and, where it is the only one, what `holdfast learn` has made. */
export function newestBaselinePath(folder: string, platform: string, isOnly: boolean): string {
  const own = baselinePath(folder, platform)
  const learned = baselinePath(folder)
  if (!isOnly || !existsSync(learned)) return own
  return existsSync(own) && statSync(own).mtimeMs >= statSync(learned).mtimeMs ? own : learned
}

/** Writes the baseline whole or not at all; the one before stays beside it. */
export function saveBaseline(path: string, data: BaselineData): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  const fresh = `${path}.new`
  writeFileSync(fresh, writeBaseline(data), { mode: 0o600 })
  if (existsSync(path)) renameSync(path, `${path}.before`)
  renameSync(fresh, path)
}

export type LoadedBaseline =
  | { kind: 'read'; data: BaselineData }
  | { kind: 'missing' }
  /** It is kept under `keptAs`; `why` is for people. */
  | { kind: 'unusable'; keptAs: string; why: string }

/** Reads a baseline. One that is damaged or of another version is never trusted: it is put aside. */
export function loadBaseline(path: string): LoadedBaseline {
  if (!existsSync(path)) return { kind: 'missing' }
  const read = readBaseline(readFileSync(path))
  if (read.kind === 'read') return { kind: 'read', data: read.data }
  const keptAs = `${path}.${read.kind}`
  renameSync(path, keptAs)
  return { kind: 'unusable', keptAs, why: read.why }
}
