import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { readDataDir } from '../config/load-config.js'
import { RunFileError, type RunInfo, readRunFile, runFilePath } from '../config/run-file.js'
import { isRunning } from '../config/running-process.js'
import { CommandFailure, type TargetOptions, UsageError } from './command.js'

/** A running Holdfast whose console can be asked. */
export interface RunningConsole {
  url: string
  token: string
}

/** What `holdfast run` reads when nothing else is said. */
const USUAL_CONFIG = 'holdfast.yaml'

/**
 * The data folder that the options mean, absolute: that of the configuration file, or the one named; with neither that of
 * ./holdfast.yaml, which is what `holdfast run` would read here, else ./data.
 */
export function dataDirOf({ config, dataDir }: TargetOptions): string {
  if (config !== undefined && dataDir !== undefined) {
    throw new UsageError('expected --config or --data-dir, found both; each alone says where the data folder is.')
  }
  if (dataDir !== undefined) return resolve(dataDir)
  if (config !== undefined) return readDataDir(config)
  return existsSync(USUAL_CONFIG) ? readDataDir(USUAL_CONFIG) : resolve('data')
}

/**
 * Finds the running Holdfast through the run file in its data folder.
 * @param uid who asks; root (0) may ask for everybody
 * @throws CommandFailure that says why there is none and what to do; ConfigError when --config cannot be read
 */
export function findRunning(options: TargetOptions, uid = process.getuid?.()): RunInfo {
  const dataDir = dataDirOf(options)
  const info = readOwnRunFile(dataDir)
  if (info === null) {
    const hint = options.config === undefined && options.dataDir === undefined
    throw new CommandFailure(
      `no Holdfast runs with the data folder ${dataDir}. ${
        hint ? 'Say which one you mean with --config FILE or --data-dir DIR, or start one' : 'Start it'
      }: holdfast run`,
    )
  }
  if (uid !== undefined && uid !== 0 && info.uid !== uid) throw otherUser(dataDir, info.uid)
  if (!isRunning(info)) {
    throw new CommandFailure(
      `Holdfast does not run any more: ${runFilePath(dataDir)} names process ${info.pid}, which is gone. It was killed or crashed; its log says more. Start it again: holdfast run`,
    )
  }
  return info
}

/** @throws CommandFailure also when the console is off: then nothing can be asked or told. */
export function findConsole(options: TargetOptions): RunningConsole {
  const { console } = findRunning(options)
  if (console !== null) return console
  throw new CommandFailure(
    'the running Holdfast has no console (`console: off`), so it cannot be asked. Give it `console: { listen: 127.0.0.1:7070 }` in its configuration and restart it.',
  )
}

function readOwnRunFile(dataDir: string): RunInfo | null {
  try {
    return readRunFile(dataDir)
  } catch (error) {
    if (error instanceof RunFileError) throw new CommandFailure(error.message)
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EACCES' || code === 'EPERM') throw otherUser(dataDir, ownerOf(runFilePath(dataDir)))
    throw error
  }
}

function otherUser(dataDir: string, owner: number | null): CommandFailure {
  const whose = owner === null ? 'another user' : `the user with number ${owner}`
  return new CommandFailure(
    `the Holdfast of ${dataDir} belongs to ${whose}. Call this command as that user, for example with sudo -u.`,
  )
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid
  } catch {
    // The folder is closed to us: whose it is cannot be seen.
    return null
  }
}
