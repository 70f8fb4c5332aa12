import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK_BYTES = 256 * 1024

/**
 * The lines of a file, read as they are asked for: a trace may be larger than memory. Latin-1, so that bytes that are no
 * UTF-8 come out as they went in.
 */
export function* readLines(path: string): Generator<string> {
  const file = openSync(path, 'r')
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let rest = ''
  try {
    for (;;) {
      const count = readSync(file, chunk, 0, CHUNK_BYTES, null)
      if (count === 0) break
      const text = rest + chunk.toString('latin1', 0, count)
      let from = 0
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        yield text.slice(from, end)
        from = end + 1
      }
      rest = text.slice(from)
    }
    if (rest !== '') yield rest
  } finally {
    closeSync(file)
  }
}
