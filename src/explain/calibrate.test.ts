import { describe, expect, it } from 'vitest'
import { calibrate } from './calibrate.js'
import {
  BOTS_FROM,
  mineScene,
  newDictionaries,
  normalVisits,
  sampleOf,
  type TestVisit,
  unseenIn,
} from './visits.test-support.js'

const NOMINAL = Math.log(0.01)

/** Clients that switch on together: mail proxies that fetch the pictures of a newsletter. */
function mailing(seed: number, count: number): TestVisit[] {
  const [first] = normalVisits(seed, 1)
  return Array.from({ length: count }, (_, i) => ({
    words: {
      ...first?.words,
      route: '/image/:hash.jpg',
      kind: 'asset',
      userAgent: 'MailProxy',
      family: 'MailProxy',
      referrer: 'none',
    },
    network: i % 5,
    client: i % 300,
  }))
}

describe('calibration on calm times', () => {
  const dictionaries = newDictionaries()
  const baseline = sampleOf([...normalVisits(1, 6_000), ...mailing(1, 20)], dictionaries)
  const quiet = Array.from({ length: 20 }, (_, i) => normalVisits(100 + i, 400))
  const normal = { sample: baseline, exempt: new Uint8Array(baseline.length), seed: 3 }
  const samples = (windows: TestVisit[][]) =>
    windows.map((visits) => {
      const attack = sampleOf(visits, dictionaries)
      return { attack, exempt: new Uint8Array(attack.length), unseen: unseenIn(attack, baseline) }
    })
  const ofQuiet = calibrate({ windows: samples(quiet), normal, dictionaries })
  const withMailings = quiet.map((visits, i) => (i % 5 === 0 ? [...visits, ...mailing(1, 400)] : visits))
  const ofMailings = calibrate({ windows: samples(withMailings), normal, dictionaries })

  it('is never laxer than one in a hundred, with or without windows', () => {
    expect(calibrate({ windows: [], normal, dictionaries })).toEqual({
      significance: { clients: NOMINAL, visits: NOMINAL },
      fleets: [],
    })
    expect(ofQuiet.significance.clients).toBeLessThanOrEqual(NOMINAL)
    expect(ofQuiet.fleets).toEqual([])
  })

  it('is stricter where clients switch on together in calm times', () => {
    expect(ofMailings.significance.clients).toBeLessThan(ofQuiet.significance.clients - 100)
    expect(ofMailings.significance.visits).toBeLessThan(ofQuiet.significance.visits - 100)
  })

  it('knows the fleets that come again and again for files', () => {
    expect(ofMailings.fleets).toEqual([
      [
        { attribute: 'kind', op: 'is', value: 'asset' },
        { attribute: 'userAgent', op: 'is', value: 'MailProxy' },
      ],
    ])
  })

  it('keeps the next mailing from being taken for an attack, and not the attack', () => {
    const bots = normalVisits(77, 1_500).map(
      ({ words }, i): TestVisit => ({
        words: { ...words, headers: 'script' },
        network: BOTS_FROM + i,
        client: BOTS_FROM + i,
      }),
    )
    const look = (visits: TestVisit[]) =>
      mineScene({
        attack: sampleOf(visits, dictionaries),
        baseline,
        dictionaries,
        expected: 400,
        seed: 3,
        ...ofMailings,
      })
    expect(look([...normalVisits(200, 400), ...mailing(1, 1_500)]).kind).toBe('nothing-admissible')
    const mined = look([...normalVisits(201, 400), ...mailing(1, 1_500), ...bots])
    expect(mined.kind === 'rules' && mined.rules.map(({ tests }) => tests[0]?.value)).toEqual(['script'])
  })
})
