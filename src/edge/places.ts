import { createPlaces, type PlaceCheck, type PlaceHolder } from '../admit/place.js'
import type { Exchange } from './exchange.js'
import { cookieValue } from './headers/cookie-value.js'

/** The place that a visitor shows, and what it is worth. */
export interface HeldPlace {
  token: string | undefined
  check: PlaceCheck
}

const NONE: HeldPlace = { token: undefined, check: { kind: 'none' } }
const COOKIE = 'holdfast-place'
const MAX_AGE_S = 600
/** Who has waited less than this stands with the others; the first wait the page asks for is longer. */
const WAITED_MS = 1_500

/** A place younger than this is given out again as it is. */
const RENEWED_AFTER_MS = 60_000

/** The visitor's place in the waiting room, kept in a signed cookie and nowhere else. */
export class Places {
  readonly #places: ReturnType<typeof createPlaces>
  readonly #now: () => number

  constructor(secret: Uint8Array, now: () => number) {
    this.#places = createPlaces({ secret })
    this.#now = now
  }

  /** Milliseconds since the visitor first asked; null without an honest place or when it is too new to count. */
  waitedMs(visit: Exchange): number | null {
    const { check } = this.#held(visit)
    return check.kind === 'valid' && check.waitedMs >= WAITED_MS ? check.waitedMs : null
  }

  /** The Set-Cookie value that keeps the present place, or gives a new one. */
  cookie(visit: Exchange): string {
    const place = this.#fresh(visit)
    return `${COOKIE}=${place}; Path=/; Max-Age=${MAX_AGE_S}; HttpOnly; SameSite=Lax${visit.scheme === 'https' ? '; Secure' : ''}`
  }

  #fresh(visit: Exchange): string {
    const { token, check } = this.#held(visit)
    if (token !== undefined && check.kind === 'valid' && check.ageMs < RENEWED_AFTER_MS) return token
    return this.#places.issue(holderOf(visit), this.#now(), check.kind === 'valid' ? check.since : undefined)
  }

  /** Looked at once, however often it is asked for. */
  #held(visit: Exchange): HeldPlace {
    visit.heldPlace ??= this.#read(visit)
    return visit.heldPlace
  }

  #read(visit: Exchange): HeldPlace {
    const token = cookieValue(visit.request.headers.cookie, COOKIE) ?? undefined
    if (token === undefined) return NONE
    return { token, check: this.#places.check(token, holderOf(visit), this.#now()) }
  }
}

function holderOf(visit: Exchange): PlaceHolder {
  return { network: visit.client.network, platform: visit.platform.name }
}
