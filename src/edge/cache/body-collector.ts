/** Room that several bodies being collected share, in bytes. */
export interface CollectingRoom {
  leftBytes: number
}

const FIRST_CAPACITY_BYTES = 16_384

export interface BodyCollectorOptions {
  limitBytes: number
  /** Shared with others; what this collector holds is taken from it until `release`. */
  room: CollectingRoom
  /** The length the origin stated, if it did: then one buffer does. */
  expectedBytes?: number | undefined
}

/**
 * Collects a body of unknown length into one buffer of its own. Chunks are copied: a chunk of a few bytes may be a
 * window on a whole socket read, and keeping it would keep that.
 */
export class BodyCollector {
  readonly #limitBytes: number
  readonly #room: CollectingRoom
  readonly #expectedBytes: number
  #buffer = Buffer.alloc(0)
  #length = 0

  constructor({ limitBytes, room, expectedBytes = FIRST_CAPACITY_BYTES }: BodyCollectorOptions) {
    this.#limitBytes = limitBytes
    this.#room = room
    this.#expectedBytes = expectedBytes
  }

  /** Nothing more should be added once the body is too long or the shared room used up. */
  add(chunk: Uint8Array): 'added' | 'too-long' | 'no-room' {
    const needed = this.#length + chunk.length
    if (needed > this.#limitBytes) return 'too-long'
    if (needed > this.#buffer.length && !this.#grow(needed)) return 'no-room'
    this.#buffer.set(chunk, this.#length)
    this.#length = needed
    return 'added'
  }

  /** The body, in memory of exactly its size. */
  body(): Buffer {
    return exactCopy(this.#buffer, this.#length)
  }

  release(): void {
    this.#room.leftBytes += this.#buffer.length
    this.#buffer = Buffer.alloc(0)
    this.#length = 0
  }

  #grow(needed: number): boolean {
    const capacity = Math.min(this.#limitBytes, Math.max(needed, this.#expectedBytes, 2 * this.#buffer.length))
    const more = capacity - this.#buffer.length
    if (more > this.#room.leftBytes) return false
    this.#room.leftBytes -= more
    const grown = Buffer.allocUnsafeSlow(capacity)
    this.#buffer.copy(grown, 0, 0, this.#length)
    this.#buffer = grown
    return true
  }
}

/** Not from the pool: a small body would keep the whole pool slab alive. */
function exactCopy(buffer: Buffer, length: number): Buffer {
  if (buffer.length === length) return buffer
  const exact = Buffer.allocUnsafeSlow(length)
  buffer.copy(exact, 0, 0, length)
  return exact
}
