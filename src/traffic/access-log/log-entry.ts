/** One request as an access log tells it. Texts are as the visitor sent them: what the log escaped is put back. */
export interface LogEntry {
  /** Its line in its file, from 1. */
  readonly line: number
  /** Milliseconds since 1970. Most servers write the time at the end of a request, so that times go back a little. */
  readonly time: number
  /** Of the visitor, in its shortest form, IPv4 where it is IPv4-mapped, without a port. */
  readonly address: string
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** `1.0`, `1.1`, `2.0`, `3.0`. */
  readonly httpVersion: string | null
  readonly status: number
  /** Of the answer; with or without its header, as the server counts. */
  readonly bytes: number | null
  readonly durationMs: number | null
  readonly referrer: string | null
  readonly userAgent: string | null
  /** Without a port. */
  readonly host: string | null
  /** X-Forwarded-For where it was logged. Whoever knows which proxies to trust reads the visitor's address from it. */
  readonly forwardedFor: string | null
  /** It came over TLS. */
  readonly secure: boolean | null
  /** JA4 of the TLS hello. */
  readonly tls: string | null
  /** `AS 64500`: the network operator, where the server looked it up. */
  readonly as: string | null
  /** `IE`, likewise. */
  readonly country: string | null
  /** null where the log has none of these. */
  readonly headers: LoggedHeaders | null
}

/** Header fields beside the usual ones that some logs have: empty when not sent, null when the log does not tell. */
export interface LoggedHeaders {
  /** The log has every header field of the request: what is empty here was not sent, and nothing is null. */
  readonly complete: boolean
  readonly accept: string | null
  readonly acceptLanguage: string | null
  readonly acceptEncoding: string | null
  readonly secFetchSite: string | null
  readonly secFetchMode: string | null
  readonly secFetchDest: string | null
  readonly secFetchUser: string | null
  /** Sec-CH-UA, -Mobile and -Platform. */
  readonly brands: string | null
  readonly mobile: string | null
  readonly platform: string | null
  /** Whether there was a cookie. */
  readonly cookie: boolean | null
}
