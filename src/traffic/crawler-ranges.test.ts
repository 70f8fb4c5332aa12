import { describe, expect, it } from 'vitest'
import { crawlerRanges } from './crawler-ranges.js'

describe('a list of ranges', () => {
  it('is read as it is published', () => {
    const text = `{"creationTime": "2026-11-20T15:00:00.000000", "prefixes": [
      {"ipv6Prefix": "2001:4860:4801:10::/64"}, {"ipv4Prefix": "66.249.64.0/27"}, {"ipv4Prefix": "192.0.2.7"}]}`
    expect(crawlerRanges(text)).toEqual(['2001:4860:4801:10::/64', '66.249.64.0/27', '192.0.2.7/32'])
  })

  it.each([
    ['', 'no JSON'],
    ['<html>moved</html>', 'no JSON'],
    ['null', 'without a list called prefixes'],
    ['["192.0.2.0/24"]', 'without a list called prefixes'],
    ['{"prefixes": {}}', 'without a list called prefixes'],
    ['{"prefixes": []}', 'without any prefix'],
    ['{"prefixes": ["192.0.2.0/24"]}', 'prefixes[0] has neither'],
    ['{"prefixes": [{"ipv4Prefix": "192.0.2.0/24"}, {"ipv4Prefix": 7}]}', 'prefixes[1] has neither'],
    ['{"prefixes": [{"ipv4Prefix": "example.org"}]}', 'prefixes[0] is no address range'],
    ['{"prefixes": [{"ipv4Prefix": "0.0.0.0/0"}]}', 'far larger'],
    ['{"prefixes": [{"ipv6Prefix": "2000::/3"}]}', 'far larger'],
    [JSON.stringify({ prefixes: Array(20_001).fill({ ipv4Prefix: '192.0.2.0/24' }) }), 'more than 20000'],
  ])('%.60s is %s', (text, why) => {
    expect(() => crawlerRanges(text)).toThrow(why)
  })
})
