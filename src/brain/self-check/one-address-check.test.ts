import { expect, it } from 'vitest'
import { oneAddressSays } from './one-address-check.js'

it('a proxy in front that nobody has named is spoken of once, with what to do', () => {
  const said = (...shares: number[]) => oneAddressSays(shares.map((mostFromOne) => ({ mostFromOne })))
  expect(said(0.5, 0.1)).toEqual([])
  const [warning, ...others] = said(0.2, 0.93)
  expect(others).toEqual([])
  expect(warning).toMatch(/^93 % of the visits come from one address\. .+ trustedProxies/)
})
