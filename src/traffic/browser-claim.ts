/** Systems as far as user agents and client hints can be compared: phones that ask for the desktop's page say Linux. */
export type System = 'Windows' | 'macOS' | 'iOS' | 'Linux or Android' | 'other'

/** `may`: some browsers that call themselves so do, some do not. */
export type Sends = 'always' | 'may' | 'never'

/** What the browser that a user agent names would send. */
export interface BrowserClaim {
  /** Major version of Chromium; null for browsers of another make. */
  chromium: number | null
  product: 'Chrome' | 'Edge' | 'Opera' | 'other'
  system: System
  mobile: boolean
  /** Sec-Fetch-Site, -Mode and -Dest, to https and to localhost. */
  metadata: Sends
  /** Sec-CH-UA, -Mobile and -Platform, to the same. */
  hints: Sends
}

/**
 * First versions that send them, by https://caniuse.com/mdn-http_headers_sec-fetch-dest and
 * https://caniuse.com/client-hints-dpr-width-viewport: Chromium 76 began with two of three fetch metadata fields, and its
 * hints came to everybody in the course of version 89.
 */
const METADATA_SINCE = { chromium: 80, chromiumInPart: 76, firefox: 90, safari: 16_04 }
const HINTS_SINCE = { chromium: 90, chromiumInPart: 84 }

/** Programs of other makes behind the name of a browser, and browsers inside apps, whose user agent the app may choose. */
const BORROWED =
  /Goanna|SeaMonkey|PaleMoon|K-Meleon|Waterfox|QtWebEngine|Electron|HeadlessChrome|; wv\)|\bCast|TV\b|FB_IAB|FBAN/

/**
 * @param userAgent of which `userAgentFamily` says that it is a browser
 */
export function browserClaim(userAgent: string): BrowserClaim {
  const system = systemOf(userAgent)
  const about = { system, mobile: userAgent.includes('Mobile'), product: productOf(userAgent) }
  const borrowed = BORROWED.test(userAgent)
  // Every browser on iOS is Safari inside, and its age is that of the system.
  if (system === 'iOS') {
    const safari = safariIn(userAgent, /\bVersion\/(\d+)\.(\d+)/) ?? safariIn(userAgent, /\bOS (\d+)_(\d+)/)
    return { ...about, ...unlessBorrowed(borrowed, since(safari, METADATA_SINCE.safari), 'never'), chromium: null }
  }
  const chromium = versionIn(userAgent, /Chrome\/(\d+)/)
  if (chromium !== null && !userAgent.includes(' Edge/')) {
    const metadata = since(chromium, METADATA_SINCE.chromium, METADATA_SINCE.chromiumInPart)
    const hints = since(chromium, HINTS_SINCE.chromium, HINTS_SINCE.chromiumInPart)
    return { ...about, ...unlessBorrowed(borrowed, metadata, hints), chromium }
  }
  const firefox = versionIn(userAgent, /\bFirefox\/(\d+)/)
  const safari = system === 'macOS' ? safariIn(userAgent, /\bVersion\/(\d+)\.(\d+)[\d.]* Safari/) : null
  if (firefox === null && safari === null) return { ...about, metadata: 'may', hints: 'may', chromium: null }
  const metadata = firefox === null ? since(safari, METADATA_SINCE.safari) : since(firefox, METADATA_SINCE.firefox)
  return { ...about, ...unlessBorrowed(borrowed, metadata, 'never'), chromium: null }
}

function unlessBorrowed(borrowed: boolean, metadata: Sends, hints: Sends): { metadata: Sends; hints: Sends } {
  return borrowed ? { metadata: 'may', hints: 'may' } : { metadata, hints }
}

function since(version: number | null, always: number, inPart = always): Sends {
  if (version === null) return 'may'
  return version >= always ? 'always' : version >= inPart ? 'may' : 'never'
}

function versionIn(userAgent: string, pattern: RegExp): number | null {
  const found = pattern.exec(userAgent)
  return found ? Number(found[1]) : null
}

/** 16.4 as 1604. */
function safariIn(userAgent: string, pattern: RegExp): number | null {
  const found = pattern.exec(userAgent)
  return found ? 100 * Number(found[1]) + Math.min(99, Number(found[2])) : null
}

function systemOf(userAgent: string): System {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'iOS'
  if (/Android|CrOS/.test(userAgent)) return 'Linux or Android'
  if (userAgent.includes('Windows')) return 'Windows'
  if (/Mac OS X|Macintosh/.test(userAgent)) return 'macOS'
  return /Linux|X11/.test(userAgent) ? 'Linux or Android' : 'other'
}

function productOf(userAgent: string): BrowserClaim['product'] {
  if (/\bEdgA?\//.test(userAgent)) return 'Edge'
  if (/\bOP[RX]\//.test(userAgent)) return 'Opera'
  return /SamsungBrowser|YaBrowser|Vivaldi|Whale/.test(userAgent) ? 'other' : 'Chrome'
}
