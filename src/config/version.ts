import { readFileSync } from 'node:fs'

/** The version of this Holdfast, from its package.json: two folders up in the sources, three in the build. */
export function readVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    const version = versionAt(new URL(path, import.meta.url))
    if (version !== null) return version
  }
  throw new Error('the package.json of holdfast is missing; install it again')
}

/** null when there is no package.json or it is another package's. Without zod: `--version` and `--help` need no other. */
function versionAt(url: URL): string | null {
  let text: string
  try {
    text = readFileSync(url, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown }
  return name === 'holdfast' && typeof version === 'string' ? version : null
}
