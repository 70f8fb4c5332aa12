/** A place in a `SegmentedLru`. Opaque to its owner, but for `value`. */
export interface Place<T> {
  value: T
  bytes: number
  segment: Segment<T> | null
  previous: Place<T> | null
  next: Place<T> | null
  /** Touches, each worth half after `HALF_LIFE_MS`; as of `scoredAt`. */
  score: number
  scoredAt: number
}

/** A doubly linked list, most recent first, that knows its size. */
interface Segment<T> {
  newest: Place<T> | null
  oldest: Place<T> | null
  bytes: number
}

/** The room where newcomers prove themselves is this part of the whole; the rest is for those that have. */
const PROBATION_PART = 5
/** A page visited once a minute keeps a score of about 7; one visited twice in a burst never has more than 2. */
const HALF_LIFE_MS = 300_000

export interface SegmentedLruOptions<T> {
  maxBytes: number
  onEvict: (value: T) => void
}

/**
 * Decides what to keep within `maxBytes`: segmented LRU (Karedla et al., 1994) with admission by frequency in the
 * spirit of TinyLFU (Einziger et al., 2017), counted on what is resident.
 *
 * Newcomers enter a probation segment. One that is touched again moves to the protected segment when there is room
 * or when it is wanted more often than the one it would displace. So a flood of ever new keys, each asked for once
 * or twice, only pushes out its own kind.
 */
export class SegmentedLru<T> {
  readonly #maxBytes: number
  readonly #maxProtectedBytes: number
  readonly #onEvict: (value: T) => void
  readonly #probation: Segment<T> = { newest: null, oldest: null, bytes: 0 }
  readonly #protected: Segment<T> = { newest: null, oldest: null, bytes: 0 }

  constructor({ maxBytes, onEvict }: SegmentedLruOptions<T>) {
    this.#maxBytes = maxBytes
    this.#maxProtectedBytes = maxBytes - SegmentedLru.maxValueBytes(maxBytes)
    this.#onEvict = onEvict
  }

  get bytes(): number {
    return this.#probation.bytes + this.#protected.bytes
  }

  /** The largest value that fits without pushing out anything protected, in bytes. */
  static maxValueBytes(maxBytes: number): number {
    return Math.floor(maxBytes / PROBATION_PART)
  }

  /**
   * Takes in a value, pushing out others as needed.
   * @throws RangeError when it is larger than `maxValueBytes` allows
   */
  insert(value: T, bytes: number, now: number): Place<T> {
    this.#checkSize(bytes)
    const place: Place<T> = { value, bytes, segment: null, previous: null, next: null, score: 1, scoredAt: now }
    this.#makeRoom(bytes)
    link(this.#probation, place)
    return place
  }

  /** Puts another value, perhaps of another size, in a place; it keeps its standing. */
  replace(place: Place<T>, value: T, bytes: number): void {
    this.#checkSize(bytes)
    const segment = place.segment
    if (segment === null) throw new Error('A place that was given up cannot be filled again.')
    unlink(place)
    this.#makeRoom(bytes)
    place.value = value
    place.bytes = bytes
    link(segment, place)
    this.#demoteSurplus()
  }

  /** Somebody asked for it. */
  touch(place: Place<T>, now: number): void {
    place.score = scoreAt(place, now) + 1
    place.scoredAt = now
    const segment = place.segment
    if (segment === null || segment.newest === place) {
      if (segment === this.#probation) this.#promote(place, now)
      return
    }
    if (segment === this.#protected) {
      unlink(place)
      link(segment, place)
      return
    }
    this.#promote(place, now)
  }

  remove(place: Place<T>): void {
    unlink(place)
  }

  /** Touches with their age taken off, for comparing two. */
  score(place: Place<T>, now: number): number {
    return scoreAt(place, now)
  }

  #promote(place: Place<T>, now: number): void {
    unlink(place)
    const displaced = this.#protected.oldest
    const fits = this.#protected.bytes + place.bytes <= this.#maxProtectedBytes
    if (fits || (displaced !== null && scoreAt(place, now) > scoreAt(displaced, now))) {
      link(this.#protected, place)
      this.#demoteSurplus()
    } else {
      link(this.#probation, place)
    }
  }

  #demoteSurplus(): void {
    while (this.#protected.bytes > this.#maxProtectedBytes && this.#protected.oldest !== null) {
      const place = this.#protected.oldest
      unlink(place)
      link(this.#probation, place)
    }
  }

  #makeRoom(bytes: number): void {
    while (this.bytes + bytes > this.#maxBytes) {
      const place = this.#probation.oldest ?? this.#protected.oldest
      if (place === null) return
      unlink(place)
      this.#onEvict(place.value)
    }
  }

  #checkSize(bytes: number): void {
    if (bytes > SegmentedLru.maxValueBytes(this.#maxBytes)) {
      throw new RangeError(`A value of ${bytes} bytes is too large for a store of ${this.#maxBytes} bytes.`)
    }
  }
}

function scoreAt<T>(place: Place<T>, now: number): number {
  return place.score * 2 ** (Math.min(0, place.scoredAt - now) / HALF_LIFE_MS)
}

function link<T>(segment: Segment<T>, place: Place<T>): void {
  place.segment = segment
  place.previous = null
  place.next = segment.newest
  if (segment.newest !== null) segment.newest.previous = place
  segment.newest = place
  segment.oldest ??= place
  segment.bytes += place.bytes
}

function unlink<T>(place: Place<T>): void {
  const segment = place.segment
  if (segment === null) return
  if (place.previous === null) segment.newest = place.next
  else place.previous.next = place.next
  if (place.next === null) segment.oldest = place.previous
  else place.next.previous = place.previous
  place.previous = null
  place.next = null
  place.segment = null
  segment.bytes -= place.bytes
}
