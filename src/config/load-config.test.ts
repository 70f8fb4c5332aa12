import { chmodSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.js'
import { configOf, folderWith, problemLines, problemsOf } from './config-folder.test-support.js'
import { configFromFlags, loadConfig, readDataDir } from './load-config.js'

const SMALLEST = 'platforms: [{ name: a, hosts: [a.org], origin: "http://127.0.0.1:3000" }]\n'

describe('a configuration that is right', () => {
  it('needs no more than one platform', () => {
    const config = configOf(SMALLEST)
    expect(config).toMatchObject({
      platforms: [
        {
          name: 'a',
          hosts: ['a.org'],
          origins: [{ url: 'http://127.0.0.1:3000', weight: 1, backup: false }],
          health: { path: null, everyMs: 5000, timeoutMs: 2000, healthyAfter: 2, unhealthyAfter: 3 },
          activities: [],
        },
      ],
      listen: { http: [{ host: '::', port: 8080 }], https: null },
      trustedProxies: [],
      console: { listen: { host: '127.0.0.1', port: 7070 } },
      allow: [],
      deny: [],
      limits: { connections: 10_000, headersMs: 10_000, concurrency: { min: 2, initial: 16, max: 512 } },
      cache: { off: false, megabytes: 64, entryMegabytes: 2, graceSeconds: 3600 },
      waitingRoom: {},
      warnings: [],
    })
    expect(config.edges).toBeGreaterThanOrEqual(2)
    expect(config.edges).toBeLessThanOrEqual(8)
    expect(config.platforms[0]).not.toHaveProperty('signedInCookie')
  })

  it('is brought into one canonical form', () => {
    const config = configOf(`
platforms:
  - name: news
    hosts: [News.Example.ORG., "*.Example.org", "*", "[::1]", müller.example]
    origin: HTTP://Origin.Internal:80/
listen: { http: [8080, "[::1]:9090", localhost:9191] }
trustedProxies: [10.1.2.3/8, 10.0.0.0/8, "2001:DB8::1/32", "::ffff:192.0.2.1"]
console: off
cache: off
edges: 3
`)
    expect(config.platforms[0]?.hosts).toEqual([
      'news.example.org',
      '*.example.org',
      '*',
      '[::1]',
      'xn--mller-kva.example',
    ])
    expect(config.platforms[0]?.origins[0]?.url).toBe('http://origin.internal')
    expect(config.listen.http).toEqual([
      { host: '::', port: 8080 },
      { host: '::1', port: 9090 },
      { host: '127.0.0.1', port: 9191 },
    ])
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1/32'])
    expect(config).toMatchObject({ console: null, cache: { off: true }, edges: 3 })
  })

  it('takes relative paths from the folder of the file', () => {
    const folder = folderWith({ 'etc/holdfast.yaml': `${SMALLEST}dataDir: ../data\n` })
    expect(loadConfig(join(folder, 'etc/holdfast.yaml')).dataDir).toBe(join(folder, 'data'))
    expect(readDataDir(join(folder, 'etc/holdfast.yaml'))).toBe(join(folder, 'data'))
  })

  it('may use anchors for what is said twice', () => {
    const config = configOf(`
platforms:
  - { name: a, hosts: [a.org], origin: "http://127.0.0.1:3000", activities: &all [{ name: read, paths: [/], tier: essential }] }
  - { name: b, hosts: [b.org], origin: "http://127.0.0.1:3001", activities: *all }
`)
    expect(config.platforms[1]?.activities).toEqual([
      { name: 'read', paths: ['/'], tier: 'essential', whenUndecided: 'open' },
    ])
  })
})

describe('a file that cannot be read as YAML', () => {
  it('names every mistake of the syntax with its place', () => {
    const lines = problemLines('platforms:\n  - name: a\n\thosts: [a.org]\nplatforms: 3\n')
    expect(lines[0]).toMatch(/^3:1 : this is not valid YAML: Tabs .* indent with spaces$/)
    expect(lines[1]).toMatch(/^4:1 : this is not valid YAML: Map keys must be unique/)
  })

  it('explains that a text that starts with * needs quotes', () => {
    expect(problemLines('platforms:\n  - hosts: [*.example.org]\n')).toEqual([
      expect.stringMatching(/^2:13 .*a text that starts with \* needs quotes: '\*\.example\.org'$/),
    ])
  })

  it('says so also for a lone *', () => {
    expect(problemLines('platforms:\n  - hosts: [*]\n')[0]).toMatch(/^2:13 .*a text that starts with \* needs quotes/)
  })

  it('does not ignore a tag that means nothing', () => {
    expect(problemLines(`${SMALLEST}dataDir: !secret x\n`)).toEqual([expect.stringContaining('2:10 ')])
  })

  it('wants one document', () => {
    expect(problemLines(`${SMALLEST}---\n${SMALLEST}`)[0]).toContain('begins a second document')
  })

  it('is not unfolded without end by aliases', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `k${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]`)
    expect(problemLines(`k0: &a0 [x]\n${levels.join('\n')}\n`)).toEqual([expect.stringContaining('aliases')])
  })

  it('may not contain itself', () => {
    expect(problemLines('platforms: &p\n  - *p\n')).toEqual([
      expect.stringContaining('2:5 platforms[0]: expected the keys'),
    ])
  })

  it('may not exhaust the stack', () => {
    expect(problemLines(`a: ${'['.repeat(20_000)}`)).toEqual([expect.stringContaining('nested too deeply')])
  })

  it('has at most 1 MiB', () => {
    const path = join(folderWith({ 'holdfast.yaml': SMALLEST }), 'holdfast.yaml')
    truncateSync(path, 1_048_577)
    expect(() => loadConfig(path)).toThrow(/has 1048577 bytes, expected at most 1 MiB/)
  })

  it('is missing, a folder or closed: each is said', () => {
    const folder = folderWith({ 'closed.yaml': SMALLEST })
    expect(() => loadConfig(join(folder, 'no.yaml'))).toThrow(/there is no such file.*holdfast run --origin/)
    expect(() => loadConfig(folder)).toThrow(/this is a folder/)
    chmodSync(join(folder, 'closed.yaml'), 0)
    // Root may read everything.
    if (process.getuid?.() !== 0) expect(() => loadConfig(join(folder, 'closed.yaml'))).toThrow(/may not be read/)
  })

  it.each(['', '# nothing\n', 'platforms:\n', '3\n', '[]\n'])('has to say something: %j', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0)
  })
})

it('bears a file of nothing but aliases', () => {
  const dangling = Array.from({ length: 20_000 }, (_, i) => `- *a${i}`)
  expect(problemLines(dangling.join('\n'))).toHaveLength(20_000)
  const anchored = problemLines(['- &a x', ...dangling.map(() => '- *a')].join('\n'))
  expect(anchored.length).toBeGreaterThan(0)
})

describe('a message', () => {
  it('repeats nothing of the file that a terminal would obey, and no more than can be read', () => {
    const [colour] = problemLines('"\\e[31m"')
    expect(colour).toContain('found `\\u001b[31m`')
    const [long = ''] = problemLines(`a: !${'x'.repeat(100_000)} b`)
    expect(long.length).toBeLessThan(1_100)
  })
})

describe('several problems', () => {
  it('are listed at once, in the order of the file, across sections', () => {
    const lines = problemLines(`platforms:
  - { name: a, hosts: [a.org], origin: "http://127.0.0.1:8080" }
  - { name: a, hosts: [b.org], origin: "http://127.0.0.1:3001" }
listen: { http: 8080 }
limits: { headersMs: soon, queu: 1 }
cache: { megabytes: 1 }
`)
    expect(lines.map((line) => line.slice(0, line.indexOf(':', 3)))).toEqual([
      '2:40 platforms[0].origin',
      '3:13 platforms[1].name',
      '5:22 limits.headersMs',
      '5:28 limits',
      '6:8 cache.entryMegabytes',
    ])
  })

  it('are printed in the way of a compiler, at most 50 of them', () => {
    const keys = Array.from({ length: 60 }, (_, i) => `unknown${i}: 1`).join('\n')
    const path = join(folderWith({ 'holdfast.yaml': SMALLEST + keys }), 'holdfast.yaml')
    const error = catchConfigError(() => loadConfig(path))
    const lines = error.message.split('\n')
    expect(error.problems).toHaveLength(60)
    expect(lines).toHaveLength(52)
    expect(lines[0]).toBe(`${path} has 60 problems:`)
    expect(lines[1]).toMatch(/holdfast\.yaml:2:1: unknown key `unknown0`, expected one of platforms, /)
    expect(lines[51]).toBe('  and 10 more')
  })

  it('do not come from a section that is wrong itself', () => {
    expect(problemLines(`${SMALLEST.replace('3000', '8080')}listen: { htp: 9090 }\n`)).toEqual([
      '2:11 listen: unknown key `htp`, did you mean `http`?',
    ])
  })
})

describe('keys that look like parts of JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is an unknown key like any other', (key) => {
    expect(problemLines(`${SMALLEST}${key}: { polluted: true }\n`)).toEqual([
      expect.stringContaining(`2:1 : unknown key \`${key}\``),
    ])
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('a configuration from flags', () => {
  it('is one platform for every host', () => {
    const config = configFromFlags({ origin: 'http://127.0.0.1:3000', listen: '9090', dataDir: '/srv/holdfast' })
    expect(config).toMatchObject({
      platforms: [{ name: 'site', hosts: ['*'], origins: [{ url: 'http://127.0.0.1:3000' }], activities: [] }],
      listen: { http: [{ host: '::', port: 9090 }], https: null },
      dataDir: '/srv/holdfast',
    })
  })

  it('has the defaults of a file', () => {
    const config = configFromFlags({ origin: 'http://127.0.0.1:3000' })
    expect(config.dataDir).toBe(join(process.cwd(), 'data'))
    expect(config.listen.http).toEqual([{ host: '::', port: 8080 }])
  })

  it('names the flags that are wrong', () => {
    const error = catchConfigError(() => configFromFlags({ origin: '127.0.0.1:3000', listen: 'all', dataDir: '' }))
    expect(error.problems.map(({ path }) => path).sort()).toEqual(['--data-dir', '--listen', '--origin'])
    expect(error.message).toContain(
      '--origin: expected http://host:port or https://host:port without a path, found `127.0.0.1:3000`',
    )
  })

  it('does not let visits go in circles', () => {
    const flags = { origin: 'http://localhost:8080', listen: '8080' }
    expect(() => configFromFlags(flags)).toThrow(/--origin: http:\/\/localhost:8080 is Holdfast itself/)
  })
})

describe('the data folder alone', () => {
  it('is found also while the rest of the file is wrong', () => {
    const folder = folderWith({ 'a.yaml': 'platforms: nonsense\ndataDir: here\n', 'b.yaml': 'platforms: nonsense\n' })
    expect(readDataDir(join(folder, 'a.yaml'))).toBe(join(folder, 'here'))
    expect(readDataDir(join(folder, 'b.yaml'))).toBe(join(folder, 'data'))
  })

  it('has to be a path', () => {
    const folder = folderWith({ 'a.yaml': 'platforms: []\ndataDir: [x]\n' })
    expect(() => readDataDir(join(folder, 'a.yaml'))).toThrow(/a\.yaml:2:10: dataDir: expected the path of a folder/)
  })
})

function catchConfigError(action: () => unknown): ConfigError {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigError) return error
  }
  throw new Error('expected a ConfigError')
}
