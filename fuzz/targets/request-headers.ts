import { isHopByHop } from '../../src/edge/headers/hop-by-hop.js'
import { originRequestHeaders } from '../../src/edge/headers/request-headers.js'
import { fieldLines, fieldValue } from '../engine/field-lines.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'
import { FIELD_WORDS, fields } from './field-generator.js'

const FACTS = {
  clientAddress: '2001:db8::7',
  host: 'news.example.org:8080',
  scheme: 'https',
  httpVersion: '1.1',
  level: 'calm',
} as const

/** What Holdfast says of a visitor, and nobody else may. */
const OURS = new Map([
  ['host', FACTS.host],
  ['x-forwarded-for', FACTS.clientAddress],
  ['x-forwarded-proto', FACTS.scheme],
  ['x-forwarded-host', FACTS.host],
  ['forwarded', 'for="[2001:db8::7]";host="news.example.org:8080";proto=https'],
  ['holdfast-level', FACTS.level],
])

/** The fields that an origin is sent. */
export const requestHeaders: Target = {
  name: 'request-headers',
  about: 'rewriting the fields of a request for the origin',
  weight: 1,
  words: FIELD_WORDS.flatMap((name) => [`${name}: `, `, ${name}`]).concat('\n'),
  generate: fromArbitrary(fields),
  mostBytes: 110_000,
  // 100 kB are 25,000 fields here, and each is looked at several times.
  mostMs: 250,
  attempt(input) {
    const raw = fieldLines(Buffer.from(input).toString('latin1'))
    const sent = originRequestHeaders(raw, fieldValue(raw, 'connection'), FACTS)
    const fieldsSent = pairs(sent)
    mustHold(sent.length % 2 === 0, 'names and values come in pairs')
    mustHold(fieldsSent.length <= raw.length / 2 + OURS.size + 1, 'no more fields than came, and ours')
    for (const [name, value] of fieldsSent) {
      mustHold(!isHopByHop(name), () => `${name} belongs to one connection`)
      mustHold(/^[^\s:A-Z]+$/.test(name), () => `${name} is a plain lower-case name`)
      mustHold(!/[\r\n\0]/.test(value), 'a value has no line break')
      // An origin that hands fields on as environment variables cannot tell "-" from "_".
      const asVariable = name.replaceAll('_', '-')
      mustHold(asVariable === name || !OURS.has(asVariable), () => `${name} passes for ours`)
      if (asVariable.startsWith('x-forwarded-')) mustHold(OURS.has(name), () => `${name} is not ours`)
    }
    for (const [name, value] of OURS) {
      const said = fieldsSent.filter(([other]) => other === name).map(([, text]) => text)
      mustHold(said.length === 1 && said[0] === value, () => `${name} says ours, once: ${JSON.stringify(said)}`)
    }
    mustHold(fieldsSent.filter(([name]) => name === 'via').length === 1, 'Via is one field')
    mustHold(fieldsSent.filter(([name]) => name === 'cookie').length <= 1, 'Cookie is one field')
    const again = originRequestHeaders(sent, undefined, FACTS)
    mustHold(withoutVia(again) === withoutVia(sent), 'a second pass changes nothing but Via')
  },
}

function pairs(flat: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])
}

function withoutVia(flat: readonly string[]): string {
  return JSON.stringify(
    pairs(flat)
      .filter(([name]) => name !== 'via')
      .sort(),
  )
}
