import { describe, expect, it } from 'vitest'
import { browserClaim } from './browser-claim.js'
import { brandsOf, type FetchFields, fetchVerdict } from './fetch-metadata.js'
import { userAgentFamily } from './user-agent-family.js'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'
const EDGE = `${CHROME} Edg/124.0.0.0`
const PHONE =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36'
const DESKTOP_SITE =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36'
const WEBVIEW =
  'Mozilla/5.0 (Linux; Android 13; SM-A1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36'
const FIREFOX = (version: number) =>
  `Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`
const SAFARI = (version: string) =>
  `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Safari/605.1.15`
const IPHONE = (system: string, browser: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${system} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ${browser} Mobile/15E148 Safari/604.1`

const NAVIGATION = {
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-user': '?1',
}
const SUBRESOURCE = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
const HINTS = {
  'sec-ch-ua': '"Chromium";v="124", "Google Chrome";v="124", "Not-A.Brand";v="99"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Windows"',
}
const EDGE_BRANDS = '"Microsoft Edge";v="124", "Chromium";v="124", "Not-A.Brand";v="99"'

function verdict(userAgent: string, sent: Record<string, string>, secure = true): string {
  const brands = sent['sec-ch-ua']
  const fields: FetchFields = {
    site: sent['sec-fetch-site'],
    mode: sent['sec-fetch-mode'],
    dest: sent['sec-fetch-dest'],
    user: sent['sec-fetch-user'],
    brands: brands === undefined ? undefined : brandsOf(brands),
    mobile: sent['sec-ch-ua-mobile'],
    platform: sent['sec-ch-ua-platform'],
  }
  return fetchVerdict(userAgentFamily(userAgent).browser ? browserClaim(userAgent) : null, fields, secure)
}

describe('fetch metadata and client hints', () => {
  it.each<[string, string, Record<string, string>]>([
    ['Chrome opening a page', CHROME, { ...NAVIGATION, ...HINTS }],
    ['Chrome loading a picture', CHROME, { ...SUBRESOURCE, ...HINTS }],
    ['Edge', EDGE, { ...NAVIGATION, ...HINTS, 'sec-ch-ua': EDGE_BRANDS }],
    [
      'Brave, which calls itself Chrome',
      CHROME,
      { ...NAVIGATION, ...HINTS, 'sec-ch-ua': '"Chromium";v="124", "Brave";v="124"' },
    ],
    ['a phone', PHONE, { ...NAVIGATION, ...HINTS, 'sec-ch-ua-mobile': '?1', 'sec-ch-ua-platform': '"Android"' }],
    [
      'a phone that asks for the desktop page',
      DESKTOP_SITE,
      { ...NAVIGATION, ...HINTS, 'sec-ch-ua-platform': '"Android"' },
    ],
    ['an app', WEBVIEW, SUBRESOURCE],
    ['Firefox', FIREFOX(140), NAVIGATION],
    ['Safari', SAFARI('17.5'), { ...NAVIGATION, 'sec-fetch-user': '' }],
    ['Chrome on an iPhone', IPHONE('17_4', 'CriOS/124.0.6367.88'), NAVIGATION],
  ])('of %s are consistent', (_who, userAgent, sent) => {
    expect(verdict(userAgent, sent)).toBe('consistent')
    expect(verdict(userAgent, sent, false)).toBe('consistent')
  })

  it.each<[string, string, Record<string, string>]>([
    ['nothing of Chrome', CHROME, {}],
    ['no client hints', CHROME, NAVIGATION],
    ['client hints alone', CHROME, HINTS],
    ['no destination', FIREFOX(140), { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['nothing of Firefox', FIREFOX(90), {}],
    ['nothing of Safari', SAFARI('16.4'), {}],
    ['nothing of an iPhone', IPHONE('18_6', 'Version/26.0'), {}],
  ])('are missing: %s', (_what, userAgent, sent) => {
    expect(verdict(userAgent, sent)).toBe('missing')
    // Browsers send none of it to http:// sites; who sends nothing there is not accused.
    expect(verdict(userAgent, sent, false)).toBe(Object.keys(sent).length === 0 ? 'none' : 'consistent')
  })

  it.each<[string, string, Record<string, string>]>([
    ['hints of Chrome from Firefox', FIREFOX(140), { ...NAVIGATION, ...HINTS }],
    ['hints of Chrome from Safari', SAFARI('17.5'), HINTS],
    ['another version', CHROME.replace('124', '123'), { ...NAVIGATION, ...HINTS }],
    ['no Chromium among the brands', CHROME, { ...NAVIGATION, ...HINTS, 'sec-ch-ua': 'x' }],
    ['brands of Edge', CHROME, { ...NAVIGATION, ...HINTS, 'sec-ch-ua': EDGE_BRANDS }],
    ['another system', CHROME, { ...NAVIGATION, ...HINTS, 'sec-ch-ua-platform': '"macOS"' }],
    ['a system of no browser', CHROME, { ...NAVIGATION, ...HINTS, 'sec-ch-ua-platform': 'Windows' }],
    ['a phone', CHROME, { ...NAVIGATION, ...HINTS, 'sec-ch-ua-mobile': '?1' }],
    ['a navigation to a picture', FIREFOX(140), { ...NAVIGATION, 'sec-fetch-dest': 'image' }],
    ['a navigation to nothing', FIREFOX(140), { ...NAVIGATION, 'sec-fetch-dest': 'empty' }],
    ['a document that is not navigated to', FIREFOX(140), { ...NAVIGATION, 'sec-fetch-mode': 'cors' }],
    ['a version that did not send them yet', FIREFOX(89), NAVIGATION],
    ['a Safari that did not', SAFARI('16.3'), NAVIGATION],
  ])('contradict: %s', (_what, userAgent, sent) => {
    expect(verdict(userAgent, sent)).toBe('contradicting')
    expect(verdict(userAgent, sent, false)).toBe('contradicting')
  })

  it.each<[string, string, Record<string, string>]>([
    ['a program', 'curl/8.7.1', {}],
    ['a program that sends some', 'node', { 'sec-fetch-mode': 'cors' }],
    ['an old browser', CHROME.replace('124', '70'), {}],
    ['an app with a user agent of its own', WEBVIEW, {}],
    [
      'a browser of another make',
      'Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Goanna/6.5 Firefox/102.0 PaleMoon/33.0',
      {},
    ],
  ])('are not expected of %s', (_who, userAgent, sent) => expect(verdict(userAgent, sent)).toBe('none'))
})
