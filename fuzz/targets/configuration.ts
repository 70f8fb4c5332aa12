import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parseListenAddress } from '../../src/config/address.js'
import type { Config } from '../../src/config/config.js'
import { ConfigError } from '../../src/config/config-error.js'
import { loadConfig } from '../../src/config/load-config.js'
import { canonicalHost, canonicalOrigin } from '../../src/config/schema.js'
import { parseCidr } from '../../src/traffic/cidr-set.js'
import { fromArbitrary } from '../engine/from-arbitrary.js'
import { mustHold, type Target } from '../engine/target.js'

const SECRET = 'fuzz-secret-9b1f'

const KEYS = [
  'platforms', 'name', 'hosts', 'origin', 'activities', 'paths', 'tier', 'signedInCookie', 'listen', 'http', 'https', 'address',
  'cert', 'key', 'certificates', 'trustedProxies', 'console', 'password', 'token', 'dataDir', 'edges', 'allow', 'deny', 'limits',
  'cache', 'megabytes', 'waitingRoom', 'texts', 'connections', 'concurrency', 'min', 'max', '__proto__', 'constructor',
] // biome-ignore format: a list of words
const scalar = fc.constantFrom(
  '8080', '0', '-1', '1e9', '.inf', '.nan', '~', 'null', 'true', 'off', 'news', '"*"', 'news.example.org', '[::1]:80', "':8080'",
  'http://127.0.0.1:3000', '10.0.0.0/8', '2001:db8::/32', '/article/**', 'essential', '&a x', '*a', '*b', '!secret x', '!!binary aGk=',
  '2030-01-01', '0x10', '1_000', '|\n    text', '""', "''", '[]', '{}', '[a, b]', '{a: b}', SECRET, '? x', '---', '- -',
) // biome-ignore format: a list of words
const { lines } = fc.letrec<{ lines: string; entry: string }>((tie) => ({
  entry: fc
    .tuple(fc.constantFrom(...KEYS), fc.oneof({ depthSize: 'small' }, scalar, tie('lines')))
    .map(([key, value]) => {
      return value.includes('\n') ? `${key}:\n${indented(value)}` : `${key}: ${value}`
    }),
  lines: fc.array(tie('entry'), { minLength: 1, maxLength: 5 }).map((entries) => `${entries.join('\n')}\n`),
}))

/** A holdfast.yaml, right and wrong. */
export const configuration: Target = {
  name: 'configuration',
  about: 'holdfast.yaml: syntax, schema, and what the messages say',
  weight: 2,
  words: [
    ...KEYS.map((key) => `${key}: `),
    ': ',
    '- ',
    '\n',
    '\n  ',
    '&a ',
    '*a',
    '<<: ',
    '!!',
    '"',
    "'",
    '|',
    '>',
    '[',
    ']',
    '{',
    '}',
    '#',
    '\t',
    '%YAML 1.1\n---\n',
    `token: ${SECRET}`,
  ],
  generate: fromArbitrary(lines, 'utf8'),
  mostBytes: 110_000,
  mostMs: 2_000,
  async prepare() {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-fuzz-'))
    return async () => rmSync(folder, { recursive: true, force: true })
  },
  attempt(input) {
    const file = join(folder, 'holdfast.yaml')
    writeFileSync(file, input)
    const first = load(file)
    if (first instanceof ConfigError) checkMessage(first, Buffer.from(input).toString('utf8'))
    else checkConfig(first)
    if (input.length > 10_000) return
    const second = load(file)
    mustHold(JSON.stringify(first) === JSON.stringify(second), 'a file says the same when it is read again')
  },
}

let folder = ''

function load(file: string): Config | ConfigError {
  try {
    return loadConfig(file)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

function checkMessage({ problems, message }: ConfigError, text: string): void {
  const lineCount = text.split(/\r\n?|\n/).length
  mustHold(problems.length > 0, 'an error names a problem')
  mustHold(message.length < 60_000, () => `a message can be read: ${message.length} characters`)
  mustHold(
    !/\[object |undefined/.test(message.replaceAll(text, '')) || /\[object |undefined/.test(text),
    () => `words for people: ${message}`,
  )
  for (const problem of problems) {
    mustHold(problem.line >= 0 && problem.line <= lineCount + 1, () => `line ${problem.line} is one of ${lineCount}`)
    mustHold(problem.message.trim() !== '', 'a problem says what it is')
    mustHold(
      !hasControls(problem.message),
      () => `a message does not write to the terminal: ${JSON.stringify(problem.message)}`,
    )
  }
}

function checkConfig(config: Config): void {
  mustHold(config.platforms.length > 0, 'a configuration has a platform')
  for (const { hosts, origins } of config.platforms) {
    mustHold(origins.length > 0, 'a platform has an origin')
    for (const { url } of origins) mustHold(canonicalOrigin(url) === url, () => `${url} is canonical`)
    for (const host of hosts) mustHold(canonicalHost(host) === host, () => `${host} is canonical`)
  }
  for (const cidr of [...config.trustedProxies, ...config.allow, ...config.deny]) {
    mustHold(parseCidr(cidr).canonical === cidr, () => `${cidr} is canonical`)
  }
  for (const { port } of config.listen.http) mustHold(parseListenAddress(port) !== null, 'a port is a port')
  mustHold(Number.isInteger(config.edges) && config.edges >= 1, 'there is an edge')
  for (const [name, value] of Object.entries(config.limits)) {
    mustHold(
      typeof value === 'object' || (Number.isSafeInteger(value) && value >= 0),
      () => `${name} is a bound: ${String(value)}`,
    )
  }
  const { min, initial, max } = config.limits.concurrency
  mustHold(min <= initial && initial <= max, 'the concurrency begins within its bounds')
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}

/** Tabs and line breaks apart: what could move a terminal's cursor or colour its text. */
function hasControls(text: string): boolean {
  return [...text].some((character) => (character < ' ' && !'\t\r\n'.includes(character)) || character === '\x7f')
}
