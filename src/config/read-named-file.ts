import { readFileSync } from 'node:fs'

/** Reads a file that the configuration names. @param expected completes "expected …" when it cannot be read */
export function readNamedFile(path: string, expected: string): { bytes: Buffer } | { wrong: string } {
  try {
    return { bytes: readFileSync(path) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return { wrong: `there is no file ${path}, expected ${expected}` }
    if (code === 'EACCES') return { wrong: `${path} may not be read by this user, expected ${expected}` }
    return { wrong: `${path} cannot be read (${String(code ?? error)}), expected ${expected}` }
  }
}
