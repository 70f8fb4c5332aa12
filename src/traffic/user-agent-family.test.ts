import { expect, it } from 'vitest'
import { userAgentFamily } from './user-agent-family.js'

it.each<[userAgent: string, family: string, declares: string | null]>([
  ['-', 'none', null],
  ['', 'none', null],
  ['Mozilla/5.0', 'Mozilla', null],
  ['curl/8.7.1', 'curl 8', null],
  ['python-requests/2.25.1', 'python-requests 2', null],
  ['Go-http-client/2.0', 'go-http-client 2', null],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36',
    'Chrome 151, Windows',
    null,
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36 Edg/151.0.0.0',
    'Edge 151, Windows',
    null,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.5.2 Mobile/15E148 Safari/604.1',
    'Safari 26, iOS',
    null,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_5_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/151.0.7922.57 Mobile/15E148 Safari/604.1',
    'Chrome 151, iOS',
    null,
  ],
  [
    'Mozilla/5.0 (Linux; Android 6.0; Nexus 5 Build/MRA58N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/65.0.3325.181 Mobile Safari/537.36',
    'Chrome 65, Android',
    null,
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox 153, Windows', null],
  ['Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)', 'Baiduspider', 'crawler'],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36',
    'bingbot',
    'crawler',
  ],
  ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 'facebookexternalhit', 'crawler'],
  ['YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', 'YahooMailProxy', 'mail-proxy'],
  [
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'GoogleImageProxy',
    'mail-proxy',
  ],
  ['x'.repeat(100_000), 'other', null],
])('%s', (userAgent, family, declares) => expect(userAgentFamily(userAgent)).toMatchObject({ family, declares }))

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', true],
  ['Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0.1938.76', false],
  ['Mozilla/5.0 AppleWebKit/537.36 Chrome/116.0', false],
  ['curl/8.7.1', false],
  ['Name, with a comma', false],
  ['', false],
])('%s is a browser on some system: %s', (userAgent, browser) =>
  expect(userAgentFamily(userAgent).browser).toBe(browser),
)

it('takes no longer for a hostile text than for an honest one of its length', () => {
  const browser =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36'
  const cpu = (userAgent: string) => {
    const start = process.cpuUsage().user
    for (let i = 0; i < 300; i++) userAgentFamily(userAgent)
    return process.cpuUsage().user - start
  }
  cpu(browser)
  for (const piece of ['x.', '-', 'Trident/', 'Version/1', 'a', 'Edg']) {
    expect(cpu(piece.repeat(512)), piece).toBeLessThan(60_000 + 100 * cpu(browser.repeat(5)))
  }
})
