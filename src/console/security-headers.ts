/**
 * Sent with every answer of the console.
 *
 * - Nothing inline and nothing from elsewhere: a hostile name that slipped through the escaping would still not run.
 * - `same-origin` rather than `no-referrer`: with the latter a browser sends `Origin: null` with our own forms, and over
 *   plain HTTP, where there is no Sec-Fetch-Site, they could not be told from a stranger's
 *   (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
 */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
} as const

/** What an operator sees belongs in no cache; fingerprinted assets are the exception and say so themselves. */
export const NO_STORE = { 'Cache-Control': 'no-store' } as const
