import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const addressSchema = z.object({ host: z.string(), port: z.int() })

const reloadOutcomeSchema = z.object({
  count: z.int().positive(),
  at: z.string(),
  changes: z.array(z.string()),
  needsRestart: z.array(z.string()),
  mistakes: z.array(z.string()),
})

/**
 * What became of reading the configuration again, for `holdfast reload`.
 * - `count` grows with every time, `at` ISO 8601
 * - `mistakes` in sentences; when there are any in the file, nothing has changed
 */
export type ReloadOutcome = Readonly<z.output<typeof reloadOutcomeSchema>>

const runInfoSchema = z.object({
  pid: z.int().positive(),
  processStart: z.string().optional(),
  instance: z.string().min(1),
  startedAt: z.string(),
  uid: z.int(),
  console: z.object({ url: z.url({ protocol: /^http$/ }), token: z.string().min(1) }).nullable(),
  listen: z.object({ http: z.array(addressSchema), https: z.array(addressSchema) }),
  platforms: z.array(z.object({ name: z.string(), hosts: z.array(z.string()) })),
  rehearsal: z.string().optional(),
  configFile: z.string().optional(),
  reload: reloadOutcomeSchema.optional(),
})

/**
 * What a running Holdfast tells the other commands of its own user, in `<dataDir>/run.json`.
 * - `processStart` tells the process from a later one with the same number, see running-process.ts
 * - `instance` is new at every start, `startedAt` ISO 8601, `uid` the user it runs as (-1 where there are none)
 * - `console` is where its API answers, with a token for this machine; null when the console is off
 * - `listen` has the real ports, also where the configuration said 0
 * - `configFile` is what is read again on SIGHUP, absolute; left out when Holdfast runs without a file
 * - `rehearsal` is the file that says what rehearsed visitors do on the platform; the demo has one
 */
export type RunInfo = Readonly<z.output<typeof runInfoSchema>>

export function runFilePath(dataDir: string): string {
  return join(dataDir, 'run.json')
}

/**
 * Writes the run file, readable only by its owner; who reads at the same time sees the old or the new one, whole.
 * Makes the folder when it is missing. @throws the error of the file system
 */
export function writeRunFile(dataDir: string, info: RunInfo): void {
  mkdirSync(dataDir, { recursive: true })
  const path = runFilePath(dataDir)
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    // 'wx' never follows a link that somebody put there; the mode holds from the first byte.
    writeFileSync(draft, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * @returns null when there is no run file: nothing was started with this folder, or it was stopped
 * @throws RunFileError when the file is not a run file; the error of the file system when it may not be read
 */
export function readRunFile(dataDir: string): RunInfo | null {
  const path = runFilePath(dataDir)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
  const parsed = runInfoSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data as RunInfo
  const wrong = parsed.error.issues[0]
  throw new RunFileError(
    `${path} is not a run file of this version (${wrong?.path.join('.') || 'the whole file'}: ${wrong?.message}). ` +
      'Stop Holdfast, remove the file and start it again.',
  )
}

/**
 * Removes the run file. With `instance`, only that instance's own, so that a Holdfast that stops late does not hide the
 * one that was started after it.
 */
export function removeRunFile(dataDir: string, instance?: string): void {
  if (instance !== undefined && readRunFile(dataDir)?.instance !== instance) return
  rmSync(runFilePath(dataDir), { force: true })
}

/** A file called run.json that no Holdfast of this version has written. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
