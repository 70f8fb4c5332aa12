/** A crawler, preview or monitor that says its name in the User-Agent field. */
export interface Crawler {
  /** One word of its name, in the case its operator uses: a value of the attribute `crawler`. */
  name: string
  /** What it says, in small letters. */
  tokens: readonly string[]
  /**
   * Domains of its operator that the names of its addresses end in. Only the operator can make names there that lead back
   * to an address, so such a name proves the crawler, also where the operator does not document it.
   */
  domains?: readonly string[]
  /** The operator documents that all its crawlers' addresses have such a name: who has another one pretends. */
  strict?: true
  /** Names of the files with its address ranges, as the operator publishes them, without `.json`. */
  files?: readonly string[]
}

/*
 * Where it is documented: developers.google.com/search/docs/crawling-indexing/verifying-googlebot, bing.com/webmasters
 * ("How to verify Bingbot"), support.apple.com/119829 (Applebot), yandex.com/support/webmaster ("How to check that a robot
 * belongs to Yandex"), help.baidu.com (Baiduspider), developer.amazon.com/amazonbot, commoncrawl.org/ccbot,
 * platform.openai.com/docs/bots, docs.perplexity.ai/guides/bots, duckduckgo.com/duckduckgo-help-pages (DuckDuckBot).
 * `strict` stands only where a wrong word would have to be the operator's own.
 */
export const CRAWLERS: readonly Crawler[] = [
  {
    name: 'Googlebot',
    tokens: ['googlebot', 'storebot-google', 'google-inspectiontool', 'googleother', 'google-cloudvertexbot'],
    domains: ['googlebot.com', 'google.com'],
    strict: true,
    files: ['googlebot', 'common-crawlers'],
  },
  {
    name: 'AdsBot-Google',
    tokens: ['adsbot-google', 'mediapartners-google', 'apis-google', 'google-safety'],
    domains: ['google.com', 'googlebot.com'],
    files: ['special-crawlers'],
  },
  {
    // Some of these come from machines that any customer of Google may use; their names prove nothing and are left out.
    name: 'Google-fetcher',
    tokens: ['feedfetcher-google', 'google-read-aloud', 'google-site-verification', 'googleproducer', 'googlemessages'],
    domains: ['google.com'],
    files: ['user-triggered-fetchers-google'],
  },
  {
    name: 'Bingbot',
    tokens: ['bingbot', 'msnbot'],
    domains: ['search.msn.com'],
    strict: true,
    files: ['bingbot'],
  },
  { name: 'BingPreview', tokens: ['bingpreview', 'microsoftpreview', 'adidxbot'], domains: ['search.msn.com'] },
  { name: 'Applebot', tokens: ['applebot'], domains: ['applebot.apple.com'], strict: true, files: ['applebot'] },
  {
    name: 'YandexBot',
    tokens: ['yandexbot', 'yandeximages', 'yandexvideo', 'yandexmobilebot', 'yandexrenderresourcesbot'],
    domains: ['yandex.ru', 'yandex.net', 'yandex.com'],
    strict: true,
  },
  { name: 'Baiduspider', tokens: ['baiduspider'], domains: ['baidu.com', 'baidu.jp'], strict: true },
  { name: 'DuckDuckBot', tokens: ['duckduckbot', 'duckduckgo-favicons-bot'], files: ['duckduckbot'] },
  { name: 'DuckAssistBot', tokens: ['duckassistbot'], files: ['duckassistbot'] },
  { name: 'Qwantbot', tokens: ['qwantbot', 'qwantify'], domains: ['qwant.com'] },
  { name: 'MojeekBot', tokens: ['mojeekbot'], domains: ['mojeek.com'] },
  { name: 'SeznamBot', tokens: ['seznambot'], domains: ['seznam.cz'] },
  { name: 'Yahoo-Slurp', tokens: ['yahoo! slurp'], domains: ['crawl.yahoo.net'] },
  { name: 'PetalBot', tokens: ['petalbot'], domains: ['petalsearch.com', 'aspiegel.com'] },
  { name: 'Yeti', tokens: ['yeti/'], domains: ['naver.com'] },
  { name: 'coccocbot', tokens: ['coccocbot'], domains: ['coccoc.com'] },

  { name: 'Facebook', tokens: ['facebookexternalhit', 'facebookcatalog', 'facebot'], domains: ['fbsv.net'] },
  {
    name: 'Meta-crawler',
    tokens: ['meta-externalagent', 'meta-externalfetcher', 'meta-webindexer'],
    domains: ['fbsv.net'],
  },
  { name: 'Twitterbot', tokens: ['twitterbot'], domains: ['twttr.com'] },
  { name: 'LinkedInBot', tokens: ['linkedinbot'], domains: ['fwd.linkedin.com'] },
  { name: 'Pinterestbot', tokens: ['pinterestbot'], domains: ['pinterest.com'] },
  { name: 'Slackbot', tokens: ['slackbot', 'slack-imgproxy'] },
  { name: 'Discordbot', tokens: ['discordbot'] },
  { name: 'WhatsApp', tokens: ['whatsapp/'] },
  { name: 'TelegramBot', tokens: ['telegrambot'] },
  { name: 'Mastodon', tokens: ['mastodon/'] },
  { name: 'Bluesky', tokens: ['bluesky cardyb'] },

  { name: 'archive.org', tokens: ['archive.org_bot'], domains: ['archive.org'] },
  { name: 'CCBot', tokens: ['ccbot/'], domains: ['crawl.commoncrawl.org'], files: ['ccbot'] },
  { name: 'Amazonbot', tokens: ['amazonbot'], domains: ['crawl.amazonbot.amazon'] },
  { name: 'GPTBot', tokens: ['gptbot'], files: ['gptbot'] },
  { name: 'OAI-SearchBot', tokens: ['oai-searchbot'], files: ['searchbot', 'oai-searchbot'] },
  { name: 'ChatGPT-User', tokens: ['chatgpt-user'], files: ['chatgpt-user'] },
  { name: 'PerplexityBot', tokens: ['perplexitybot'], files: ['perplexitybot'] },
  { name: 'Perplexity-User', tokens: ['perplexity-user'], files: ['perplexity-user'] },
  { name: 'ClaudeBot', tokens: ['claudebot', 'claude-searchbot', 'claude-user'], files: ['claudebot'] },
  { name: 'Bytespider', tokens: ['bytespider'] },
  { name: 'AhrefsBot', tokens: ['ahrefsbot', 'ahrefssiteaudit'], domains: ['ahrefs.com', 'ahrefs.net'] },
  { name: 'SemrushBot', tokens: ['semrushbot'], domains: ['semrush.com'] },

  { name: 'UptimeRobot', tokens: ['uptimerobot'], domains: ['uptimerobot.com'], files: ['uptimerobot'] },
  { name: 'Pingdom', tokens: ['pingdom.com_bot'], domains: ['pingdom.com'], files: ['pingdom'] },
  { name: 'StatusCake', tokens: ['statuscake'], files: ['statuscake'] },
  { name: 'BetterStack', tokens: ['better stack', 'better uptime', 'betteruptime'], files: ['betterstack'] },
  { name: 'updown.io', tokens: ['updown.io'], domains: ['updown.io'] },
]

const BY_TOKEN = new Map(CRAWLERS.flatMap((crawler) => crawler.tokens.map((token) => [token, crawler] as const)))
const TOKENS = new RegExp([...BY_TOKEN.keys()].map(escaped).join('|'), 'i')

/** The crawler that a User-Agent field names first; null when it names none. */
export function claimedCrawler(userAgent: string): Crawler | null {
  const token = TOKENS.exec(userAgent)?.[0]
  return token === undefined ? null : (BY_TOKEN.get(token.toLowerCase()) ?? null)
}

/** The crawler of this name, or whose ranges are published in a file of this name, without regard to case. */
export function crawlerNamed(text: string): Crawler | null {
  const name = text.toLowerCase()
  return CRAWLERS.find((crawler) => crawler.name.toLowerCase() === name || crawler.files?.includes(name)) ?? null
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
