import { createPlaces, type PlaceCheck, type PlaceHolder } from '../admit/place.js'
import type { Exchange } from './exchange.js'
import { cookieValue } from './headers/cookie-value.js'

const COOKIE = 'holdfast-place'
const MAX_AGE_S = 600
/** Who has waited less than this stands with the others; the first wait the page asks for is longer. */
const WAITED_MS = 1_500

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
    const place = this.#check(visit)
    return place.kind === 'valid' && place.waitedMs >= WAITED_MS ? place.waitedMs : null
  }

  /** The Set-Cookie value that keeps the present place, or gives a new one. */
  cookie(visit: Exchange): string {
    const held = this.#check(visit)
    const place = this.#places.issue(holderOf(visit), this.#now(), held.kind === 'valid' ? held.since : undefined)
    return `${COOKIE}=${place}; Path=/; Max-Age=${MAX_AGE_S}; HttpOnly; SameSite=Lax${visit.scheme === 'https' ? '; Secure' : ''}`
  }

  #check(visit: Exchange): PlaceCheck {
    const token = cookieValue(visit.request.headers.cookie, COOKIE) ?? undefined
    return this.#places.check(token, holderOf(visit), this.#now())
  }
}

function holderOf(visit: Exchange): PlaceHolder {
  return { network: visit.client.network, platform: visit.platform.name }
}
