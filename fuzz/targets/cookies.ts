import fc from 'fast-check'
import { cacheUse } from '../../src/edge/cache/cache-use.js'
import { cookieValue } from '../../src/edge/headers/cookie-value.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const NAME = 'session'

const pair = fc.oneof(
  fc.constantFrom(
    'session=abc',
    'session="abc"',
    'session=',
    'session',
    'Session=abc',
    'xsession=1',
    'session =a',
    '=session',
    '__Host-holdfast-place=x',
    'holdfast-place=a.b',
  ),
  fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 12 })).map(([name, value]) => `${name}=${value}`),
)

/** The Cookie field: whose session it is, and whether the cache may be asked at all. */
export const cookies: Target = {
  name: 'cookies',
  about: 'the Cookie field, by which a signed-in visitor is told from others',
  weight: 0.5,
  words: [
    'session',
    'session=',
    '; ',
    ';',
    '=',
    '"',
    ' ',
    '\t',
    'holdfast-place=',
    '__Host-',
    'session="',
    'a=b; session=c',
  ],
  generate: fromArbitrary(
    fc
      .array(pair, { maxLength: 6 })
      .chain((pairs) => fc.constantFrom('; ', ';', ' ; ').map((between) => pairs.join(between))),
  ),
  mostBytes: 110_000,
  mostMs: 50,
  attempt(input) {
    const field = Buffer.from(input).toString('latin1')
    const value = cookieValue(field, NAME)
    const plain = plainValue(field)
    mustHold(value === plain, () => `${JSON.stringify(value)} is not what RFC 6265 reads: ${JSON.stringify(plain)}`)
    const headers = { cookie: field }
    const use = cacheUse('GET', headers, { signedInCookie: NAME })
    if (value !== null)
      mustHold(use.lookup === 'none' && use.store === 'none', 'who is signed in gets nothing from the cache')
    const unnamed = cacheUse('GET', headers)
    if (value !== null) mustHold(unnamed.store === 'none' && unnamed.lookup !== 'any', 'any cookie may be a session')
  },
}

/** The value by RFC 6265, 5.2 and 4.2.1, in its plainest form: pairs apart at `;`, spaces taken off, the first of the name. */
function plainValue(field: string): string | null {
  for (const part of field.split(';')) {
    const text = part.replace(/^ +/, '')
    if (!text.startsWith(`${NAME}=`)) continue
    const value = text.slice(NAME.length + 1).trim()
    return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  }
  return null
}
