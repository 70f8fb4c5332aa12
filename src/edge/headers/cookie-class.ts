import type { CookieClass } from '../../traffic/visit-fields.js'
import { cookieKind } from '../cache/cache-use.js'

/**
 * What cookies a visit brings, by name alone: whether a session is a real one is another question.
 * @param signedInCookie name of the platform's session cookie, where it has one
 */
export function cookieClass(field: string | undefined, signedInCookie: string | undefined): CookieClass {
  const kind = cookieKind(field, signedInCookie)
  return kind === 'signed-in' ? 'session' : kind
}
