import type { SeededRandom } from '../../src/drill/seeded-random.js'

/** User agents of 2026 as browsers send them (reduced user agents, Chromium since 101), with their share of visitors. */
const KINDS: readonly { weight: number; userAgent: (random: SeededRandom) => string }[] = [
  { weight: 26, userAgent: (r) => iPhone(r, `Version/${safari(r)} Mobile/15E148 Safari/604.1`) },
  { weight: 20, userAgent: (r) => chromium('Windows NT 10.0; Win64; x64', '', r) },
  { weight: 17, userAgent: (r) => chromium('Linux; Android 10; K', ' Mobile', r) },
  {
    weight: 10,
    userAgent: (r) => `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${safari(r)} Safari/605.1.15`,
  },
  { weight: 7, userAgent: (r) => `${chromium('Windows NT 10.0; Win64; x64', '', r)} Edg/${latest(r)}.0.0.0` },
  { weight: 5, userAgent: (r) => chromium('Macintosh; Intel Mac OS X 10_15_7', '', r) },
  { weight: 5, userAgent: (r) => firefox('Windows NT 10.0; Win64; x64', r) },
  { weight: 2, userAgent: (r) => firefox('X11; Linux x86_64', r) },
  { weight: 1, userAgent: (r) => firefox('Macintosh; Intel Mac OS X 10.15', r) },
  { weight: 2, userAgent: (r) => chromium('X11; Linux x86_64', '', r) },
  {
    weight: 3,
    userAgent: (r) =>
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} SamsungBrowser/${29 + r.integer(2)}.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
  },
  {
    weight: 2,
    userAgent: (r) =>
      iPhone(r, `CriOS/${latest(r)}.0.${7800 + r.integer(130)}.${r.integer(120)} Mobile/15E148 Safari/604.1`),
  },
  // Browsers inside of apps name the app's build and the phone: nearly everybody has one of their own.
  {
    weight: 2,
    userAgent: (r) =>
      `${iPhone(r, 'Mobile/15E148')} [FBAN/FBIOS;FBAV/5${20 + r.integer(30)}.0.0.${r.integer(60)}.${r.integer(120)};FBDV/iPhone${12 + r.integer(7)},${1 + r.integer(5)}]`,
  },
  {
    weight: 2,
    userAgent: (r) =>
      `Mozilla/5.0 (Linux; Android ${11 + r.integer(6)}; SM-${r.pick(['A', 'S', 'G'])}${100 + r.integer(900)}B; wv) ${WEBKIT} Version/4.0 Chrome/${latest(r)}.0.${7800 + r.integer(130)}.${r.integer(120)} Mobile Safari/537.36 Instagram 4${r.integer(90)}.0.0.${r.integer(60)}`,
  },
  // What was never updated.
  { weight: 3, userAgent: (r) => chromium(r.pick(OLD_SYSTEMS), '', r, 90 + r.integer(50)) },
]

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const OLD_SYSTEMS = [
  'Windows NT 6.1; Win64; x64',
  'Windows NT 10.0; Win64; x64',
  'X11; CrOS x86_64 14541.0.0',
  'Windows NT 6.3; Win64; x64',
]

/** The user agent of one visitor's browser, by its share in 2026. */
export function browser(random: SeededRandom): string {
  return random.weighted(KINDS).userAgent(random)
}

/** User agents of real browsers of all ages, as attack tools carry them in lists: few are still in use. */
export function listedUserAgents(count: number, random: SeededRandom): string[] {
  return Array.from({ length: count }, () => {
    const version = 40 + random.integer(90)
    return random.pick([
      () => chromium(random.pick(OLD_SYSTEMS), '', random, version),
      () => `Mozilla/5.0 (Windows NT 6.${1 + random.integer(3)}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`,
      () =>
        `Mozilla/5.0 (compatible; MSIE ${8 + random.integer(3)}.0; Windows NT 6.${random.integer(3)}; Trident/${4 + random.integer(3)}.0)`,
      () =>
        `${MAC.replace('10_15_7', `10_${8 + random.integer(7)}_${random.integer(7)}`)} ${WEBKIT} Chrome/${version}.0.${2000 + random.integer(3000)}.${random.integer(200)} Safari/537.36`,
    ])()
  })
}

function chromium(system: string, mobile: string, random: SeededRandom, version = latest(random)): string {
  return `Mozilla/5.0 (${system}) ${WEBKIT} Chrome/${version}.0.0.0${mobile} Safari/537.36`
}

function firefox(system: string, random: SeededRandom): string {
  const version = random.next() < 0.1 ? 140 : latest(random) + 2
  return `Mozilla/5.0 (${system}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`
}

function iPhone(random: SeededRandom, end: string): string {
  return `Mozilla/5.0 (iPhone; CPU iPhone OS ${random.pick(['18_7', '18_7', '18_7', '18_6', '26_5_2', '17_6_1'])} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ${end}`
}

function safari(random: SeededRandom): string {
  return random.pick(['26.5.2', '26.5.2', '26.5.2', '26.6', '26.5', '26.4', '18.6', '17.6', '16.6'])
}

/** Most have the latest version, half of the others the one before, and so on. */
function latest(random: SeededRandom): number {
  let version = 151
  while (version > 120 && random.next() < 0.45) version--
  return version
}
