import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CERTIFICATE, KEY_OF_CERTIFICATE, OTHER_KEY } from './certificates.test-support.js'
import { certificateEnds, certificateWarnings } from './check-certificates.js'
import { configOf, problemLines } from './config-folder.test-support.js'

const SITE = 'platforms: [{ name: a, hosts: [a.org], origin: "http://127.0.0.1:3000" }]\n'
const HASH = `scrypt$32768$8$3$${'A'.repeat(22)}$${'A'.repeat(43)}`

describe('platforms', () => {
  it('have names and hosts of their own', () => {
    expect(
      problemLines(`platforms:
  - { name: a, hosts: [a.org, "*"], origin: "http://127.0.0.1:3000" }
  - { name: a, hosts: [b.org, A.ORG., "*"], origin: "http://127.0.0.1:3001" }
`),
    ).toEqual([
      '3:13 platforms[1].name: platforms[0] is called `a` too, expected a name of its own',
      '3:31 platforms[1].hosts[1]: `a.org` is already a host of `a`, expected each host once',
      '3:39 platforms[1].hosts[2]: `*` is already a host of `a`, expected each host once',
    ])
  })

  it('have activities with names of their own, none called other', () => {
    expect(
      problemLines(`platforms:
  - name: a
    hosts: [a.org]
    origin: http://127.0.0.1:3000
    activities:
      - { name: read, paths: [/a], tier: essential }
      - { name: read, paths: [/b], tier: essential }
      - { name: other, paths: [/c], tier: essential }
`),
    ).toEqual([
      '7:17 platforms[0].activities[1].name: an activity above is called `read` too, put all its paths in one',
      '8:17 platforms[0].activities[2].name: `other` is the name of what matches no activity, expected another name',
    ])
  })

  it('are warned of a path that a later activity never gets', () => {
    const { warnings } = configOf(`platforms:
  - name: a
    hosts: [a.org]
    origin: http://127.0.0.1:3000
    activities:
      - { name: read, paths: [/, /search], tier: essential }
      - { name: search, paths: [/search], tier: deferrable }
`)
    expect(warnings).toEqual([
      'platform a: /search stands in read and in search; the first match wins, so it never counts as search.',
    ])
  })
})

describe('addresses', () => {
  it.each([
    ['http://127.0.0.1:8080', '8080'],
    ['http://localhost:8080', '127.0.0.1:8080'],
    ['http://[::1]:8080', '8080'],
    ['http://127.0.0.2:8080', '0.0.0.0:8080'],
    ['http://0.0.0.0:8080', '127.0.0.1:8080'],
    ['http://192.0.2.1', '192.0.2.1:80'],
    ['https://192.0.2.1', '192.0.2.1:443'],
  ])('the origin %s is Holdfast itself at %s', (origin, listen) => {
    const lines = problemLines(`${SITE.replace('http://127.0.0.1:3000', origin)}listen: { http: "${listen}" }\n`)
    expect(lines).toEqual([
      expect.stringContaining(`1:48 platforms[0].origin: ${origin} is Holdfast itself (listen.http`),
    ])
  })

  it.each([
    ['http://127.0.0.1:3000', '8080'],
    ['http://192.0.2.1:8080', '127.0.0.1:8080'],
    ['http://origin.example.org:8080', '8080'],
    ['http://127.0.0.2:8080', '127.0.0.1:8080'],
  ])('the origin %s is another place than %s', (origin, listen) => {
    expect(problemLines(`${SITE.replace('http://127.0.0.1:3000', origin)}listen: { http: "${listen}" }\n`)).toEqual([])
  })

  it.each([
    ['true', ['http', 'https']],
    ['http', ['http']],
    ['https', ['https']],
    ['false', undefined],
  ])('proxyProtocol: %s is meant for %j', (written, meant) => {
    const text = `${SITE}listen: { http: 8080, proxyProtocol: ${written} }\ntrustedProxies: [192.0.2.1]\n`
    expect(configOf(text).listen.proxyProtocol).toEqual(meant)
  })

  it('a PROXY header that nobody is believed to send is a mistake', () => {
    expect(problemLines(`${SITE}listen: { http: 8080, proxyProtocol: true }\n`)).toEqual([
      expect.stringMatching(
        /^2:38 listen\.proxyProtocol: .*expected the addresses of the machines in front under trustedProxies$/,
      ),
    ])
  })

  it('the console is no origin either', () => {
    expect(problemLines(SITE.replace('3000', '7070'))).toEqual([expect.stringContaining('(the console listens on')])
  })

  it('two listeners do not fit on one port', () => {
    const lines = problemLines(
      `${SITE}listen:\n  http: [8080, 127.0.0.1:8080]\n  https: { addresses: [9090, "[::1]:8080"], cert: c.pem, key: k.pem }\nconsole: { listen: 127.0.0.1:9090 }\n`,
      { 'c.pem': CERTIFICATE, 'k.pem': KEY_OF_CERTIFICATE },
    )
    expect(lines).toEqual([
      '3:16 listen.http[1]: 127.0.0.1:8080 is taken by listen.http ([::]:8080), expected another port',
      '4:30 listen.https.addresses[1]: [::1]:8080 is taken by listen.http ([::]:8080), expected another port',
      '5:20 console.listen: 127.0.0.1:9090 is taken by listen.https ([::]:9090), expected another port',
    ])
  })

  it('there is at least one', () => {
    expect(problemLines(`${SITE}listen: {}\n`)).toEqual([
      '2:9 listen: expected an address under http or https, found neither',
    ])
  })

  it.each(['0.0.0.0:7070', '7070', '192.0.2.1:7070', '"[::]:7070"'])(
    'a console at %s needs a password or a token',
    (listen) => {
      expect(problemLines(`${SITE}console: { listen: ${listen} }\n`)).toEqual([
        expect.stringMatching(/^2:20 console\.listen: other machines can reach .*run `holdfast password`/),
      ])
      expect(problemLines(`${SITE}console: { listen: ${listen}, password: "${HASH}" }\n`)).toEqual([])
      expect(problemLines(`${SITE}console: { listen: ${listen}, token: 0123456789abcdef }\n`)).toEqual([])
    },
  )

  it.each(['127.0.0.1:7070', '"[::1]:7070"', 'localhost:7070'])('a console at %s needs none', (listen) => {
    expect(problemLines(`${SITE}console: { listen: ${listen} }\n`)).toEqual([])
  })
})

describe('certificates', () => {
  const https = (rest: string) => `${SITE}listen: { https: { address: 8443, ${rest} } }\n`
  const files = { 'c.pem': CERTIFICATE, 'k.pem': KEY_OF_CERTIFICATE, 'k2.pem': OTHER_KEY }
  const at = (time: string) => certificateWarnings(configOf(https('cert: c.pem, key: k.pem'), files), Date.parse(time))

  it('that are right need no words, and make HTTP unnecessary', () => {
    const config = configOf(https('cert: c.pem, key: k.pem'), files)
    expect(config.listen.http).toEqual([])
    expect(config.listen.https).toEqual({
      addresses: [{ host: '::', port: 8443 }],
      certificates: [{ cert: expect.stringMatching(/^\/.*\/c\.pem$/), key: expect.stringMatching(/^\/.*\/k\.pem$/) }],
    })
    expect(config.warnings).toEqual([])
  })

  it('belong to their keys', () => {
    expect(problemLines(https('cert: c.pem, key: k2.pem'), files)).toEqual([
      expect.stringMatching(/^2:53 listen\.https\.key: .*k2\.pem is not the key of .*c\.pem/),
    ])
  })

  it('are written in one way or the other', () => {
    expect(problemLines(https('cert: c.pem, key: k.pem, certificates: [{ cert: c.pem, key: k.pem }]'), files)).toEqual([
      expect.stringContaining('expected either cert and key, or a list of certificates, found both'),
    ])
    expect(problemLines(https(''), files)).toEqual([expect.stringContaining('or acme, found none')])
    expect(problemLines(https('cert: c.pem'), files)).toEqual([expect.stringContaining('`key` is missing')])
  })

  it('are warned of when they are not or soon no longer valid', () => {
    expect(at('2036-11-21T00:00:00Z')).toEqual([expect.stringMatching(/c\.pem expired on 2036-11-20: browsers warn/)])
    expect(at('2026-11-01T00:00:00Z')).toEqual([expect.stringContaining('is valid only from 2026-11-23')])
    expect(at('2036-11-10T00:00:00Z')).toEqual([expect.stringContaining('expires on 2036-11-20. Renew it in time.')])
    expect(at('2036-11-01T00:00:00Z')).toEqual([])
  })

  it('end when they say so', () => {
    const config = configOf(https('cert: c.pem, key: k.pem'), files)
    expect(certificateEnds(config)).toEqual([{ name: 'news.example.org', until: Date.parse('2036-11-20T14:08:46Z') }])
  })

  it('are warned of when the files have become unusable since', () => {
    const config = configOf(https('cert: c.pem, key: k.pem'), files)
    writeFileSync(config.listen.https?.certificates[0]?.key ?? '', OTHER_KEY)
    expect(certificateWarnings(config, Date.parse('2030-01-01'))).toEqual([
      expect.stringMatching(
        /^A certificate cannot be renewed, the one before stays: .*k\.pem is not the key of .*c\.pem/,
      ),
    ])
  })
})

describe('several origins', () => {
  const several = (rest: string) => `platforms: [{ name: a, hosts: [a.org], ${rest} }]\n`

  it('are an alternative to one', () => {
    expect(problemLines(several('origin: "http://127.0.0.1:3000", origins: ["http://127.0.0.1:3001"]'))).toEqual([
      '1:13 platforms[0]: expected either origin or origins, found both',
    ])
  })

  it('are different ones, not all of them backups', () => {
    expect(
      problemLines(
        several(
          'origins: [{ url: "http://a.internal", backup: true }, { url: "HTTP://A.internal:80/", backup: true }]',
        ),
      ),
    ).toEqual([
      expect.stringMatching(/^1:49 platforms\[0\]\.origins: all of these are backups, expected at least one/),
      expect.stringMatching(
        /^1:\d+ platforms\[0\]\.origins\[1\]: http:\/\/a\.internal is origins\[0\] too, expected each/,
      ),
    ])
  })

  it('are at most 16, at least one', () => {
    const urls = Array.from({ length: 17 }, (_, i) => `"http://127.0.0.1:${3000 + i}"`)
    expect(problemLines(several(`origins: [${urls.join(', ')}]`))).toEqual([
      expect.stringContaining('expected at most 16 origins'),
    ])
    expect(problemLines(several('origins: []'))).toEqual([
      expect.stringContaining('expected a list of origins with at least one, found an empty list'),
    ])
  })

  it('are none of them Holdfast itself', () => {
    const [line] = problemLines(several('origins: ["http://127.0.0.1:3000", { url: "http://127.0.0.1:8080" }]'))
    expect(line).toMatch(/^1:\d+ platforms\[0\]\.origins\[1\]: http:\/\/127\.0\.0\.1:8080 is Holdfast itself/)
  })

  it('may have a misspelt key, which is named', () => {
    expect(problemLines(several('origins: [{ url: "http://a.internal", wieght: 2 }]'))).toEqual([
      expect.stringContaining('unknown key `wieght`, did you mean `weight`?'),
    ])
  })
})

describe('settings that contradict each other', () => {
  it.each([
    [
      'limits: { connections: 100 }',
      'limits.connectionsPerClient: expected at most limits.connections (100), found 1000',
    ],
    ['limits: { requestMs: 5000 }', 'limits.headersMs: expected at most limits.requestMs (5000), found 10000'],
    [
      'limits: { concurrency: { min: 20 } }',
      'limits.concurrency.min: expected at most limits.concurrency.initial (16), found 20',
    ],
    [
      'limits: { concurrency: { max: 10 } }',
      'limits.concurrency.initial: expected at most limits.concurrency.max (10), found 16',
    ],
    ['cache: { entryMegabytes: 65 }', 'cache.entryMegabytes: expected at most cache.megabytes (64), found 65'],
  ])('%s', (section, problem) => {
    expect(problemLines(`${SITE}${section}\n`)).toEqual([expect.stringContaining(problem)])
  })

  it.each([
    ['allow: [192.0.2.7]\ndeny: [192.0.2.7/32]', '192.0.2.7/32 stands under allow and under deny; allow wins.'],
    ['deny: ["::/0"]', 'deny contains ::/0: everybody is refused.'],
    ['allow: [0.0.0.0/0]', 'allow contains 0.0.0.0/0: nobody is ever refused, an attacker included.'],
    [
      'trustedProxies: [0.0.0.0/0]',
      'trustedProxies contains 0.0.0.0/0: every visitor can pretend to be any address. Name your proxies only.',
    ],
  ])('%s is allowed, with a warning', (section, warning) => {
    expect(configOf(`${SITE}${section}\n`).warnings).toEqual([warning])
  })
})
