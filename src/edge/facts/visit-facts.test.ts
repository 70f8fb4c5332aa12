import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Config } from '../../config/config.js'
import { mmdb } from '../../traffic/mmdb.test-support.js'
import { type EdgeUnderTest, type Options, requestText, startEdge } from '../edge.test-support.js'
import type { Exchange } from '../exchange.js'
import { certificateFiles, tlsConnect } from '../listeners/tls.test-support.js'
import { RawClient } from '../raw-client.test-support.js'
import { crawlerAt, startNameServer } from './name-server.test-support.js'
import type { Facts } from './visit-facts.js'

const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const PROXY = '127.0.0.1'
const TABLE = mmdb({
  '203.0.113.0/24': { autonomous_system_number: 64_500, country: { iso_code: 'IE' } },
  '2001:db8:7::/48': { asn: 64_501, country_code: 'DE' },
})

interface Told extends EdgeUnderTest {
  folder: string
  /** What is known of the newest visit. */
  facts(): Facts
  /** Asks behind the trusted proxy, as this address. */
  askAs(address: string, headers?: Record<string, string>): Promise<Facts>
  use(config: Partial<Config>): Promise<void>
}

async function startTold(options: Options = {}): Promise<Told> {
  const under = await startEdge({ trustedProxies: [PROXY], ...options })
  const { edge } = under
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-facts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  let newest: Exchange | undefined
  const goOn = edge.goOn.bind(edge)
  edge.goOn = (visit, after) => {
    newest = visit
    return goOn(visit, after)
  }
  const facts = () => {
    if (!newest) throw new Error('nobody has come')
    return edge.facts.of(newest)
  }
  return {
    ...under,
    folder,
    facts,
    async askAs(address, headers = {}) {
      await under.ask({ headers: { 'X-Forwarded-For': address, ...headers } })
      return facts()
    },
    async use(config) {
      edge.configure({ ...edge.config, ...config }, edge.generation + 1)
      await edge.facts.renew()
    },
  }
}

describe('what is known of a visit', () => {
  it('is nothing where nothing is configured and nothing said', async () => {
    const { askAs } = await startTold()
    expect(await askAs('203.0.113.9')).toEqual({ tls: null, as: null, country: null, crawler: 'none' })
  })

  it('is its system and country, for IPv4 and IPv6, also out of two tables', async () => {
    const { askAs, use, folder } = await startTold()
    const [as, country] = [join(folder, 'as.mmdb'), join(folder, 'country.mmdb')]
    writeFileSync(as, TABLE)
    writeFileSync(country, mmdb({ '203.0.113.0/25': { country: 'FR' } }))
    await use({ geo: { as } })
    expect(await askAs('203.0.113.9')).toMatchObject({ as: 'AS 64500', country: null })
    await use({ geo: { as, country: as } })
    expect(await askAs('203.0.113.9')).toMatchObject({ as: 'AS 64500', country: 'IE' })
    expect(await askAs('2001:db8:7::1')).toMatchObject({ as: 'AS 64501', country: 'DE' })
    expect(await askAs('198.51.100.1')).toMatchObject({ as: null, country: null })
    await use({ geo: { as, country } })
    expect(await askAs('203.0.113.9')).toMatchObject({ as: 'AS 64500', country: 'FR' })
    await use({ geo: {} })
    expect(await askAs('203.0.113.9')).toMatchObject({ as: null, country: null })
  })

  it('follows a table that is replaced, and keeps the old one while the new one is broken', async () => {
    const { askAs, use, edge, folder, log } = await startTold({ expectedEvents: ['facts-file-not-read'] })
    const file = join(folder, 'as.mmdb')
    writeFileSync(file, TABLE)
    await use({ geo: { as: file } })
    await askAs('203.0.113.9')
    writeFileSync(file, TABLE.subarray(0, 500))
    await edge.facts.renew()
    await edge.facts.renew()
    expect(await askAs('203.0.113.9')).toMatchObject({ as: 'AS 64500' })
    expect(log.filter((line) => line.includes('facts-file-not-read'))).toHaveLength(1)
    writeFileSync(`${file}.new`, mmdb({ '203.0.113.0/24': { asn: 64_999 } }))
    renameSync(`${file}.new`, file)
    await edge.facts.renew()
    expect(await askAs('203.0.113.9')).toMatchObject({ as: 'AS 64999' })
  })

  it('is its TLS when it is the visitor itself who speaks it, not a proxy', async () => {
    const { httpsPort, facts, edge } = await startTold({ certificates: certificateFiles('exact') })
    const client = new RawClient(await tlsConnect(httpsPort))
    client.send(requestText())
    await client.response()
    expect(facts().tls).toMatch(/^t13d/)
    client.send(requestText({ headers: { 'X-Forwarded-For': '203.0.113.9' } }))
    await client.response()
    expect(facts().tls).toBeNull()
    expect(edge.connections.open).toBe(1)
  })

  it('is whether a crawler is one', async () => {
    const server = await startNameServer({
      ...crawlerAt('66.249.66.1', 'crawl-66-249-66-1.googlebot.com'),
      ...crawlerAt('66.249.70.7', 'crawl-66-249-70-7.googlebot.com'),
    })
    const { askAs, use, edge } = await startTold()
    await use({ crawlers: { dns: true, resolver: server.address, ranges: [] } })
    const claim = { 'User-Agent': GOOGLEBOT }
    expect(await askAs('66.249.70.7', claim)).toMatchObject({ crawler: 'declared Googlebot' })
    await edge.facts.settled()
    expect(await askAs('66.249.70.7', claim)).toMatchObject({ crawler: 'verified Googlebot' })
    await askAs('203.0.1.9', claim)
    await edge.facts.settled()
    expect(await askAs('203.0.1.9', claim)).toMatchObject({ crawler: 'pretender Googlebot' })
    // What was learned outlives a reload that changes nothing of it.
    await use({ allow: [] })
    expect(await askAs('66.249.70.7', claim)).toMatchObject({ crawler: 'verified Googlebot' })
  })
})
