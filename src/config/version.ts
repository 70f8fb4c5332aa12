import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The version of this Holdfast, from its package.json: two folders up in the sources, three in the build. */
export function readVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    const found = manifestAt(new URL(path, import.meta.url))
    if (found) return found.version
  }
  throw new Error('the package.json of holdfast is missing; install it again')
}

const manifestSchema = z.object({ name: z.literal('holdfast'), version: z.string() })

/** null when there is no package.json or it is another package's. */
function manifestAt(url: URL): z.output<typeof manifestSchema> | null {
  try {
    return manifestSchema.safeParse(JSON.parse(readFileSync(url, 'utf8'))).data ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
