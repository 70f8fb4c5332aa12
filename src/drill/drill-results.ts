import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scorecard } from './scorecard.js'

/** Keeps a scorecard in the data directory, where the next drill finds it. @returns the file's path */
export async function saveResult(dataDir: string, card: Scorecard): Promise<string> {
  const folder = join(dataDir, 'drills')
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${card.startedAt.replaceAll(':', '-').replace(/\.\d+Z$/, 'Z')}-${card.shape}.json`)
  await writeFile(file, `${JSON.stringify(card, null, 2)}\n`, { mode: 0o600 })
  return file
}

/** The newest complete result of a shape; null when there is none that can be read. */
export async function lastResult(dataDir: string, shape: string): Promise<Scorecard | null> {
  const folder = join(dataDir, 'drills')
  const files = await readdir(folder).catch(() => [])
  for (const file of files
    .filter((name) => name.endsWith(`-${shape}.json`))
    .sort()
    .reverse()) {
    const card = await readCard(join(folder, file))
    if (card !== null && card.brokenOff === null) return card
  }
  return null
}

async function readCard(file: string): Promise<Scorecard | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof value === 'object' && value !== null && 'version' in value && value.version === 2
      ? (value as Scorecard)
      : null
  } catch {
    return null
  }
}
