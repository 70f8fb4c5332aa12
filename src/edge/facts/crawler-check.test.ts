import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CrawlersConfig } from '../../config/config.js'
import { createLogger, limitedLogger } from '../../config/logger.js'
import { parseAddress } from '../../traffic/address.js'
import { CrawlerCheck } from './crawler-check.js'
import { crawlerAt, type NameServer, reverseOf, startNameServer, type Zone } from './name-server.test-support.js'

const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const BINGBOT = 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'
const ADSBOT = 'AdsBot-Google (+http://www.google.com/adsbot.html)'
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** The address that a name server must know to be believed when it says no. */
const EXAMPLE = crawlerAt('66.249.66.1', 'crawl-66-249-66-1.googlebot.com')
const HOUR_MS = 3_600_000

interface Checked {
  server: NameServer
  check: CrawlerCheck
  clock: { now: number }
  log: string[]
  /** What is said at once. */
  says(userAgent: string | undefined, address: string, passedOn?: boolean): string
  /** What is said once DNS has answered. */
  learns(userAgent: string, address: string, passedOn?: boolean): Promise<string>
}

async function checking(zone: Zone, config: Partial<CrawlersConfig> = {}): Promise<Checked> {
  const server = await startNameServer(zone)
  const clock = { now: 1_790_000_000_000 }
  const log: string[] = []
  const logger = limitedLogger(
    createLogger({ level: 'info' }, { write: (line) => void log.push(line) }),
    () => clock.now,
  )
  const check = new CrawlerCheck(
    { dns: true, resolver: server.address, ranges: [], ...config },
    logger,
    () => clock.now,
  )
  onTestFinished(() => check.close())
  await check.renew()
  const says = (userAgent: string | undefined, text: string, passedOn = false) => {
    const address = parseAddress(text)
    if (!address) throw new Error(text)
    return check.of({ userAgent, address, passedOn })
  }
  const learns = async (userAgent: string, address: string, passedOn = false) => {
    says(userAgent, address, passedOn)
    await check.settled()
    return says(userAgent, address, passedOn)
  }
  return { server, check, clock, log, says, learns }
}

describe('a crawler', () => {
  it('whose name leads back to it is verified, for a day and with one round of questions', async () => {
    const { server, clock, says, learns } = await checking(crawlerAt('66.249.70.7', 'crawl-66-249-70-7.googlebot.com'))
    expect(says(GOOGLEBOT, '66.249.70.7')).toBe('declared Googlebot')
    expect(says(GOOGLEBOT, '66.249.70.7')).toBe('declared Googlebot')
    expect(await learns(GOOGLEBOT, '66.249.70.7')).toBe('verified Googlebot')
    clock.now += 23 * HOUR_MS
    expect(says(GOOGLEBOT, '66.249.70.7')).toBe('verified Googlebot')
    expect(server.asked).toEqual([`PTR ${reverseOf('66.249.70.7')}`, 'A crawl-66-249-70-7.googlebot.com'])
  })

  it('stays verified while it is asked again, and no longer when the answer is another', async () => {
    const { server, clock, says, learns } = await checking({
      ...EXAMPLE,
      ...crawlerAt('66.249.70.7', 'c.googlebot.com'),
    })
    await learns(GOOGLEBOT, '66.249.70.7')
    server.zone = { ...EXAMPLE, [reverseOf('66.249.70.7')]: { PTR: ['host.example.net'] } }
    clock.now += 25 * HOUR_MS
    expect(says(GOOGLEBOT, '66.249.70.7')).toBe('verified Googlebot')
    expect(await learns(GOOGLEBOT, '66.249.70.7')).toBe('pretender Googlebot')
  })

  it('is verified over IPv6', async () => {
    const { learns } = await checking(crawlerAt('2001:4860:4801:10::1', 'crawl.googlebot.com'))
    expect(await learns(GOOGLEBOT, '2001:4860:4801:10::1')).toBe('verified Googlebot')
  })

  it('that cannot be verified is declared, and DNS is not asked', async () => {
    const { server, learns } = await checking(EXAMPLE)
    expect(await learns('Slackbot 1.0 (+https://api.slack.com/robots)', '3.80.1.1')).toBe('declared Slackbot')
    expect(await learns('GPTBot/1.2', '20.15.240.65')).toBe('declared GPTBot')
    expect(await learns('FancyCrawler/1.0', '3.80.1.1')).toBe('declared crawler')
    expect(await learns('Mozilla/5.0 (Windows NT 5.1) GoogleImageProxy', '66.249.93.1')).toBe('declared mail-proxy')
    expect(server.asked).toEqual([])
  })

  it('is nobody who does not say so', async () => {
    const { server, says } = await checking(EXAMPLE)
    expect([says(BROWSER, '3.80.1.1'), says('', '3.80.1.1'), says(undefined, '3.80.1.1')]).toEqual([
      'none',
      'none',
      'none',
    ])
    expect(says(`${'x'.repeat(600)} Googlebot`, '3.80.1.1')).toBe('none')
    expect(server.asked).toEqual([])
  })
})

describe('a pretender', () => {
  const elsewhere = (address: string, name: string): Zone => ({ [reverseOf(address)]: { PTR: [name] } })

  it.each<[string, Zone]>([
    ['has a name of somebody else', elsewhere('203.0.1.9', 'dsl-9.provider.example')],
    ['has no name', {}],
    ['has a name that only looks right', elsewhere('203.0.1.9', 'crawl.googlebot.com.attacker.example')],
    ['has a name that ends alike', elsewhere('203.0.1.9', 'crawl.notgooglebot.com')],
    [
      'gave itself the name',
      { ...elsewhere('203.0.1.9', 'c.googlebot.com'), 'c.googlebot.com': { A: ['66.249.70.7'] } },
    ],
    ['gave itself a name that is not there', elsewhere('203.0.1.9', 'x.googlebot.com')],
  ])('%s', async (_what, zone) => {
    const { clock, says, learns } = await checking({ ...EXAMPLE, ...zone })
    expect(says(GOOGLEBOT, '203.0.1.9')).toBe('declared Googlebot')
    expect(await learns(GOOGLEBOT, '203.0.1.9')).toBe('pretender Googlebot')
    clock.now += HOUR_MS + 1
    expect(says(GOOGLEBOT, '203.0.1.9')).toBe('declared Googlebot')
  })

  it('is one for that name only', async () => {
    const { learns } = await checking({ ...EXAMPLE, ...crawlerAt('157.55.39.7', 'msnbot.search.msn.com') })
    expect(await learns(GOOGLEBOT, '157.55.39.7')).toBe('pretender Googlebot')
    expect(await learns(BINGBOT, '157.55.39.7')).toBe('verified Bingbot')
  })
})

describe('nobody is called a pretender', () => {
  it('while DNS fails or is silent; it is asked again after a minute', { timeout: 20_000 }, async () => {
    const address = '203.0.1.9'
    const { server, clock, learns } = await checking({ ...EXAMPLE, [reverseOf(address)]: 'fails' })
    expect(await learns(GOOGLEBOT, address)).toBe('declared Googlebot')
    const asked = server.asked.length
    expect(await learns(GOOGLEBOT, address)).toBe('declared Googlebot')
    expect(server.asked).toHaveLength(asked)
    server.zone = { ...EXAMPLE, ...crawlerAt(address, 'c.googlebot.com'), 'c.googlebot.com': 'fails' }
    clock.now += 61_000
    expect(await learns(GOOGLEBOT, address)).toBe('declared Googlebot')
    server.zone[reverseOf(address)] = 'silent'
    clock.now += 61_000
    expect(await learns(GOOGLEBOT, address)).toBe('declared Googlebot')
    server.zone = { ...EXAMPLE, ...crawlerAt(address, 'c.googlebot.com') }
    clock.now += 61_000
    expect(await learns(GOOGLEBOT, address)).toBe('verified Googlebot')
  })

  it('by a name server that does not know the real ones either', async () => {
    const { server, clock, learns } = await checking({ [reverseOf('203.0.1.9')]: { PTR: ['host.example.net'] } })
    expect(await learns(GOOGLEBOT, '203.0.1.9')).toBe('declared Googlebot')
    expect(await learns(GOOGLEBOT, '203.0.1.10')).toBe('declared Googlebot')
    expect(server.asked.filter((question) => question === `PTR ${reverseOf('66.249.66.1')}`)).toHaveLength(1)
    server.zone = { ...server.zone, ...EXAMPLE }
    clock.now += 61_000
    expect(await learns(GOOGLEBOT, '203.0.1.9')).toBe('pretender Googlebot')
  })

  it('whose request says that somebody passed it on', async () => {
    const { learns } = await checking(EXAMPLE)
    expect(await learns(GOOGLEBOT, '203.0.1.9', true)).toBe('declared Googlebot')
    expect(await learns(GOOGLEBOT, '203.0.1.9')).toBe('pretender Googlebot')
  })

  it('whose address is of no use on the internet, and DNS is not asked about it', async () => {
    const { server, learns } = await checking(EXAMPLE)
    for (const address of ['127.0.0.1', '10.1.2.3', '192.168.1.9', '100.64.0.7', '::1', 'fd00::7', 'fe80::1']) {
      expect(await learns(GOOGLEBOT, address)).toBe('declared Googlebot')
    }
    expect(server.asked).toEqual([])
  })

  it('by the name of a crawler whose operator does not say that all its addresses have names', async () => {
    const { learns } = await checking(EXAMPLE)
    expect(await learns(ADSBOT, '203.0.1.9')).toBe('declared AdsBot-Google')
  })

  it('when DNS is off', async () => {
    const { server, learns } = await checking(EXAMPLE, { dns: false })
    expect(await learns(GOOGLEBOT, '203.0.1.9')).toBe('declared Googlebot')
    expect(server.asked).toEqual([])
  })
})

describe('lists of ranges', () => {
  it('verify without DNS, are read again when they change, and never speak against anybody', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-ranges-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'gptbot.json')
    writeFileSync(file, '{"prefixes": [{"ipv4Prefix": "20.15.240.64/28"}]}')
    const { server, check, log, learns } = await checking(EXAMPLE, { ranges: [{ file, crawler: 'GPTBot' }] })
    expect(await learns('GPTBot/1.2', '20.15.240.65')).toBe('verified GPTBot')
    expect(await learns('GPTBot/1.2', '20.15.240.80')).toBe('declared GPTBot')
    expect(await learns('OAI-SearchBot/1.0', '20.15.240.65')).toBe('declared OAI-SearchBot')

    writeFileSync(file, '{"prefixes": [')
    await check.renew()
    await check.renew()
    expect(await learns('GPTBot/1.2', '20.15.240.65')).toBe('verified GPTBot')
    expect(log.filter((line) => line.includes('facts-file-not-read'))).toHaveLength(1)

    writeFileSync(file, '{"prefixes": [{"ipv4Prefix": "20.15.240.80/28"}]}')
    utimesSync(file, 1_800_000_000, 1_800_000_000)
    await check.renew()
    expect(await learns('GPTBot/1.2', '20.15.240.65')).toBe('declared GPTBot')
    expect(await learns('GPTBot/1.2', '20.15.240.80')).toBe('verified GPTBot')
    rmSync(file)
    await check.renew()
    expect(await learns('GPTBot/1.2', '20.15.240.80')).toBe('verified GPTBot')
    expect(server.asked).toEqual([])
  })
})

describe('a flood of pretenders', () => {
  it('asks 50 times a second at most, 32 at once, and one about each address', async () => {
    const { server, check, clock, says } = await checking(EXAMPLE)
    server.holdsBack = true
    const flood = (from: number) => {
      for (let i = from; i < from + 500; i++) says(GOOGLEBOT, `203.0.${(i >> 8) + 1}.${i & 255}`)
    }
    flood(0)
    flood(0)
    expect(check.use.questions).toEqual({ used: 32, bound: 32 })
    server.letGo()
    await check.settled()
    server.asked.length = 0
    flood(32)
    await check.settled()
    flood(32)
    await check.settled()
    const about = server.asked.filter((question) => question !== `PTR ${reverseOf('66.249.66.1')}`)
    expect(about.filter((question) => question.startsWith('PTR'))).toHaveLength(50 - 32)
    clock.now += 1_000
    flood(64)
    expect(check.use.questions.used).toBe(32)
    await check.settled()
  })

  it('does not push out who is verified, nor take more room than there is', { timeout: 60_000 }, async () => {
    const { check, clock, says, learns } = await checking({
      ...EXAMPLE,
      ...crawlerAt('66.249.70.7', 'c.googlebot.com'),
    })
    await learns(GOOGLEBOT, '66.249.70.7')
    const { bound } = check.use.addresses
    for (let round = 0; round < 40; round++) {
      clock.now += 1_000
      for (let i = 0; i < 32; i++) says(GOOGLEBOT, `203.${round + 1}.0.${i}`)
      await check.settled()
    }
    expect(check.use.addresses.used).toBe(1 + 40 * 32)
    expect(check.use.addresses.used).toBeLessThan(bound)
    expect(says(GOOGLEBOT, '66.249.70.7')).toBe('verified Googlebot')
  })
})
