import type { ClientFlood } from './attack.js'
import type { AttackRequest } from './attack-requests.js'
import type { Profile } from './browser-profiles.js'
import { CookieJar } from './cookie-jar.js'
import { pathOnSite } from './page-links.js'
import { requestText } from './request-text.js'
import type { ResponseHead } from './response-parser.js'

/** More in a row is a ring. */
const MOST_REDIRECTS = 5
/** Longer waits are not worth it to an attacker. */
const LONGEST_WAIT_MS = 15_000

/**
 * How far an attacking client goes along with what it is told: where to go, which cookies to keep, how long to wait. It
 * runs no script and does no work.
 */
export class ClientWit {
  readonly #wit: ClientFlood['wit']
  readonly #authority: string
  readonly #profile: Profile
  readonly #jar = new CookieJar()
  #path: string | null = null
  #redirects = 0
  #waitsUntil = 0

  constructor(wit: ClientFlood['wit'], authority: string, profile: Profile) {
    this.#wit = wit
    this.#authority = authority
    this.#profile = profile
  }

  /** False while it waits as told. */
  isReady(now: number): boolean {
    return now >= this.#waitsUntil
  }

  /** Where it was sent, else what it would ask for anyway; with its cookies. */
  request(otherwise: () => AttackRequest): AttackRequest {
    const path = this.#path
    this.#path = null
    const request =
      path === null
        ? otherwise()
        : {
            method: 'GET',
            text: requestText({ method: 'GET', path, authority: this.#authority, headers: this.#profile }),
          }
    const cookies = this.#jar.header()
    return cookies === null ? request : { ...request, text: withCookies(request.text, cookies) }
  }

  /** @param now Unix time in milliseconds */
  answered(head: Pick<ResponseHead, 'status' | 'header' | 'headers'>, now: number): void {
    if (this.#wit === 'none') return
    this.#jar.store(head.headers('set-cookie'), now)
    const location = head.status >= 300 && head.status < 400 ? head.header('location') : null
    if (location !== null && this.#redirects < MOST_REDIRECTS) {
      this.#redirects++
      this.#path = this.#onSite(location)
      return
    }
    this.#redirects = 0
    const refresh = this.#wit === 'patience' ? head.header('refresh') : null
    const told = /^\s*(\d{1,4})\s*(?:[;,]\s*url\s*=\s*["']?([^"']+))?/i.exec(refresh ?? '')
    if (told === null) return
    this.#waitsUntil = now + Math.min(LONGEST_WAIT_MS, Number(told[1]) * 1000)
    this.#path = told[2] === undefined ? null : this.#onSite(told[2])
  }

  #onSite(reference: string): string | null {
    return pathOnSite(reference.replace(`http://${this.#authority}`, ''), '/')
  }
}

function withCookies(text: string, cookies: string): string {
  const end = text.indexOf('\r\n\r\n')
  return `${text.slice(0, end)}\r\nCookie: ${cookies}${text.slice(end)}`
}
