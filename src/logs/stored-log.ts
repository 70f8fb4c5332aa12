import { type FileHandle, open, realpath } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { gunzipped, gunzippedHead, isGzip } from './gunzipped.js'
import { LogError } from './log-error.js'

export const STANDARD_INPUT = 'standard input'

const PIECE_BYTES = 262_144
/** Enough lines to know the format of a log and its first time. */
const HEAD_BYTES = 65_536

/** A log as it is stored: a file, compressed or not, or a pipe. */
export class StoredLog {
  readonly name: string
  /** As stored; null for a pipe. */
  readonly bytes: number | null
  /** The same for two names of one file; null for a pipe. */
  readonly identity: string | null
  /** What the log begins with, decompressed. */
  readonly head: Buffer
  readonly compressed: boolean
  /** As stored, of what has been read. */
  bytesRead = 0
  damage: string | null = null
  readonly #raw: () => AsyncIterable<Buffer>

  private constructor(
    name: string,
    first: Buffer,
    file: { bytes: number; identity: string } | null,
    raw: () => AsyncIterable<Buffer>,
  ) {
    this.name = name
    this.bytes = file?.bytes ?? null
    this.identity = file?.identity ?? null
    this.compressed = isGzip(first)
    this.head = this.compressed ? gunzippedHead(first) : first
    this.#raw = raw
  }

  /**
   * @param name a path, or `-` for standard input
   * @throws LogError when it cannot be opened
   */
  static async open(name: string, standardInput: Readable): Promise<StoredLog> {
    if (name === '-') return StoredLog.#ofPipe(STANDARD_INPUT, standardInput)
    try {
      const handle = await open(name)
      const stat = await handle.stat()
      if (stat.isDirectory()) {
        await handle.close()
        throw new LogError('file', `${name} is a folder. Give the files in it, for example ${name}/access.log*`)
      }
      // What comes through a pipe cannot be read a second time.
      if (!stat.isFile()) return await StoredLog.#ofPipe(name, handle.createReadStream())
      const first = await readHead(handle)
      await handle.close()
      const file = { bytes: stat.size, identity: await realpath(name) }
      return new StoredLog(name, first, file, () => piecesOfFile(name))
    } catch (error) {
      throw error instanceof LogError ? error : new LogError('file', cannotRead(name, error))
    }
  }

  static async #ofPipe(name: string, pipe: Readable): Promise<StoredLog> {
    const pieces = pipe[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    const { value: first = Buffer.alloc(0), done = false } = await pieces.next()
    return new StoredLog(name, first, null, async function* () {
      yield first
      if (!done) yield* { [Symbol.asyncIterator]: () => pieces }
    })
  }

  /** The log from its beginning, decompressed. A piece is good until the next one is asked for. @throws LogError */
  async *pieces(): AsyncGenerator<Buffer> {
    try {
      const counted = this.#counted()
      yield* this.compressed ? gunzipped(counted, (words) => (this.damage = words)) : counted
    } catch (error) {
      throw error instanceof LogError ? error : new LogError('file', cannotRead(this.name, error))
    }
  }

  async *#counted(): AsyncGenerator<Buffer> {
    for await (const piece of this.#raw()) {
      this.bytesRead += piece.length
      yield piece
    }
  }
}

async function readHead(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(HEAD_BYTES), position: 0 })
  return buffer.subarray(0, bytesRead)
}

/** One buffer for all pieces. */
async function* piecesOfFile(name: string): AsyncGenerator<Buffer> {
  const handle = await open(name)
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

function cannotRead(name: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `There is no file ${name}.`
  if (code === 'EACCES' || code === 'EPERM') {
    return `${name} cannot be read: permission denied. Logs often belong to the group adm: call the command with sudo, or copy the file.`
  }
  return `${name} cannot be read: ${message}`
}
