import { accessSync, appendFileSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect } from 'vitest'
import tools from '../scripts/debian-tools.json' with { type: 'json' }

/**
 * The path of a Debian tool that a test needs, or undefined when it is not installed. Then the test is to be skipped,
 * and the summary of `npm test` says why:
 *
 * ```ts
 * const slowhttptest = needsTool('slowhttptest')
 * it.skipIf(!slowhttptest)('slow headers are cut off', async () => { … })
 * ```
 *
 * Call it at the top of a test file, not inside a test.
 * @throws when the tool is not in scripts/debian-tools.json, so that set-up would never install it
 */
export function needsTool(tool: string): string | undefined {
  if (!tools.some((known) => known.tool === tool)) {
    throw new Error(`${tool} is not in scripts/debian-tools.json. Add it there with its Debian package.`)
  }
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find(isExecutable)
  if (path === undefined) recordMissing(tool)
  return path
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Tells scripts/test.mjs which file misses which tool; test files run in processes of their own. */
function recordMissing(tool: string): void {
  const record = process.env.HOLDFAST_MISSING_TOOLS
  if (record) appendFileSync(record, `${JSON.stringify({ file: expect.getState().testPath, tool })}\n`)
}
