import { describe, expect, test } from 'vitest'
import { CLEARED_FOR_MS, ClearedClients } from './cleared-clients.js'
import { better, DEMANDS, EVIDENCES, satisfies } from './evidence.js'
import { partnerHeader, partnerOf } from './partners.js'
import { TICKET_LASTS_MS } from './tickets.js'
import { UsedTickets } from './used-tickets.js'

const NOON = Date.UTC(2026, 5, 1, 12)
const idOf = (i: number) => (i * 2_654_435_761).toString(16).padStart(13, '0').padEnd(32, '0')

describe('evidence', () => {
  test('for every demand there is a way without script, and a harder demand takes nothing that an easier one refuses', () => {
    for (const [i, demand] of DEMANDS.entries()) {
      expect(satisfies(null, demand)).toBe(false)
      expect(['patience', 'waited'].some((way) => satisfies(way as 'waited', demand))).toBe(true)
      for (const evidence of EVIDENCES) {
        const easier = DEMANDS.slice(0, i).every((other) => satisfies(evidence, other))
        if (satisfies(evidence, demand)) expect(easier).toBe(true)
      }
    }
    expect(satisfies('cookie', 'transparent')).toBe(true)
    expect(satisfies('cookie', 'script')).toBe(false)
    expect(satisfies('patience', 'script')).toBe(true)
    expect(satisfies('script', 'work')).toBe(false)
    expect(satisfies('signed-in', 'work')).toBe(true)
  })

  test('of two the better counts, whichever comes first', () => {
    for (const one of EVIDENCES) {
      expect(better(null, one)).toBe(one)
      for (const other of EVIDENCES) {
        for (const demand of DEMANDS) {
          const either = satisfies(one, demand) || satisfies(other, demand)
          expect(satisfies(better(one, other), demand)).toBe(either)
        }
      }
    }
  })
})

describe('used tickets', () => {
  test('are used once, for as long as they last', () => {
    const used = new UsedTickets()
    expect(used.use(idOf(1), NOON)).toBe(true)
    expect(used.use(idOf(1), NOON)).toBe(false)
    expect(used.use(idOf(1), NOON + TICKET_LASTS_MS - 1)).toBe(false)
    expect(used.use(idOf(2), NOON)).toBe(true)
  })

  test('hardly any of 50,000 within their time is taken for another', () => {
    const used = new UsedTickets()
    let refused = 0
    for (let i = 1; i <= 50_000; i++) if (!used.use(idOf(i), NOON + i)) refused++
    expect(refused).toBeLessThanOrEqual(5)
    expect(used.fillShare).toBeLessThan(0.2)
  })
})

describe('clients that refuse cookies', () => {
  test('are cleared for five minutes, by what they have shown', () => {
    const clients = new ClearedClients()
    clients.clear(7, 'patience', NOON)
    expect(clients.of(7, NOON + CLEARED_FOR_MS - 1)).toBe('patience')
    expect(clients.of(7, NOON + CLEARED_FOR_MS)).toBeNull()
    expect(clients.of(8, NOON)).toBeNull()
  })

  test('are bounded', () => {
    const clients = new ClearedClients()
    for (let i = 0; i < 300_000; i++) clients.clear(i, 'patience', NOON)
    expect(clients.size).toBeLessThanOrEqual(clients.most)
    expect(clients.of(299_999, NOON)).toBe('patience')
  })
})

describe('a partner', () => {
  const partner = { name: 'app-backend', key: 'a key of twenty-four bytes' }
  const partners = new Map([[partner.name, partner]])
  const noonS = NOON / 1000

  test('is known by its header, until that has run out', () => {
    const header = partnerHeader(partner, noonS + 600)
    expect(partnerOf(header, partners, NOON)).toBe('app-backend')
    expect(partnerOf(header, partners, NOON + 600_000)).toBeNull()
  })

  test('a header that lasts longer than a day, is changed, or is of nobody known is worth nothing', () => {
    expect(partnerOf(partnerHeader(partner, noonS + 25 * 3_600), partners, NOON)).toBeNull()
    const header = partnerHeader(partner, noonS + 600)
    for (let at = 0; at < header.length; at++) {
      const changed = header.slice(0, at) + (header[at] === 'x' ? 'y' : 'x') + header.slice(at + 1)
      expect(partnerOf(changed, partners, NOON)).toBeNull()
    }
    expect(partnerOf(partnerHeader({ ...partner, key: 'another' }, noonS + 600), partners, NOON)).toBeNull()
    expect(partnerOf(partnerHeader({ ...partner, name: 'other' }, noonS + 600), partners, NOON)).toBeNull()
    for (const header of ['', '.', 'app-backend', `${'a.'.repeat(5_000)}1.x`])
      expect(partnerOf(header, partners, NOON)).toBeNull()
  })
})
