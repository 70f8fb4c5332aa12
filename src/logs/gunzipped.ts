import { constants, createGunzip, gunzipSync } from 'node:zlib'

/** Compressed bytes at a time: at worst each becomes a thousand, all of which are in memory at once. */
const STEP_BYTES = 16_384
/** Of text: so much of it is lost before a damaged place. */
const PIECE_BYTES = 65_536

/** RFC 1952, section 2.3.1. */
export function isGzip(first: Buffer): boolean {
  return first[0] === 0x1f && first[1] === 0x8b && first[2] === 0x08
}

/** What the first bytes of compressed data become, as far as they can be read. */
export function gunzippedHead(first: Buffer): Buffer {
  try {
    return gunzipSync(first.subarray(0, STEP_BYTES), { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    // Whoever reads the whole says what is wrong with it.
    return Buffer.alloc(0)
  }
}

/**
 * Decompresses, one member after the other. What could be read before the data ends early is handed on, and before a
 * damaged place all but the last `PIECE_BYTES`; read as usual, zlib's streams throw away more.
 *
 * @param onDamage told in words what is wrong; nothing follows then
 */
export async function* gunzipped(
  compressed: AsyncIterable<Buffer>,
  onDamage: (words: string) => void,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  const ready: Buffer[] = []
  let failure: NodeJS.ErrnoException | null = null
  gunzip.on('data', (piece: Buffer) => ready.push(piece))
  // What follows the last member and is not compressed ends the stream before its input does.
  const over = new Promise<void>((resolve) => {
    gunzip.on('end', resolve)
    gunzip.on('error', (error: NodeJS.ErrnoException) => {
      failure = error
      resolve()
    })
  })
  try {
    for await (const piece of compressed) {
      for (let at = 0; at < piece.length && !gunzip.readableEnded && failure === null; at += STEP_BYTES) {
        const written = new Promise<void>((resolve) => {
          gunzip.write(piece.subarray(at, at + STEP_BYTES), () => resolve())
        })
        await Promise.race([written, over])
        yield* ready.splice(0)
      }
      if (gunzip.readableEnded || failure !== null) break
    }
    if (!gunzip.readableEnded && failure === null) gunzip.end()
    await over
    yield* ready.splice(0)
    if (failure !== null) onDamage(wordsFor(failure))
  } finally {
    gunzip.destroy()
  }
}

function wordsFor({ code }: NodeJS.ErrnoException): string {
  if (code === 'Z_BUF_ERROR') {
    return 'its compressed data ends early: the file is cut off or still being written. Everything before was read.'
  }
  return `its compressed data is damaged, or has something else behind it. What came before was read, but for the last ${PIECE_BYTES / 1024} KB of text or less.`
}
