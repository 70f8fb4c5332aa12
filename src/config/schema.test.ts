import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mmdb } from '../traffic/mmdb.test-support.js'
import { CERTIFICATE, KEY_OF_CERTIFICATE } from './certificates.test-support.js'
import { configOf, problemsOf } from './config-folder.test-support.js'
import { configSchema } from './schema.js'

/** Every key there is, each with a right value on a line of its own (counted from 1 in the comments below). */
const WHOLE = `platforms:
  - name: newsroom
    hosts:
      - news.example.org
    origin: http://127.0.0.1:3000
    activities:
      - name: read
        paths:
          - /article/**
        tier: essential
    signedInCookie: session
listen:
  http: 0.0.0.0:8080
  https:
    address: 0.0.0.0:8443
    cert: cert.pem
    key: key.pem
trustedProxies:
  - 10.0.0.0/8
console:
  listen: 127.0.0.1:7070
  password: scrypt$32768$8$3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  token: 0123456789abcdef
dataDir: ./data
edges: 4
allow:
  - 192.0.2.7
deny:
  - 2001:db8::/48
limits:
  connections: 5000
  connectionsPerClient: 500
  headersMs: 5000
  bodyBytesPerSecond: 1000
  readBytesPerSecond: 1000
  requestMs: 60000
  keepAliveMs: 5000
  headerBytes: 8192
  originConnectMs: 1000
  originHeadersMs: 10000
  originIdleMs: 10000
  queue: 100
  concurrency:
    min: 1
    initial: 8
    max: 64
cache:
  megabytes: 128
  entryMegabytes: 0.5
  graceSeconds: 60
waitingRoom:
  texts: texts.yaml
`
/** `listen.https` in its other way of writing, and what only some need. */
const LISTS = WHOLE.replace('    address: 0.0.0.0:8443\n', '    addresses:\n      - 0.0.0.0:8443\n').replace(
  '    cert: cert.pem\n    key: key.pem\n',
  '    certificates:\n      - cert: cert.pem\n        key: key.pem\n  proxyProtocol: https\n',
)
/** `origins` in place of `origin`, and when they count as up. */
const ORIGINS = WHOLE.replace(
  '    origin: http://127.0.0.1:3000\n',
  `    origins:
      - http://127.0.0.1:3000
      - url: http://127.0.0.1:3001
        weight: 2
        backup: true
    health:
      path: /health
      everyMs: 2000
      timeoutMs: 1000
      healthyAfter: 1
      unhealthyAfter: 2
`,
)
/** Beside the files, certificates that are fetched. */
const ACME = WHOLE.replace('http: 0.0.0.0:8080', 'http: 0.0.0.0:80').replace(
  '    key: key.pem\n',
  `    key: key.pem
    acme:
      agreeToTerms: true
      email: me@example.org
      directory: https://acme.example/directory
`,
)
/** Where visits come from, and how crawlers are known. */
const FACTS = `${WHOLE}geo:
  as: table.mmdb
  country: table.mmdb
crawlers:
  dns: true
  resolver: 192.0.2.53
  ranges:
    - googlebot.json
    - file: list.json
      crawler: GPTBot
`
/** Who signs requests, and an activity that is closed to strangers when nobody can decide. */
const PARTNERS = `${WHOLE.replace('        tier: essential\n', '        tier: essential\n        whenUndecided: closed\n')}partners:
  - name: letter-proxy
    key: 0123456789abcdef0123456789abcdef
`
const RANGES = '{"prefixes": [{"ipv4Prefix": "192.0.2.0/28"}]}'
const FILES = {
  'cert.pem': CERTIFICATE,
  'key.pem': KEY_OF_CERTIFICATE,
  'texts.yaml': '',
  'table.mmdb': mmdb({ '192.0.2.0/24': { asn: 64_500, country_code: 'IE' } }),
  'googlebot.json': RANGES,
  'list.json': RANGES,
}

/** A key: the line where its value stands, the column, its path, a wrong value, and what the message has to say. */
type Row = [line: number, column: number, path: string, wrong: string, says: RegExp]

const ROWS: Row[] = [
  [2, 11, 'platforms[0].name', 'news room', /^expected a name of letters.*found `news room`$/],
  [4, 9, 'platforms[0].hosts[0]', 'https://news.example.org', /^expected a host name without scheme.*found `https:/],
  [4, 9, 'platforms[0].hosts[0]', 'news.example.org:443', /^expected a host name without scheme, port/],
  [4, 9, 'platforms[0].hosts[0]', 'a.*.org', /^expected a host name/],
  [5, 13, 'platforms[0].origin', 'ftp://127.0.0.1', /^expected http:\/\/host:port/],
  [5, 13, 'platforms[0].origin', 'http://127.0.0.1:3000/app', /without a path, found `http:\/\/127.0.0.1:3000\/app`$/],
  [5, 13, 'platforms[0].origin', 'http://user:secret@127.0.0.1', /^expected http/],
  [5, 13, 'platforms[0].origin', 'http://127.0.0.1:99999', /^expected http/],
  [7, 15, 'platforms[0].activities[0].name', '3', /^expected a name of letters.*found 3$/],
  [9, 13, 'platforms[0].activities[0].paths[0]', 'article/*', /^expected a path that starts with \/.*found `article/],
  [9, 13, 'platforms[0].activities[0].paths[0]', '/a**', /^expected a path.*found `\/a\*\*`$/],
  [9, 13, 'platforms[0].activities[0].paths[0]', '/***', /^expected a path/],
  [9, 13, 'platforms[0].activities[0].paths[0]', '/search?q=*', /without query/],
  [9, 13, 'platforms[0].activities[0].paths[0]', "'/{a,b}'", /^expected a path/],
  [
    10,
    15,
    'platforms[0].activities[0].tier',
    'essentail',
    /^expected one of essential, important, deferrable, found `essentail`, did you mean `essential`\?$/,
  ],
  [11, 21, 'platforms[0].signedInCookie', 'my session', /^expected the name of a cookie/],
  [13, 9, 'listen.http', '70000', /^expected a port from 0 to 65535, found 70000$/],
  [13, 9, 'listen.http', 'example.org:80', /^expected a port \(8080\) or an address and port/],
  [13, 9, 'listen.http', 'true', /^expected a port \(8080\) or an address and port.*or a list of them, found true$/],
  [13, 9, 'listen.http', '[]', /^expected a list of addresses with at least one, found an empty list$/],
  [15, 14, 'listen.https.address', '0.0.0.0', /^expected a port \(8080\) or an address and port/],
  [16, 11, 'listen.https.cert', 'missing.pem', /^there is no file .*missing\.pem, expected a certificate in PEM form$/],
  [16, 11, 'listen.https.cert', '7', /^expected the path of a PEM file, found 7$/],
  [17, 10, 'listen.https.key', 'texts.yaml', /is something else, expected a private key in PEM form/],
  [17, 10, 'listen.https.key', '{}', /^expected the path of a PEM file, found a mapping$/],
  [19, 5, 'trustedProxies[0]', '10.0.0.0/33', /^expected an address or range like .*found `10.0.0.0\/33`$/],
  [19, 5, 'trustedProxies[0]', '10.0.0.0/', /^expected an address or range/],
  [19, 5, 'trustedProxies[0]', '10.0.0', /^expected an address or range/],
  [21, 11, 'console.listen', 'console.example.org:80', /^expected a port/],
  [22, 13, 'console.password', 'hunter2', /^expected the line that `holdfast password` prints$/],
  [23, 10, 'console.token', 'short', /^expected at least 16 visible characters without spaces$/],
  [24, 10, 'dataDir', '[]', /^expected the path of a folder, found an empty list$/],
  [25, 8, 'edges', '0', /^expected a whole number from 1 to 64, found 0$/],
  [27, 5, 'allow[0]', 'office', /^expected an address or range.*found `office`$/],
  [29, 5, 'deny[0]', '2001:db8::/129', /^expected an address or range/],
  [31, 16, 'limits.connections', '9', /^expected a whole number of connections from 10 to 1000000, found 9$/],
  [32, 25, 'limits.connectionsPerClient', '0', /^expected a whole number of connections from 1/],
  [33, 14, 'limits.headersMs', '10s', /^expected a whole number of milliseconds from 100 to 86400000, found `10s`$/],
  [34, 23, 'limits.bodyBytesPerSecond', '-1', /^expected a whole number of bytes from 0/],
  [35, 23, 'limits.readBytesPerSecond', '.inf', /^expected a whole number of bytes from 0/],
  [36, 14, 'limits.requestMs', '1', /^expected a whole number of milliseconds from 1000/],
  [37, 16, 'limits.keepAliveMs', '.nan', /^expected a whole number of milliseconds/],
  [38, 16, 'limits.headerBytes', '100', /^expected a whole number of bytes from 1024/],
  [39, 20, 'limits.originConnectMs', '1', /^expected a whole number of milliseconds from 50/],
  [40, 20, 'limits.originHeadersMs', 'null', /^is empty, expected a whole number of milliseconds/],
  [41, 17, 'limits.originIdleMs', '1e99', /^expected a whole number of milliseconds/],
  [42, 10, 'limits.queue', '1.5', /^expected a whole number of visits from 1 to 100000, found 1.5$/],
  [44, 10, 'limits.concurrency.min', '0', /^expected a whole number of requests from 1/],
  [45, 14, 'limits.concurrency.initial', 'many', /^expected a whole number of requests/],
  [46, 10, 'limits.concurrency.max', '10001', /^expected a whole number of requests from 1 to 10000/],
  [48, 14, 'cache.megabytes', '0', /^expected a whole number of megabytes from 1/],
  [49, 19, 'cache.entryMegabytes', '0', /^expected a number of megabytes above 0, found 0$/],
  [50, 17, 'cache.graceSeconds', '-60', /^expected a whole number of seconds from 0/],
  [52, 10, 'waitingRoom.texts', 'missing.yaml', /^there is no readable file .*missing\.yaml/],
]

const LIST_ROWS: Row[] = [
  [16, 9, 'listen.https.addresses[0]', 'all', /^expected a port/],
  [18, 15, 'listen.https.certificates[0].cert', 'key.pem', /is something else, expected a certificate in PEM form$/],
  [19, 14, 'listen.https.certificates[0].key', 'cert.pem', /is something else, expected a private key in PEM form/],
  [20, 18, 'listen.proxyProtocol', 'v2', /^expected true, false, http or https, found `v2`$/],
  [20, 18, 'listen.proxyProtocol', '[http]', /^expected true, false, http or https, found a list$/],
]

const ACME_ROWS: Row[] = [
  [19, 21, 'listen.https.acme.agreeToTerms', 'false', /^expected true, after you have read the terms .*found false$/],
  [19, 21, 'listen.https.acme.agreeToTerms', 'yes', /^expected true, after you have read/],
  [20, 14, 'listen.https.acme.email', 'me at example.org', /^expected an e-mail address, found `me at example.org`$/],
  [20, 14, 'listen.https.acme.email', 'mailto:a@b.org?cc=c@d.org', /^expected an e-mail address/],
  [21, 18, 'listen.https.acme.directory', 'letsencrypt', /^expected the https:\/\/ address of an ACME directory/],
  [21, 18, 'listen.https.acme.directory', 'http://acme.example/', /^expected the https:\/\/ address of an ACME/],
  [21, 18, 'listen.https.acme.directory', 'https://me:pw@acme.example/', /^expected the https:\/\/ address of an ACME/],
]

const ORIGIN_ROWS: Row[] = [
  [6, 9, 'platforms[0].origins[0]', 'news.example.org', /^expected http:\/\/host:port or https:.*found `news.example/],
  [
    6,
    9,
    'platforms[0].origins[0]',
    '3000',
    /^expected http:\/\/host:port, .* or keys like url and weight, found 3000$/,
  ],
  [7, 14, 'platforms[0].origins[1].url', 'http://127.0.0.1:3001/app', /^expected http:.* without a path, found/],
  [8, 17, 'platforms[0].origins[1].weight', '0', /^expected a whole number from 1 to 100, found 0$/],
  [8, 17, 'platforms[0].origins[1].weight', 'heavy', /^expected a whole number from 1 to 100, found `heavy`$/],
  [9, 17, 'platforms[0].origins[1].backup', '2', /^expected true or false, found 2$/],
  [11, 13, 'platforms[0].health.path', 'health', /^expected a path that starts with \/ .*found `health`$/],
  [11, 13, 'platforms[0].health.path', '/he alth', /^expected a path that starts with \/ and has no spaces/],
  [12, 16, 'platforms[0].health.everyMs', '5', /^expected a whole number of milliseconds from 500/],
  [13, 18, 'platforms[0].health.timeoutMs', '1s', /^expected a whole number of milliseconds from 50/],
  [13, 18, 'platforms[0].health.timeoutMs', '2001', /^expected at most health.everyMs \(2000\), found 2001$/],
  [14, 21, 'platforms[0].health.healthyAfter', '0', /^expected a whole number of checks from 1 to 100, found 0$/],
  [15, 23, 'platforms[0].health.unhealthyAfter', '101', /^expected a whole number of failures from 1 to 100/],
]

const FACTS_ROWS: Row[] = [
  [54, 7, 'geo.as', 'texts.yaml', /texts\.yaml is no MaxMind DB file, expected a MaxMind DB file with the numbers of/],
  [55, 12, 'geo.country', 'gone.mmdb', /^there is no file .*gone\.mmdb, expected a MaxMind DB file with countries$/],
  [57, 8, 'crawlers.dns', 'ask', /^expected true or false, found `ask`$/],
  [
    58,
    13,
    'crawlers.resolver',
    'dns.example.org',
    /^expected the address of a name server, .*found `dns.example.org`$/,
  ],
  [60, 7, 'crawlers.ranges[0]', 'bingbot.json', /^there is no file .*bingbot\.json, expected a list of address ranges/],
  [60, 7, 'crawlers.ranges[0]', '7', /^expected the path of a file, or the keys file and crawler, found 7$/],
  [61, 13, 'crawlers.ranges[1].file', 'cert.pem', /cert\.pem is no JSON, expected a list of address ranges/],
  [62, 16, 'crawlers.ranges[1].crawler', 'GTPBot', /^"GTPBot" names no crawler .* did you mean GPTBot\?$/],
]

const PARTNER_ROWS: Row[] = [
  [11, 24, 'platforms[0].activities[0].whenUndecided', 'shut', /^expected one of open, closed, found `shut`$/],
  [
    55,
    11,
    'partners[0].name',
    'a b',
    /^expected a name of letters, digits, `-` and `_`, at most 40 long, found `a b`$/,
  ],
  [56, 10, 'partners[0].key', 'too-short', /^expected at least 32 visible characters without spaces$/],
]

describe('each key wrong in turn', () => {
  it('starts from a file in which all are right', () => {
    expect(configOf(WHOLE, FILES)).toMatchObject({ edges: 4, warnings: [] })
    expect(configOf(LISTS, FILES).listen.https?.certificates).toHaveLength(1)
    expect(configOf(ACME, FILES)).toMatchObject({ listen: { https: { acme: { certificates: [] } } }, warnings: [] })
    expect(configOf(PARTNERS, FILES)).toMatchObject({
      platforms: [{ activities: [{ name: 'read', whenUndecided: 'closed' }] }],
      partners: [{ name: 'letter-proxy', key: '0123456789abcdef0123456789abcdef' }],
    })
    expect(configOf(FACTS, FILES).crawlers.ranges.map(({ crawler }) => crawler)).toEqual(['Googlebot', 'GPTBot'])
    expect(configOf(ORIGINS, FILES).platforms[0]).toMatchObject({
      origins: [
        { url: 'http://127.0.0.1:3000', weight: 1, backup: false },
        { url: 'http://127.0.0.1:3001', weight: 2, backup: true },
      ],
      health: { path: '/health', everyMs: 2000, timeoutMs: 1000, healthyAfter: 1, unhealthyAfter: 2 },
    })
  })

  it.each(ROWS)('line %i:%i %s: %s', (line, column, path, wrong, says) => {
    expect(problemsOf(withValue(WHOLE, line, column, wrong), FILES)).toEqual([
      { line, column, path, message: expect.stringMatching(says) },
    ])
  })

  it.each(LIST_ROWS)('line %i:%i %s: %s', (line, column, path, wrong, says) => {
    expect(problemsOf(withValue(LISTS, line, column, wrong), FILES)).toEqual([
      { line, column, path, message: expect.stringMatching(says) },
    ])
  })

  it.each(ACME_ROWS)('line %i:%i %s: %s', (line, column, path, wrong, says) => {
    expect(problemsOf(withValue(ACME, line, column, wrong), FILES)).toEqual([
      { line, column, path, message: expect.stringMatching(says) },
    ])
  })

  it.each(FACTS_ROWS)('line %i:%i %s: %s', (line, column, path, wrong, says) => {
    expect(problemsOf(withValue(FACTS, line, column, wrong), FILES)).toEqual([
      { line, column, path, message: expect.stringMatching(says) },
    ])
  })

  it.each(ORIGIN_ROWS)('line %i:%i %s: %s', (line, column, path, wrong, says) => {
    expect(problemsOf(withValue(ORIGINS, line, column, wrong), FILES)).toEqual([
      { line, column, path, message: expect.stringMatching(says) },
    ])
  })

  it.each(PARTNER_ROWS)('line %i:%i %s: %s', (line, column, path, wrong, says) => {
    expect(problemsOf(withValue(PARTNERS, line, column, wrong), FILES)).toEqual([
      { line, column, path, message: expect.stringMatching(says) },
    ])
  })

  it('leaves no key out', () => {
    const tried = new Set(
      [...ROWS, ...LIST_ROWS, ...ACME_ROWS, ...FACTS_ROWS, ...ORIGIN_ROWS, ...PARTNER_ROWS].map(([, , path]) =>
        path.replace(/\[\d+\]/g, '[]'),
      ),
    )
    expect([...leaves(z.toJSONSchema(configSchema, { io: 'input' }), '')].filter((path) => !tried.has(path))).toEqual(
      [],
    )
  })
})

describe('a value of the wrong kind', () => {
  it.each([
    ['platforms: {}', 'platforms', /^expected a list of platforms with at least one, found a mapping$/],
    ['platforms: []', 'platforms', /^expected a list of platforms with at least one, found an empty list$/],
    ['listen: 8080', 'listen', /^expected the keys http, https, proxyProtocol, found 8080$/],
    ['console: on', 'console', /^expected off or keys like listen and password, found `on`$/],
    ['console: false', 'console', /^expected off or keys/],
    ['limits: []', 'limits', /^expected the keys connections, .*found an empty list$/],
    ['cache: big', 'cache', /^expected off or keys/],
    ['trustedProxies: 10.0.0.0/8', 'trustedProxies', /^expected a list of addresses or ranges, found `10.0.0.0\/8`$/],
    ['waitingRoom: texts.yaml', 'waitingRoom', /^expected the keys texts, found/],
  ])('%s', (section, path, says) => {
    const key = section.slice(0, section.indexOf(':'))
    const rest = WHOLE.split(/^(?=\w)/m).filter((part) => !part.startsWith(`${key}:`))
    const problems = problemsOf(`${section}\n${rest.join('')}`, FILES)
    expect(problems).toEqual([{ line: 1, column: key.length + 3, path, message: expect.stringMatching(says) }])
  })
})

describe('a key that does not exist', () => {
  it.each([
    [1, 0, 'platfroms: []', '', 'did you mean `platforms`?'],
    [
      1,
      0,
      'plugins: []',
      '',
      'expected one of platforms, listen, trustedProxies, console, dataDir, edges, allow, deny,',
    ],
    [2, 4, 'activites: []', 'platforms[0]', 'did you mean `activities`?'],
    [7, 8, 'path: [/]', 'platforms[0].activities[0]', 'did you mean `paths`?'],
    [12, 2, 'htpp: 8080', 'listen', 'did you mean `http`?'],
    [14, 4, 'cret: x', 'listen.https', 'did you mean `cert`?'],
    [20, 2, 'pasword: x', 'console', 'did you mean `password`?'],
    [30, 2, 'headersMS: 3', 'limits', 'did you mean `headersMs`?'],
    [43, 4, 'mni: 3', 'limits.concurrency', 'did you mean `min`?'],
    [47, 2, 'maxAge: 3', 'cache', 'expected one of megabytes, entryMegabytes, graceSeconds'],
    [51, 2, 'text: x', 'waitingRoom', 'did you mean `texts`?'],
  ])('after line %i: %i spaces, %s', (after, spaces, text, path, says) => {
    const lines = WHOLE.split('\n')
    // The root has no line to stand under; any other key stands under the one that opens its mapping.
    const at = spaces === 0 ? 0 : after
    lines.splice(at, 0, `${' '.repeat(spaces)}${text}`)
    expect(problemsOf(lines.join('\n'), FILES)).toEqual([
      {
        line: at + 1,
        column: spaces + 1,
        path,
        message: expect.stringContaining(`unknown key \`${text.slice(0, text.indexOf(':'))}\`, ${says}`),
      },
    ])
  })
})

describe('a key that is missing', () => {
  it.each([
    [5, 2, 5, 'platforms[0]', 'expected either origin or origins, found neither'],
    [10, 7, 9, 'platforms[0].activities[0].tier', 'is missing, expected one of essential, important, deferrable'],
    [17, 15, 5, 'listen.https', 'expected cert and key, `key` is missing'],
    [15, 15, 5, 'listen.https', 'expected either address or addresses, found neither'],
  ])('line %i: the mapping at %i:%i is named', (removed, line, column, path, message) => {
    const lines = WHOLE.split('\n')
    lines.splice(removed - 1, 1)
    expect(problemsOf(lines.join('\n'), FILES)).toEqual([{ line, column, path, message }])
  })
})

describe('secrets', () => {
  it('are never repeated in a message', () => {
    const wrong = withValue(withValue(WHOLE, 22, 13, 'correct horse'), 23, 10, 'battery staple')
    const messages = problemsOf(wrong, FILES).map(({ message }) => message)
    expect(messages).toHaveLength(2)
    expect(messages.join('\n')).not.toMatch(/correct|horse|battery|staple/)
  })
})

describe('partners', () => {
  it('have a name each', () => {
    const twice = `${PARTNERS}  - { name: letter-proxy, key: ${'x'.repeat(32)} }\n`
    expect(problemsOf(twice, FILES)).toMatchObject([
      { line: 57, path: 'partners[1].name', message: expect.stringContaining('partners[0] is called `letter-proxy`') },
    ])
  })
})

describe('bounds', () => {
  it('a list has at most its bound of entries', () => {
    const hosts = Array.from({ length: 1001 }, (_, i) => `      - h${i}.example.org`).join('\n')
    const problems = problemsOf(WHOLE.replace('      - news.example.org', hosts), FILES)
    expect(problems).toEqual([
      {
        line: 4,
        column: 7,
        path: 'platforms[0].hosts',
        message: expect.stringContaining('expected at most 1000 host names'),
      },
    ])
  })

  it('a long value is cut in the message', () => {
    const [problem] = problemsOf(withValue(WHOLE, 10, 15, 'x'.repeat(50_000)), FILES)
    expect(problem?.message.length).toBeLessThan(200)
  })
})

/** The text with another value at a place. */
function withValue(text: string, line: number, column: number, value: string): string {
  const lines = text.split('\n')
  lines[line - 1] = `${lines[line - 1]?.slice(0, column - 1)}${value}`
  return lines.join('\n')
}

type JsonSchema = z.core.JSONSchema.BaseSchema

/** The paths of all keys that have a value of their own. */
function* leaves(schema: JsonSchema, path: string): Generator<string> {
  const mapping = schema.properties ? schema : schema.anyOf?.find((option) => option.properties)
  if (mapping?.properties) {
    for (const [key, value] of Object.entries(mapping.properties)) {
      if (typeof value === 'object') yield* leaves(value, path === '' ? key : `${path}.${key}`)
    }
  } else if (schema.type === 'array' && typeof schema.items === 'object' && !Array.isArray(schema.items)) {
    yield* leaves(schema.items, `${path}[]`)
  } else {
    yield path
  }
}
