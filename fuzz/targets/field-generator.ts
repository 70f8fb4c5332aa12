import fc from 'fast-check'

/** Field names that mean something to a proxy, also in spellings that some origins take for them. */
export const FIELD_WORDS = [
  'Connection', 'Keep-Alive', 'Transfer-Encoding', 'Content-Length', 'Host', 'Via', 'TE', 'Trailer', 'Upgrade',
  'X-Forwarded-For', 'x_forwarded_for', 'X-Forwarded_Proto', 'X-Real-IP', 'Forwarded', 'Holdfast-Level', 'Holdfast_Level',
  'Cookie', 'Set-Cookie', 'Expect', 'Proxy-Connection', 'HTTP2-Settings', 'Cache-Control', 'Vary', 'Age', 'ETag', 'Expires',
  'Authorization', 'X-HTTP-Method-Override', 'Range', ':authority', ':path',
] // biome-ignore format: a list of words

const value = fc.oneof(
  fc.constantFrom(
    'close',
    'keep-alive',
    'keep-alive, x-forwarded-for',
    'chunked',
    '0',
    '1',
    'a=b; c=d',
    'for=1.2.3.4',
    '1.1 other',
  ),
  fc.string({ maxLength: 30 }),
  fc.array(fc.constantFrom(...FIELD_WORDS), { maxLength: 4 }).map((names) => names.join(', ')),
)
const field = fc.tuple(fc.oneof(fc.constantFrom(...FIELD_WORDS), fc.string({ maxLength: 12 })), value)

/** Lines of `Name: value`. */
export const fields = fc
  .array(field, { maxLength: 12 })
  .map((all) => all.map(([name, text]) => `${name}: ${text}`).join('\n'))
