import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CidrSet } from '../../traffic/cidr-set.js'
import { startEdge } from '../edge.test-support.js'
import { forwardedClient } from './forwarded-client.js'

const PROXIES = new CidrSet(['10.0.0.0/8', '2001:db8:ffff::/48'])
const clientIn = (field: string | string[] | undefined) => forwardedClient(field, PROXIES)?.text ?? null

describe('the client behind trusted proxies', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7, 10.0.0.1', '192.0.2.7'],
    ['6.6.6.6, 192.0.2.7, 10.0.0.1, 10.0.0.2', '192.0.2.7'],
    ['10.0.0.9', '10.0.0.9'],
    ['192.0.2.7:51234', '192.0.2.7'],
    ['"[2001:db8::7]:443"', null],
    ['[2001:db8::7]:443', '2001:db8::7'],
    ['2001:db8::7, 2001:db8:ffff::1', '2001:db8::7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['unknown', null],
    ['192.0.2.7, rubbish', null],
    ['192.0.2.7, rubbish, 10.0.0.1', '10.0.0.1'],
    ['192.0.2.7,,10.0.0.1', '10.0.0.1'],
  ])('reads %j as %j', (field, address) => expect(clientIn(field)).toBe(address))

  it('takes several fields as one list', () => {
    expect(clientIn(['6.6.6.6, 192.0.2.7', '10.0.0.1'])).toBe('192.0.2.7')
  })

  it('believes nothing that stands left of the first address that is no proxy', () => {
    const trusted = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((rest) => `10.${rest.join('.')}`)
    const stranger = fc.tuple(fc.nat(255), fc.nat(255)).map((rest) => `198.51.${rest.join('.')}`)
    const invented = fc.oneof(trusted, stranger, fc.string({ maxLength: 60 }))
    fc.assert(
      fc.property(
        fc.array(invented, { maxLength: 8 }),
        stranger,
        fc.array(trusted, { maxLength: 15 }),
        (left, real, right) => {
          expect(clientIn([...left, real, ...right].join(','))).toBe(real)
        },
      ),
    )
  })

  it('never fails, whatever is in the field', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60, unit: 'binary-ascii' }), (field) => void clientIn(field)))
  })

  it('looks at twenty hops, not at ten thousand', () => {
    expect(clientIn(`192.0.2.7,${'10.0.0.1,'.repeat(18)}10.0.0.2`)).toBe('192.0.2.7')
    expect(clientIn(`192.0.2.7,${'10.0.0.1,'.repeat(10_000)}10.0.0.2`)).toBe('10.0.0.1')
  })

  it('is believed from a trusted proxy and from nobody else', async () => {
    const headers = { 'X-Forwarded-For': '198.51.100.9', 'X-Forwarded-Proto': 'https' }
    const behind = await startEdge({ trustedProxies: ['127.0.0.2/32'] })
    await behind.ask({ from: '127.0.0.2', headers })
    await behind.ask({ from: '127.0.0.3', headers })
    expect(behind.origin.seen.map(({ headers: h }) => [h['x-forwarded-for'], h['x-forwarded-proto']])).toEqual([
      ['198.51.100.9', 'https'],
      ['127.0.0.3', 'http'],
    ])
  })

  it('is the proxy itself when the field is missing or rubbish', async () => {
    const { ask, origin } = await startEdge({ trustedProxies: ['127.0.0.0/8'] })
    await ask()
    await ask({ headers: { 'X-Forwarded-For': 'rubbish' } })
    expect(origin.seen.map(({ headers }) => headers['x-forwarded-for'])).toEqual(['127.0.0.1', '127.0.0.1'])
  })
})
