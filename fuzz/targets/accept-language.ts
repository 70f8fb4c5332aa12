import fc from 'fast-check'
import { WaitingRoom } from '../../src/edge/waiting-room/waiting-room.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const room = new WaitingRoom()
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]+)*$/

const range = fc.tuple(
  fc.oneof(
    fc.constantFrom('de', 'en-GB', 'uk', 'ar', 'zh-Hans-CN', '*', '__proto__', 'constructor', ''),
    fc.string({ maxLength: 8 }),
  ),
  fc.oneof(
    fc.constantFrom('', ';q=0', ';q=1', ';q=0.5', ';q=-1', ';q=Infinity', ';q=1e9', '; q = 1', ';q='),
    fc.string({ maxLength: 6 }),
  ),
)

/** In which language a visitor is asked to wait. */
export const acceptLanguage: Target = {
  name: 'accept-language',
  about: 'the language of the waiting room',
  weight: 0.5,
  words: ['de', 'en', 'uk', 'pt-br', ';q=', ';q=0', ', ', '*', '__proto__', 'toString', 'NaN', '1e999', '0x1'],
  generate: fromArbitrary(
    fc.array(range, { maxLength: 8 }).map((all) => all.map(([tag, q]) => `${tag}${q}`).join(', ')),
  ),
  mostBytes: 110_000,
  mostMs: 50,
  attempt(input) {
    const field = Buffer.from(input).toString('latin1')
    const language = room.language(field)
    mustHold(LANGUAGE.test(language), () => `${JSON.stringify(language)} is a language that we have`)
    mustHold(room.language(language) === language, 'who asks for a language that we have gets it')
    const page = room.page(language, 'news', 5).toString()
    mustHold(page.includes(`<html lang="${language}"`), 'the page is in that language')
    mustHold(room.page(language, 'news', 5).toString() === page, 'and the same again')
  },
}
