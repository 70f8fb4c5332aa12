import fc from 'fast-check'
import { forwardedClient } from '../../src/edge/headers/forwarded-client.js'
import { parseAddress } from '../../src/traffic/address.js'
import { CidrSet } from '../../src/traffic/cidr-set.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const TRUSTED = new CidrSet(['10.0.0.0/8', '192.0.2.0/24', '::1', 'fd00::/8'])
const SPOOFED = '203.0.113.66'

const hop = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom(
    '10.1.2.3',
    '192.0.2.9',
    '::1',
    '[fd00::7]:443',
    '10.0.0.1:8080',
    '::ffff:10.0.0.9',
    'unknown',
    '_hidden',
    '',
  ),
)

/** Who the visitor behind trusted proxies is. */
export const forwardedFor: Target = {
  name: 'forwarded-for',
  about: 'X-Forwarded-For behind trusted proxies',
  weight: 0.5,
  words: [
    '10.0.0.1',
    '192.0.2.1',
    '::1',
    'fd00::1',
    ', ',
    ',,',
    '[',
    ']',
    ':80',
    '%eth0',
    '"',
    'unknown',
    '::ffff:10.0.0.1',
  ],
  generate: fromArbitrary(
    fc
      .array(hop, { maxLength: 24 })
      .chain((hops) => fc.constantFrom(',', ', ', ' ,\t').map((comma) => hops.join(comma))),
  ),
  mostBytes: 110_000,
  mostMs: 50,
  attempt(input) {
    const field = Buffer.from(input).toString('latin1')
    const client = forwardedClient(field, TRUSTED)
    if (client === null) return
    // Read a second time in the plainest way: from the right, the first that is not one of ours.
    const hops = field.split(',').reverse()
    const at = hops.findIndex((text) => parseAddress(text)?.text === client.text)
    mustHold(at >= 0, () => `${client.text} stands in the field`)
    mustHold(
      hops.slice(0, at).every((text) => isTrusted(text)),
      'everything to the right of the visitor is a trusted proxy',
    )
    if (TRUSTED.has(client)) return
    const told = forwardedClient(`${SPOOFED},${field}`, TRUSTED)
    mustHold(told?.text === client.text, 'what a visitor writes to the left of the own address changes nothing')
    const inTwo = forwardedClient([SPOOFED, field], TRUSTED)
    mustHold(inTwo?.text === client.text, 'nor does a field of its own')
  },
}

function isTrusted(text: string): boolean {
  const address = parseAddress(text)
  return address !== null && TRUSTED.has(address)
}
