import type { BrowserClaim, System } from './browser-claim.js'

/** Fetch metadata and client hints against the browser that is named. */
export type FetchVerdict =
  /** All is there that the browser named sends, and nothing speaks against it. */
  | 'consistent'
  /** The browser named sends them, and they are not there. */
  | 'missing'
  /** What is there is not what the browser named sends. */
  | 'contradicting'
  /** No browser is named, or nothing is there and nothing had to be. */
  | 'none'

/** Sec-Fetch-* and Sec-CH-UA* as they were sent; undefined where they were not. */
export interface FetchFields {
  site: string | undefined
  mode: string | undefined
  dest: string | undefined
  user: string | undefined
  brands: Brands | undefined
  mobile: string | undefined
  platform: string | undefined
}

/** Sec-CH-UA, read. */
export interface Brands {
  /** Version of "Chromium"; null where it is not named. */
  chromium: number | null
  product: BrowserClaim['product']
}

/**
 * https://www.w3.org/TR/fetch-metadata/ and https://wicg.github.io/ua-client-hints/. Browsers send both to https and to
 * localhost alone: over plain HTTP it is no fault that they are not there.
 * @param claim of the user agent; null where it names no browser
 * @param secure the visit came over TLS
 */
export function fetchVerdict(claim: BrowserClaim | null, sent: FetchFields, secure: boolean): FetchVerdict {
  if (claim === null) return 'none'
  const { site, mode, dest, brands } = sent
  const hasMetadata = site !== undefined || mode !== undefined || dest !== undefined
  const hasHints = brands !== undefined
  if (hasMetadata && (claim.metadata === 'never' || contradictsItself(sent))) return 'contradicting'
  if (hasHints && (claim.hints === 'never' || contradictsClaim(claim, sent, brands))) return 'contradicting'
  const sentAny = hasMetadata || hasHints
  if (!secure) return sentAny ? 'consistent' : 'none'
  if (claim.metadata === 'always' && (site === undefined || mode === undefined || dest === undefined)) return 'missing'
  if (claim.hints === 'always' && !hasHints) return 'missing'
  return sentAny ? 'consistent' : 'none'
}

/** Where a navigation can lead: https://fetch.spec.whatwg.org/#navigation-request, and nothing else leads to a document. */
const NAVIGATED: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'fencedframe', 'embed', 'object'])

function contradictsItself({ mode, dest, user }: FetchFields): boolean {
  if (mode === undefined || dest === undefined) return false
  const navigates = mode === 'navigate' || mode === 'nested-navigate'
  if (navigates) return !NAVIGATED.has(dest)
  return dest === 'document' || user !== undefined
}

function contradictsClaim(claim: BrowserClaim, { mobile, platform }: FetchFields, brands: Brands): boolean {
  if (claim.chromium === null) return false
  if (brands.chromium !== claim.chromium) return true
  // Some browsers name only Chromium; none names another browser than its user agent does.
  if (brands.product !== 'other' && brands.product !== claim.product) return true
  if (mobile !== undefined && (mobile === '?1') !== claim.mobile) return true
  if (platform === undefined) return false
  const system = systemOf(platform)
  return system !== null && system !== claim.system
}

/** Of Sec-CH-UA-Platform; null where it tells nothing. */
function systemOf(platform: string): System | null {
  switch (platform) {
    case '"Windows"':
      return 'Windows'
    case '"macOS"':
    case '"Mac OS X"':
      return 'macOS'
    case '"Linux"':
    case '"Android"':
    case '"Chrome OS"':
    case '"Chromium OS"':
      return 'Linux or Android'
    case '"iOS"':
      return 'iOS'
    case '"Unknown"':
    case '""':
      return null
    default:
      return 'other'
  }
}

const LONGEST_BRANDS = 512

/** Reads Sec-CH-UA: `"Chromium";v="124", "Not-A.Brand";v="99", "Google Chrome";v="124"`. */
export function brandsOf(field: string): Brands {
  const text = field.slice(0, LONGEST_BRANDS)
  const chromium = /"Chromium"; ?v="(\d+)/.exec(text)?.[1]
  return { chromium: chromium === undefined ? null : Number(chromium), product: productOf(text) }
}

function productOf(text: string): BrowserClaim['product'] {
  if (text.includes('"Microsoft Edge"')) return 'Edge'
  if (text.includes('"Opera"')) return 'Opera'
  return text.includes('"Google Chrome"') ? 'Chrome' : 'other'
}
