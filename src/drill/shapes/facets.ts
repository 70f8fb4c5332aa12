import { CAPS } from '../caps.js'
import type { Shape } from '../shape.js'
import { withNewcomers } from './meanwhile.js'

export const facets: Shape = {
  ...withNewcomers,
  name: 'facets',
  family: 'Thousands of addresses',
  title: 'searches narrowed down in ever new ways, one from each address, 100 a second',
  description:
    'Combinations of page, year, sort, section, type and subject that nobody has asked for before. So few are enough: ' +
    'catalogues have gone down under 25 a second.',
  attack: {
    kind: 'swarm',
    addresses: { seconds: [106, 127], count: CAPS.addresses },
    requestsPerSecond: 100,
    connections: 2_000,
    giveUpMs: 8_000,
    mix: [{ what: 'facets', weight: 1 }],
    headers: 'program',
    changeEveryMs: null,
  },
}
