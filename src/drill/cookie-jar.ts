const MOST_COOKIES = 20
const MOST_COOKIE_BYTES = 4096

/** The cookies of one visitor on one site: names and values, and forgetting when told so. Bounded. */
export class CookieJar {
  readonly #cookies = new Map<string, string>()

  /** @param lines values of Set-Cookie headers (RFC 6265) @param now Unix time in milliseconds */
  store(lines: readonly string[], now: number): void {
    for (const line of lines) {
      const match = /^\s*([^=;\s]+)=([^;]*)/.exec(line)
      if (match === null || line.length > MOST_COOKIE_BYTES) continue
      const [, name = '', value = ''] = match
      const maxAge = /;\s*max-age\s*=\s*(-?\d+)/i.exec(line)?.[1]
      const expires = /;\s*expires\s*=\s*([^;]+)/i.exec(line)?.[1]
      const gone = maxAge === undefined ? expires !== undefined && Date.parse(expires) <= now : Number(maxAge) <= 0
      if (gone) this.#cookies.delete(name)
      else if (this.#cookies.has(name) || this.#cookies.size < MOST_COOKIES) this.#cookies.set(name, value.trim())
    }
  }

  /** Value for the Cookie header; null when there are none. */
  header(): string | null {
    if (this.#cookies.size === 0) return null
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}
