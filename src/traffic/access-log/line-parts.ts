/** What is told apart in a line of any format. */
export const PARTS = [
  'address',
  'time',
  /** `GET /x HTTP/1.1`, or in two or more parts: */
  'request',
  'method',
  'target',
  'path',
  'query',
  'protocol',
  'status',
  'bytes',
  'duration',
  'referrer',
  'userAgent',
  'host',
  'forwardedFor',
  'secure',
  'tls',
  'as',
  'country',
  'accept',
  'acceptLanguage',
  'acceptEncoding',
  'secFetchSite',
  'secFetchMode',
  'secFetchDest',
  'secFetchUser',
  'brands',
  'mobile',
  'platform',
  'cookie',
] as const

export type Part = (typeof PARTS)[number]

/** Place of each part in `LineParts`. */
export const PART: Readonly<Record<Part, number>> = Object.fromEntries(
  PARTS.map((part, place) => [part, place]),
) as Record<Part, number>

const FIRST_HEADER = PART.accept

/** The parts of `LoggedHeaders`. */
export function isHeaderPart(place: number): boolean {
  return place >= FIRST_HEADER
}

/** Where the parts of a line are. One for all lines of a format. */
export class LineParts {
  readonly #starts = new Int32Array(PARTS.length).fill(-1)
  readonly #ends = new Int32Array(PARTS.length).fill(-1)
  /** Milliseconds in one unit of `duration`. */
  durationUnitMs = 1
  /** `some`: of the header parts those that the format has; `complete`: all that the visitor sent. */
  headers: 'none' | 'some' | 'complete' = 'none'

  clear(): void {
    this.#starts.fill(-1)
    this.#ends.fill(-1)
  }

  set(place: number, start: number, end: number): void {
    this.#starts[place] = start
    this.#ends[place] = end
  }

  has(place: number): boolean {
    return this.start(place) >= 0
  }

  /** -1 when the line has no such part. */
  start(place: number): number {
    return this.#starts[place] ?? -1
  }

  end(place: number): number {
    return this.#ends[place] ?? -1
  }
}
