import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mmdb } from '../traffic/mmdb.test-support.js'
import type { Config } from './config.js'
import { folderWith, problemLines } from './config-folder.test-support.js'
import { loadConfig } from './load-config.js'

const SITE = 'platforms: [{ name: news, hosts: [news.example.org], origin: "http://127.0.0.1:3000" }]\n'
const RANGES = '{"prefixes": [{"ipv4Prefix": "66.249.64.0/27"}]}'

function load(yaml: string, files: Readonly<Record<string, string | Buffer>> = {}): { config: Config; folder: string } {
  const folder = folderWith({ ...files, 'holdfast.yaml': SITE + yaml })
  return { config: loadConfig(join(folder, 'holdfast.yaml')), folder }
}

describe('tables and lists in the configuration', () => {
  const asTable = mmdb({ '203.0.113.0/24': { autonomous_system_number: 64_500 } }, 'GeoLite2-ASN')
  const both = mmdb({ '203.0.113.0/24': { asn: 'AS64500', country_code: 'IE' } })

  it('are paths from its own folder; without them nothing is read, and DNS is asked', () => {
    const { config, folder } = load('geo: { as: t.mmdb, country: t.mmdb }\ncrawlers: { ranges: [GoogleBot.json] }', {
      't.mmdb': both,
      'GoogleBot.json': RANGES,
    })
    expect(config.geo).toEqual({ as: join(folder, 't.mmdb'), country: join(folder, 't.mmdb') })
    expect(config.crawlers).toEqual({
      dns: true,
      ranges: [{ file: join(folder, 'GoogleBot.json'), crawler: 'Googlebot' }],
    })
    expect(load('').config).toMatchObject({ geo: {}, crawlers: { dns: true, ranges: [] } })
  })

  it('may be named after anything when they say whose they are', () => {
    const { config } = load('crawlers: { dns: false, ranges: [{ file: r.json, crawler: gptbot }] }', {
      'r.json': RANGES,
    })
    expect(config.crawlers.ranges[0]?.crawler).toBe('GPTBot')
  })

  it.each([
    ['192.0.2.53', '192.0.2.53:53'],
    ['127.0.0.1:5353', '127.0.0.1:5353'],
    ['"::1"', '[::1]:53'],
    ['"[::1]:5353"', '[::1]:5353'],
  ])('ask the name server %s', (written, expected) => {
    expect(load(`crawlers: { resolver: ${written} }`).config.crawlers.resolver).toBe(expected)
  })

  it.each(['dns.example.org', '192.0.2.53:0', '192.0.2', '"[::1]"', '5353'])('find no name server in %s', (written) => {
    expect(problemLines(`${SITE}crawlers: { resolver: ${written} }`)).toEqual([
      expect.stringContaining('crawlers.resolver: expected the address of a name server'),
    ])
  })

  it.each<[string, Record<string, string | Buffer>, string]>([
    ['geo: { as: t.mmdb }', {}, 'geo.as: there is no file'],
    ['geo: { country: t.mmdb }', { 't.mmdb': 'text' }, 'geo.country: '],
    ['geo: { country: t.mmdb }', { 't.mmdb': 'text' }, 't.mmdb is no MaxMind DB file, expected a MaxMind DB file with'],
    ['geo: { as: t.mmdb }', { 't.mmdb': asTable.subarray(0, 400) }, 'is no MaxMind DB file'],
    ['geo: { country: t.mmdb }', { 't.mmdb': asTable }, 'is of the kind "GeoLite2-ASN" and has none, expected'],
    ['geo: { asn: t.mmdb }', {}, 'unknown key `asn`, did you mean `as`?'],
    ['crawlers: { ranges: [googlebot.json] }', {}, 'crawlers.ranges[0]: there is no file'],
    [
      'crawlers: { ranges: [googlebot.json] }',
      { 'googlebot.json': '<html>' },
      'googlebot.json is no JSON, expected a list',
    ],
    ['crawlers: { ranges: [google-bot.json] }', { 'google-bot.json': RANGES }, 'did you mean Googlebot?'],
    [
      'crawlers: { ranges: [x.json] }',
      { 'x.json': RANGES },
      '"x" names no crawler that Holdfast knows, expected { file',
    ],
    ['crawlers: { ranges: googlebot.json }', {}, 'expected a list of files'],
    ['crawlers: { dns: maybe }', {}, 'crawlers.dns: expected true or false'],
  ])('%s: what is wrong is named', (yaml, files, expected) => {
    const problems = problemLines(SITE + yaml, files)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(expected)
  })
})
