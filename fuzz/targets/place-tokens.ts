import { createPlaces } from '../../src/admit/place.js'
import { mustHold, type Target } from '../engine/target.js'

const NOW = Date.parse('2030-01-01T00:00:00Z')
const MINUTE_MS = 60_000
const HOLDER = { network: 4711, platform: 'news' }
const places = createPlaces({ secret: Buffer.alloc(32, 7) })
const strangers = createPlaces({ secret: Buffer.alloc(32, 8) })
const genuine = places.issue(HOLDER, NOW - MINUTE_MS)

/** The signed note that keeps a visitor's place in the waiting room. */
export const placeTokens: Target = {
  name: 'place-tokens',
  about: 'places in the waiting room, made up and changed',
  weight: 0.5,
  words: [
    genuine,
    genuine.slice(0, 20),
    genuine.slice(-22),
    strangers.issue(HOLDER, NOW),
    '=',
    '==',
    '+',
    '/',
    '-',
    '_',
  ],
  mostBytes: 110_000,
  mostMs: 50,
  attempt(input) {
    const text = Buffer.from(input).toString('latin1')
    mustNotPass(text)
    mustNotPass(edited(input))
    // Times that a clock may give, however odd.
    const since = NOW - (input[0] ?? 0) * MINUTE_MS + (input[1] ?? 0)
    const waited = places.check(places.issue(HOLDER, NOW, since), HOLDER, NOW)
    mustHold(waited.kind === 'valid', 'a place that was just given is valid')
    mustHold(waited.waitedMs >= 0 && waited.waitedMs <= 60 * MINUTE_MS, 'a wait counts for at most an hour')
  },
}

/** The genuine token with the input as changes to it: a place, a character, a place, a character, … */
function edited(input: Uint8Array): string {
  const characters = [...genuine]
  for (let i = 0; i + 1 < input.length && i < 32; i += 2) {
    characters[(input[i] ?? 0) % characters.length] = String.fromCharCode(input[i + 1] ?? 0)
  }
  return characters.join('')
}

function mustNotPass(token: string): void {
  if (token === genuine) {
    mustHold(places.check(token, HOLDER, NOW).kind === 'valid', 'the genuine one is valid')
    mustHold(places.check(token, { ...HOLDER, network: 4712 }, NOW).kind === 'forged', 'but in no other network')
    mustHold(places.check(token, { ...HOLDER, platform: 'other' }, NOW).kind === 'forged', 'nor on another platform')
    mustHold(places.check(token, HOLDER, NOW + 10 * MINUTE_MS).kind === 'expired', 'nor for ever')
    return
  }
  const { kind } = places.check(token, HOLDER, NOW)
  mustHold(kind === (token === '' ? 'none' : 'forged'), () => `${JSON.stringify(token)} is ${kind}`)
}
