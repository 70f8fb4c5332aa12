import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Config } from './config.js'
import { ConfigError, type ConfigProblem } from './config-error.js'
import { loadConfig } from './load-config.js'

/** Contents by path. */
type FolderFiles = Readonly<Record<string, string | Buffer>>

/** A folder with these files, removed after the test. @returns its absolute path */
export function folderWith(files: FolderFiles = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** The configuration that this text makes. @throws ConfigError */
export function configOf(yaml: string, files: FolderFiles = {}): Config {
  return loadConfig(join(folderWith({ ...files, 'holdfast.yaml': yaml }), 'holdfast.yaml'))
}

/** What is wrong with this text; empty when nothing is. */
export function problemsOf(yaml: string, files: FolderFiles = {}): readonly ConfigProblem[] {
  try {
    configOf(yaml, files)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

/** The same, short: `3:9 platforms[0].name: expected …`. */
export function problemLines(yaml: string, files: FolderFiles = {}): string[] {
  return problemsOf(yaml, files).map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`)
}
