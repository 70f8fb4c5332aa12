import { describe, expect, it } from 'vitest'
import { CRAWLERS, claimedCrawler, crawlerNamed } from './crawler-names.js'

describe('who claims to be a crawler', () => {
  it.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot'],
    [
      'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      'Googlebot',
    ],
    ['Googlebot-Image/1.0', 'Googlebot'],
    ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'Bingbot'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)',
      'Applebot',
    ],
    ['Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)', 'YandexBot'],
    ['DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)', 'DuckDuckBot'],
    ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 'Facebook'],
    // The previews of Apple's Messages, asked for by the phones of people.
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
      'Facebook',
    ],
    ['TelegramBot (like TwitterBot)', 'TelegramBot'],
    ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', 'Slackbot'],
    ['WhatsApp/2.24.20.89 A', 'WhatsApp'],
    ['Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)', 'Bluesky'],
    ['http.rb/5.1.1 (Mastodon/4.3.0; +https://mastodon.example/) Bot', 'Mastodon'],
    ['Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)', 'archive.org'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
      'GPTBot',
    ],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; OAI-SearchBot/1.0; +https://openai.com/searchbot',
      'OAI-SearchBot',
    ],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)',
      'ClaudeBot',
    ],
    ['CCBot/2.0 (https://commoncrawl.org/faq/)', 'CCBot'],
    ['Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)', 'UptimeRobot'],
    ['Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)', 'Yahoo-Slurp'],
  ])('%s', (userAgent, name) => {
    expect(claimedCrawler(userAgent)?.name).toBe(name)
  })

  it.each([
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 YaBrowser/24.1.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 [LinkedInApp]/9.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 [Pinterest/iOS]',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Twitter for iPhone/10.1',
    'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 baiduboxapp/13.0',
    'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 DuckDuckGo/7',
    '',
  ])('is not %s', (userAgent) => {
    expect(claimedCrawler(userAgent)).toBeNull()
  })
})

describe('the list of crawlers', () => {
  it('names none twice, by name, word or file', () => {
    for (const of of [
      CRAWLERS.map(({ name }) => name.toLowerCase()),
      CRAWLERS.flatMap(({ tokens }) => tokens),
      CRAWLERS.flatMap(({ files }) => files ?? []),
    ])
      expect(new Set(of).size).toBe(of.length)
  })

  it('is in the form that the look-ups need', () => {
    for (const { name, tokens, domains = [], files = [], strict } of CRAWLERS) {
      expect(name).toMatch(/^\S{2,20}$/)
      for (const text of [...tokens, ...domains, ...files]) expect(text).toBe(text.toLowerCase())
      for (const domain of domains) expect(domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      if (strict) expect(domains.length).toBeGreaterThan(0)
      expect(crawlerNamed(name.toUpperCase())?.name).toBe(name)
      for (const file of files) expect(crawlerNamed(file)?.name).toBe(name)
    }
    expect(crawlerNamed('ranges')).toBeNull()
  })
})
