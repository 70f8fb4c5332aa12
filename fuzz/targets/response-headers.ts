import { endToEndHeaders } from '../../src/edge/cache/response-headers.js'
import { connectionOptions, isHopByHop } from '../../src/edge/headers/hop-by-hop.js'
import { linkValues } from '../../src/edge/headers/link-values.js'
import { visitorResponseHeaders, visitorTrailers } from '../../src/edge/headers/response-headers.js'
import { fieldLines, fieldValue } from '../engine/field-lines.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { FIELD_WORDS, fields } from './field-generator.js'

/** The fields of an origin's answer, as a visitor and the cache get them. */
export const responseHeaders: Target = {
  name: 'response-headers',
  about: 'rewriting the fields and trailers of an answer',
  weight: 1,
  words: FIELD_WORDS.flatMap((name) => [`${name}: `, `, ${name}`]).concat(
    '\n',
    'Link: ',
    '</a.css>; rel=preload',
    '"',
    '<',
  ),
  generate: fromArbitrary(fields),
  mostBytes: 110_000,
  // 100 kB are 25,000 fields here, and each is looked at several times.
  mostMs: 250,
  attempt(input) {
    const raw = fieldLines(Buffer.from(input).toString('latin1'))
    const listed = connectionOptions(fieldValue(raw, 'connection'))
    const sent = visitorResponseHeaders(raw.map((part) => Buffer.from(part, 'latin1')))
    mustHold(sent.at(-2) === 'Via' && sent.at(-1) === '1.1 holdfast', 'ours is the last Via')
    for (const name of namesOf(sent.slice(0, -2))) {
      mustHold(!isHopByHop(name) || name === 'trailer', () => `${name} belongs to one connection`)
      mustHold(!listed.has(name), () => `${name} was declared to belong to one connection`)
    }
    mustHold(sent.length <= raw.length + 2, 'no more fields than came, and Via')

    for (const name of namesOf(visitorTrailers(raw))) {
      mustHold(!isHopByHop(name) && name !== 'content-length' && name !== 'host', () => `${name} is no trailer`)
    }
    const stored = endToEndHeaders(raw)
    for (const name of namesOf(stored)) mustHold(!isHopByHop(name) && !listed.has(name), () => `${name} is not stored`)
    const links = linkValues(raw)
    mustHold(links.length <= 32 && links.join('').length <= 8_192, 'hints are few and short')
    for (const link of links) mustHold(/^<[\x21-\x7e]+>[\t\x20-\x7e]*$/.test(link), () => `${link} is a link`)
    mustHold(endToEndHeaders(stored).length === stored.length, 'what is stored is all end to end')
  },
}

function namesOf(flat: readonly string[]): string[] {
  return flat.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
}
