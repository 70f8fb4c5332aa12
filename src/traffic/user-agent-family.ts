/** Programs that say who they are, before the browsers whose names they also carry. */
const DECLARED = /bot|crawl|spider|slurp|fetch|preview|externalhit|externalagent|archiver|monitor|pingdom|uptime|scan/i
const NAME_CHARACTER = /[\w.-]/
const PROXIES = /GoogleImageProxy|YahooMailProxy|Apple Mail|outlook/i
const PROGRAMS =
  /^(curl|wget|python-requests|python-urllib|python|go-http-client|okhttp|java|axios|node-fetch|node|undici|libwww-perl|apache-httpclient|ruby|php|guzzlehttp|aiohttp|httpx|scrapy|postmanruntime|insomnia|dart|cfnetwork|winhttp|reqwest|ureq|hyper|got|lwp[\w:-]*)\b[/ ]?(\d+)?/i
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
]
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/(\d+)|\bEdgiOS\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)|\bOPX\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\bFirefox\/(\d+)|\bFxiOS\/(\d+)/, 'Firefox'],
  [/\bCriOS\/(\d+)/, 'Chrome'],
  [/\bChrome\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari/, 'Safari'],
  [/AppleWebKit\/(\d+)/, 'WebKit'],
  [/\bMSIE (\d+)|Trident\/.*rv:(\d+)/, 'Internet Explorer'],
]
const LONGEST = 512

export interface UserAgentFamily {
  /** `Chrome 150, Android`, `Googlebot`, `curl 8`, `none`, `Mozilla` (says nothing), `other`. */
  family: string
  /** It says itself that it is a crawler, a preview or a mail proxy. */
  declares: 'crawler' | 'mail-proxy' | null
  /** It says that it is a browser, and on which system. */
  browser: boolean
}

/** Browser or program, its major version and its system, out of a User-Agent field. Whoever keeps families bounds them. */
export function userAgentFamily(userAgent: string): UserAgentFamily {
  const text = userAgent.slice(0, LONGEST)
  if (text === '' || text === '-') return { family: 'none', declares: null, browser: false }
  const proxy = PROXIES.exec(text)
  if (proxy) return { family: proxy[0], declares: 'mail-proxy', browser: false }
  // Apple's mail privacy relays and others say only this.
  if (text === 'Mozilla/5.0') return { family: 'Mozilla', declares: null, browser: false }
  const declared = DECLARED.exec(text)
  const name = declared && nameAround(text, declared.index)
  if (name && !/^cubot/i.test(name)) return { family: name.slice(0, 40), declares: 'crawler', browser: false }
  const program = PROGRAMS.exec(text)
  if (program?.[1])
    return {
      family: `${program[1].toLowerCase()}${program[2] ? ` ${program[2]}` : ''}`,
      declares: null,
      browser: false,
    }
  const system = SYSTEMS.find(([pattern]) => pattern.test(text))?.[1]
  for (const [pattern, name] of BROWSERS) {
    const found = pattern.exec(text)
    if (found) {
      const version = found[1] ?? found[2] ?? ''
      const family = `${name} ${version}${system ? `, ${system}` : ''}`
      return { family, declares: null, browser: system !== undefined }
    }
  }
  return { family: text.startsWith('Mozilla/') ? 'Mozilla-like' : 'other', declares: null, browser: false }
}

function nameAround(text: string, at: number): string {
  let start = at
  while (start > 0 && NAME_CHARACTER.test(text.charAt(start - 1))) start--
  let end = at
  while (end < text.length && NAME_CHARACTER.test(text.charAt(end))) end++
  return text.slice(start, end).replace(/^[.-]+/, '')
}
