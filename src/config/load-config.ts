import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from './config.js'
import { ConfigError } from './config-error.js'
import { type ConfigSource, explainIssues } from './explain-issue.js'
import { resolveConfig } from './resolve-config.js'
import { configSchema, type FileConfig } from './schema.js'
import { parseYaml, type ValuePath } from './yaml-source.js'

const MAX_FILE_BYTES = 1_048_576

/** What a command line says instead of a file. */
export interface ConfigFlags {
  /** `http://127.0.0.1:3000` */
  origin: string
  /** As in the file: `8080`, `0.0.0.0:8080`. Default 8080. */
  listen?: string
  /** Relative to the working directory. Default `./data`. */
  dataDir?: string
}

/**
 * Reads and checks a configuration file. Paths in it are relative to its own folder.
 * @throws ConfigError that lists every problem; its warnings are in the result
 */
export function loadConfig(path: string): Config {
  const parsed = parseYaml(readText(path))
  if ('problems' in parsed) throw new ConfigError(path, parsed.problems)
  return check(path, { ...parsed.source, nameOf: formatPath }, dirname(resolve(path)))
}

/**
 * Only the data folder of a configuration file, absolute. The rest is not checked: a running Holdfast must be found also
 * while its file is being edited.
 * @throws ConfigError when the file cannot be read or is no YAML
 */
export function readDataDir(path: string): string {
  const parsed = parseYaml(readText(path))
  if ('problems' in parsed) throw new ConfigError(path, parsed.problems)
  const { value } = parsed.source
  const written = configSchema.shape.dataDir.safeParse(isRecord(value) ? value.dataDir : undefined)
  if (written.success) return resolve(dirname(path), written.data)
  const source = { ...parsed.source, nameOf: formatPath }
  const issues = written.error.issues.map((issue) => ({ ...issue, path: ['dataDir', ...issue.path] }))
  throw new ConfigError(path, explainIssues(issues, source, configSchema))
}

/**
 * The configuration of `holdfast run --origin …`: one platform "site" for every host, without activities.
 * @throws ConfigError that names the flags
 */
export function configFromFlags(flags: ConfigFlags): Config {
  const value = {
    platforms: [{ name: 'site', hosts: ['*'], origin: flags.origin }],
    ...(flags.listen === undefined ? {} : { listen: { http: flags.listen } }),
    ...(flags.dataDir === undefined ? {} : { dataDir: flags.dataDir }),
  }
  const nowhere = { line: 0, column: 0 }
  const nameOf = (path: ValuePath) => {
    const name = formatPath(path)
    if (name.startsWith('platforms')) return '--origin'
    if (name.startsWith('listen')) return '--listen'
    return name === 'dataDir' ? '--data-dir' : name
  }
  const source = { value, positionOf: () => nowhere, positionOfKey: () => nowhere, nameOf }
  return check('command line', source, process.cwd())
}

function check(name: string, source: ConfigSource, folder: string): Config {
  const parsed = configSchema.safeParse(source.value)
  const problems = parsed.success ? [] : explainIssues(parsed.error.issues, source, configSchema)
  const file = parsed.success ? parsed.data : whatIsSound(source.value)
  const { config, findings } = resolveConfig(file, folder)
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]))
  for (const { path, message } of findings) {
    if (!wrong.has(path[0])) problems.push({ ...source.positionOf(path), path: source.nameOf(path), message })
  }
  if (problems.length > 0) throw new ConfigError(name, inOrder(problems))
  return config
}

/**
 * The sections that pass the schema, and for the others something that contradicts nothing: a wrong key in one section
 * should not hide that two others do not fit together.
 */
function whatIsSound(value: unknown): FileConfig {
  const standIns: Partial<FileConfig> = { platforms: [], listen: {}, console: 'off' }
  const sections = Object.entries(configSchema.shape).map(([key, schema]) => {
    const written = isRecord(value) ? value[key] : undefined
    const parsed = schema.safeParse(written)
    if (parsed.success) return [key, parsed.data]
    return [key, standIns[key as keyof FileConfig] ?? schema.parse(undefined)]
  })
  return Object.fromEntries(sections)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function inOrder<T extends { line: number; column: number }>(problems: T[]): T[] {
  return problems.sort((a, b) => a.line - b.line || a.column - b.column)
}

/** `['platforms', 0, 'name']` → `platforms[0].name` */
function formatPath(path: ValuePath): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${step}`)).join('')
}

function readText(path: string): string {
  const whole = (message: string) => new ConfigError(path, [{ line: 0, column: 0, path: '', message }])
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    throw whole(unreadable(error))
  }
  try {
    const { size } = fstatSync(file)
    if (size > MAX_FILE_BYTES)
      throw whole(`the file has ${size} bytes, expected at most 1 MiB (${MAX_FILE_BYTES} bytes)`)
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw error instanceof ConfigError ? error : whole(unreadable(error))
  } finally {
    closeSync(file)
  }
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') {
    return 'there is no such file. Give another with --config FILE, or start without one: holdfast run --origin http://127.0.0.1:3000 --listen 8080'
  }
  if (code === 'EISDIR') return 'this is a folder, expected a YAML file'
  if (code === 'EACCES') return 'the file may not be read by this user; check its owner and mode'
  return `the file cannot be read: ${String(error)}`
}
