/** Content codings a stored body may have, in the order in which they are listed. */
const CODINGS = ['br', 'deflate', 'gzip', 'zstd'] as const

const MAX_REMEMBERED = 256
const MAX_REMEMBERED_LENGTH = 128

/** Browsers send a handful of different values, and nearly every page varies on them: reading each once is enough. */
export class AcceptedCodings {
  readonly #seen = new Map<string, string>()

  /** How many values are remembered. */
  get size(): number {
    return this.#seen.size
  }

  /**
   * The content codings a visitor accepts, of those we store, in one order: `br, gzip`. Order and preference among
   * them are dropped, since any accepted coding may be served.
   */
  of(acceptEncoding: string): string {
    const known = this.#seen.get(acceptEncoding)
    if (known !== undefined) return known
    const codings = parsed(acceptEncoding)
    if (acceptEncoding.length <= MAX_REMEMBERED_LENGTH) {
      if (this.#seen.size >= MAX_REMEMBERED) this.#seen.clear()
      this.#seen.set(acceptEncoding, codings)
    }
    return codings
  }
}

const accepted = new AcceptedCodings()

/** See `AcceptedCodings.of`. */
export function acceptedCodings(acceptEncoding: string): string {
  return accepted.of(acceptEncoding)
}

function parsed(acceptEncoding: string): string {
  const wanted = new Set<string>()
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((text) => text.trim())
    if (parameters.some((text) => /^q=0(?:\.0*)?$/.test(text))) continue
    wanted.add(coding === 'x-gzip' ? 'gzip' : coding)
  }
  return CODINGS.filter((coding) => wanted.has(coding)).join(', ')
}

/** Whether a body's Content-Encoding is one that `acceptedCodings` can tell apart. */
export function isKnownCoding(contentEncoding: string | undefined): boolean {
  if (contentEncoding === undefined) return true
  const coding = contentEncoding.trim().toLowerCase()
  return coding === 'identity' || CODINGS.some((known) => known === coding)
}
