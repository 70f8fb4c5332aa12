import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axios } from 'acme-client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CERTIFICATE, KEY_OF_CERTIFICATE } from '../config/certificates.test-support.js'
import type { AcmeConfig } from '../config/config.js'
import { createLogger, limitedLogger } from '../config/logger.js'
import { AcmeDouble, problem } from './acme-double.test-support.js'
import { CertificateKeeper } from './certificate-keeper.js'
import type { ChallengeAnswer } from './order-certificate.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A keeper, an authority, and a web server in the place of the edges. Time stands still until a test moves it. */
async function start({ names = ['news.org', 'www.news.org'], at = Date.now() } = {}) {
  const time = { ms: at }
  const now = () => time.ms
  const authority = await AcmeDouble.start(now)
  onTestFinished(() => authority.stop())
  const shown = {
    answers: [] as ChallengeAnswer[],
    most: 0,
    withCertificate: false,
    by: 'everywhere' as 'everywhere' | 'partly' | 'nowhere',
  }
  authority.port = await answering(shown)
  const folder = join(mkdtempSync(join(tmpdir(), 'holdfast-acme-')), 'acme')
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }))
  const file = join(folder, 'news.1.pem')
  const settings: AcmeConfig = {
    directory: authority.directory,
    email: 'me@news.org',
    folder,
    certificates: [{ platform: 'news', names, file }],
  }
  const lines: string[] = []
  const log = limitedLogger(createLogger({ level: 'info' }, { write: (line) => void lines.push(line) }), now)
  const board = {
    showChallenges: (answers: ChallengeAnswer[]) => {
      shown.answers = answers
      shown.withCertificate = existsSync(file)
      shown.most = Math.max(shown.most, answers.length)
    },
    challengesShown: () => shown.by,
  }
  const patience = { pollMs: 5, polls: 400 }
  const begin = (more: Partial<AcmeConfig> = {}) =>
    new CertificateKeeper({ settings: { ...settings, ...more }, board, now, log, random: () => 0, patience })
  return {
    authority,
    settings,
    shown,
    lines,
    file,
    begin,
    keeper: begin(),
    held: () => new X509Certificate(readFileSync(file)),
    advance: (ms: number) => {
      time.ms += ms
    },
  }
}

function answering(shown: { answers: ChallengeAnswer[] }): Promise<number> {
  const server = createServer((req, res) => {
    const token = req.url?.replace('/.well-known/acme-challenge/', '')
    res.end(shown.answers.find((one) => one.token === token)?.answer ?? 'something else')
  })
  onTestFinished(() => void server.close())
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

describe('a certificate that is missing', () => {
  it('is fetched: proved name by name, with a new key, readable for nobody else, and told to nobody', async () => {
    const { authority, keeper, shown, held, file, lines, settings } = await start()
    expect(keeper.warnings()).toEqual([
      'The certificate for news.org, www.news.org is being fetched. Until then HTTPS does not work for these names.',
    ])
    await keeper.look()
    expect(authority.orders).toEqual([['news.org', 'www.news.org']])
    expect(authority.proved).toHaveLength(2)
    expect(authority.contacts).toContainEqual(['mailto:me@news.org'])
    expect(shown).toMatchObject({ answers: [], most: 2, withCertificate: true })

    expect(held().subjectAltName).toBe('DNS:news.org, DNS:www.news.org')
    expect(held().publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
    expect(keeper.warnings()).toEqual([])
    for (const name of ['news.1.pem', 'account.pem', 'attempts.json']) {
      expect(statSync(join(settings.folder, name)).mode & 0o777).toBe(0o600)
    }
    expect(statSync(settings.folder).mode & 0o777).toBe(0o700)
    expect(lines).toEqual([expect.stringContaining('"event":"certificate-fetched"')])
    const secrets = [file, join(settings.folder, 'account.pem')].flatMap((one) =>
      readFileSync(one, 'utf8')
        .split('\n')
        .filter((line) => line.length > 40 && !line.includes('-----')),
    )
    for (const secret of secrets) expect(lines.join()).not.toContain(secret)
  })

  it('is fetched once, whatever is begun anew', async () => {
    const { authority, keeper, begin, held, advance } = await start()
    await Promise.all([keeper.look(), keeper.look()])
    const first = held().fingerprint256
    advance(30 * DAY_MS)
    await begin().look()
    await keeper.look()
    expect(authority.orders).toHaveLength(1)
    expect(held().fingerprint256).toBe(first)
  })

  it('is fetched although nonces become old (RFC 8555, 6.5)', async () => {
    const { authority, keeper, held } = await start()
    authority.badNonces = 4
    await keeper.look()
    expect(held().subjectAltName).toContain('news.org')
  })

  it.each(['', 'half a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is one that is damaged: %j',
    async (content) => {
      const { keeper, settings, file, held } = await start()
      mkdirSync(settings.folder, { recursive: true })
      writeFileSync(file, content)
      await keeper.look()
      expect(held().subjectAltName).toContain('news.org')
    },
  )

  it('is one that is not for a name that was added', async () => {
    const { authority, keeper, settings, file, held } = await start()
    await keeper.look()
    keeper.configure({
      ...settings,
      certificates: [{ platform: 'news', names: ['news.org', 'new.org'], file }],
    })
    expect(keeper.warnings()).toEqual([expect.stringMatching(/ends on .*\. It is not for new\.org\.$/)])
    await keeper.look()
    expect(held().subjectAltName).toBe('DNS:news.org, DNS:new.org')
    expect(authority.accounts).toBe(1)
  })

  it('has a hundred names at most, each of which is proved', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `h${i}.news.org`)
    const { keeper, shown, held } = await start({ names })
    await keeper.look()
    expect(shown.most).toBe(100)
    expect(held().subjectAltName?.split(', ')).toHaveLength(100)
  })
})

describe('a renewal', () => {
  it('comes with a third of the lifetime left, and not before', async () => {
    const { authority, keeper, held, advance } = await start()
    await keeper.look()
    const first = held().fingerprint256
    advance(55 * DAY_MS)
    await keeper.look()
    expect(held().fingerprint256).toBe(first)
    advance(6 * DAY_MS)
    await keeper.look()
    expect(held().fingerprint256).not.toBe(first)
    expect(authority.orders).toHaveLength(2)
    expect(authority.accounts).toBe(1)
    expect(keeper.warnings()).toEqual([])
  })

  it('that fails leaves the certificate before where it is, and is told until it succeeds', async () => {
    const { authority, keeper, held, advance } = await start()
    await keeper.look()
    const first = held().fingerprint256
    advance(61 * DAY_MS)
    authority.withoutDns.add('news.org').add('www.news.org')
    await keeper.look()
    expect(held().fingerprint256).toBe(first)
    expect(keeper.warnings()).toEqual([
      expect.stringMatching(
        /^The certificate for news\.org, www\.news\.org could not be fetched: The certificate authority does not find news\.org in the DNS\. Let .* It said: "DNS problem: NXDOMAIN .*" \(dns\)\. It is tried again at .*, and at once after `holdfast reload`\. The one that is shown until then ends on \d{4}-\d\d-\d\d\.$/,
      ),
    ])
    authority.withoutDns.clear()
    advance(6 * MINUTE_MS)
    await keeper.look()
    expect(held().fingerprint256).not.toBe(first)
    expect(keeper.warnings()).toEqual([])
  })

  it('is tried ever more rarely while it fails, also by a process that is begun anew, and at once after a reload', async () => {
    const { authority, begin, keeper, settings, advance } = await start()
    authority.withoutDns.add('news.org').add('www.news.org')
    const orders: number[] = []
    for (let minute = 0; minute < 180; minute++) {
      await begin().look()
      if (authority.orders.length > orders.length) orders.push(minute)
      advance(MINUTE_MS)
    }
    expect(orders).toEqual([0, 5, 15, 35, 75, 155])
    keeper.configure(settings)
    await keeper.look()
    expect(authority.orders).toHaveLength(orders.length + 1)
  })

  it('that was broken off by the end of the process is not begun anew at once', async () => {
    const { authority, keeper, begin, shown, advance } = await start()
    shown.by = 'nowhere'
    const never = keeper.look()
    while (shown.answers.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const next = begin()
    await next.look()
    expect(authority.orders).toHaveLength(1)
    expect(next.warnings()).toEqual([expect.stringContaining('It was broken off in the middle.')])
    shown.by = 'everywhere'
    await never
    advance(6 * MINUTE_MS)
    await begin().look()
    expect(authority.orders).toHaveLength(1)
  })
})

describe('what goes wrong', () => {
  const failed = async (arrange: (one: Awaited<ReturnType<typeof start>>) => void) => {
    const one = await start()
    arrange(one)
    await one.keeper.look()
    const [warning = ''] = one.keeper.warnings()
    expect(one.lines).toEqual([expect.stringContaining('"event":"certificate-not-fetched"')])
    expect(() => one.held()).toThrow()
    return { ...one, warning }
  }

  it('no connection to port 80', async () => {
    const { warning } = await failed(({ authority }) => {
      authority.port = 1
    })
    expect(warning).toContain('does not reach news.org on port 80. Let firewalls pass it to listen.http')
    expect(warning).toContain('does not reach www.news.org on port 80')
  })

  it('another server behind port 80', async () => {
    const { warning } = await failed(({ shown }) => {
      Object.defineProperty(shown, 'answers', { get: () => [], set: () => {} })
    })
    expect(warning).toMatch(
      /Something other than this Holdfast answers at http:\/\/news\.org\/\.well-known\/acme-challenge\//,
    )
  })

  it('no edge that could answer', async () => {
    const { warning, authority } = await failed(({ shown }) => {
      shown.by = 'nowhere'
    })
    expect(warning).toContain('No edge is there to answer')
    expect(authority.requests.filter((one) => one.includes('/challenge/'))).toEqual([])
  })

  it('too many requests: waits as long as the authority asks, over restarts and reloads', async () => {
    const { warning, authority, settings, begin, advance } = await failed(({ authority }) => {
      authority.instead = (path) =>
        path === '/order' ? problem(429, 'rateLimited', 'too many certificates', { 'Retry-After': '86400' }) : null
    })
    expect(warning).toMatch(
      /wants none for a while\. It said: "too many certificates" \(rateLimited\)\. It asked not to be asked again before/,
    )
    authority.instead = () => null
    const again = begin()
    again.configure(settings)
    advance(DAY_MS - MINUTE_MS)
    await again.look()
    expect(authority.orders).toEqual([])
    advance(2 * MINUTE_MS)
    await again.look()
    expect(authority.orders).toHaveLength(1)
  })

  it('an authority whose own certificate is not believed', async () => {
    const server = createTlsServer({ cert: CERTIFICATE, key: KEY_OF_CERTIFICATE })
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { warning } = await failed(({ keeper, settings }) => {
      const { port } = server.address() as AddressInfo
      keeper.configure({ ...settings, directory: `https://127.0.0.1:${port}/directory` })
    })
    expect(warning).toMatch(/\(DEPTH_ZERO_SELF_SIGNED_CERT: .*start Holdfast with NODE_EXTRA_CA_CERTS=root\.pem/)
  })

  it('an authority that sends its answer a byte at a time', async () => {
    const before = axios.defaults.timeout
    onTestFinished(() => {
      axios.defaults.timeout = before ?? 0
    })
    const server = createServer((_req, res) => {
      const drip = setInterval(() => res.write(' '), 20)
      res.once('close', () => clearInterval(drip))
    })
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { warning } = await failed(({ keeper, settings }) => {
      axios.defaults.timeout = 200
      const { port } = server.address() as AddressInfo
      keeper.configure({ ...settings, directory: `http://127.0.0.1:${port}/directory` })
    })
    expect(warning).toMatch(/at 127\.0\.0\.1:\d+ did not answer in time\./)
  })

  it('an authority that is down', async () => {
    const { warning } = await failed(({ authority }) => void authority.stop())
    expect(warning).toMatch(
      /cannot be reached at 127\.0\.0\.1:\d+ \(ECONNREFUSED: .*\)\. Look whether this machine may connect/,
    )
  })

  it.each([
    ['a name it has no certificates for', 'rejectedIdentifier', 'gives nobody a certificate for www.news.org'],
    ['a CAA record', 'caa', 'The DNS of www.news.org allows only other certificate authorities'],
  ])('%s, in a problem of parts', async (_, type, says) => {
    const part = {
      type: `urn:ietf:params:acme:error:${type}`,
      detail: 'no',
      identifier: { type: 'dns', value: 'www.news.org' },
    }
    const { warning } = await failed(({ authority }) => {
      authority.instead = (path) =>
        path === '/order'
          ? { status: 400, body: { type: 'urn:ietf:params:acme:error:malformed', subproblems: [part] } }
          : null
    })
    expect(warning).toContain(says)
  })

  it.each<[string, string, { status: number; body?: unknown }, RegExp]>([
    [
      'a page in the place of the directory',
      '/directory',
      { status: 200, body: '<html>' },
      /answers is not understood/,
    ],
    [
      'a directory without what is needed',
      '/directory',
      { status: 200, body: {} },
      /is not understood \(.*newAccount.*\)/,
    ],
    ['nothing but a status', '/directory', { status: 503 }, /answered 503 and did not say why/],
    ['no order', '/order', { status: 201, body: {} }, /is not understood/],
    ['an order without names', '/order', { status: 201, body: { authorizations: [] } }, /is not understood/],
    ['an authorization of nothing', '/authz/0', { status: 200, body: {} }, /is not understood/],
    ['a list', '/authz/0', { status: 200, body: [] }, /is not understood/],
    [
      'a token that is a path',
      '/authz/0',
      {
        status: 200,
        body: {
          identifier: { value: 'news.org' },
          status: 'pending',
          challenges: [{ type: 'http-01', token: '../../etc/passwd' }],
        },
      },
      /a token with characters that none may have/,
    ],
    [
      'only other ways of proving',
      '/authz/0',
      { status: 200, body: { identifier: { value: 'news.org' }, status: 'pending', challenges: [{ type: 'dns-01' }] } },
      /does not let news\.org be proved over HTTP/,
    ],
    [
      'its own trouble',
      '/finalize/0',
      { status: 500, body: { type: 'urn:ietf:params:acme:error:serverInternal' } },
      /has trouble of its own/,
    ],
    [
      'a problem with control characters',
      '/order',
      problem(403, 'unauthorized', 'a\u001b[31mb\nc'),
      /It said: "a \[31mb c" \(unauthorized\)/,
    ],
  ])('%s', async (_, at, answer, says) => {
    const { warning, shown } = await failed(({ authority }) => {
      authority.instead = (path) => (path === at ? answer : null)
    })
    expect(warning).toMatch(says)
    expect(shown.answers).toEqual([])
  })

  it('more than a certificate can be', async () => {
    const { warning } = await failed(({ authority }) => {
      authority.tamper = (chain) => chain + 'x'.repeat(2_000_000)
    })
    expect(warning).toContain('maxContentLength')
  })

  it.each<[string, (chain: string) => string]>([
    ['no certificate', () => 'hello'],
    ['half of one', (chain) => chain.slice(0, 200)],
    ['the certificate of another, the intermediate one', (chain) => chain.slice(chain.indexOf('-----BEGIN', 10))],
  ])('%s in the end', async (_, tamper) => {
    const { warning } = await failed(({ authority }) => {
      authority.tamper = tamper
    })
    expect(warning).toContain('is not understood')
  })

  it('a clock that is wrong does not order certificates without end', async () => {
    const { authority, keeper, advance } = await start()
    const real = authority.now()
    authority.now = () => real - 300 * DAY_MS
    await keeper.look()
    await keeper.look()
    advance(MINUTE_MS)
    await keeper.look()
    expect(authority.orders).toHaveLength(1)
    expect(keeper.warnings()).toEqual([expect.stringContaining('Look whether the clock of this machine is right.')])
  })

  it('a data folder that cannot be written: nothing is ordered that could not be kept', async () => {
    const { authority, keeper, settings } = await start()
    writeFileSync(settings.folder, 'a file in the place of the folder')
    await keeper.look()
    await keeper.look()
    expect(authority.requests).toEqual([])
    expect(keeper.warnings()).toEqual([expect.stringContaining(`cannot be kept in ${settings.folder}`)])
  })

  it('an account key that is damaged', async () => {
    const { warning } = await failed(({ settings }) => {
      mkdirSync(settings.folder)
      writeFileSync(join(settings.folder, 'account.pem'), 'hello')
    })
    expect(warning).toContain('account.pem is no private key. Put the right one back, or remove it')
  })
})

it('one platform whose names fail does not keep others from theirs', async () => {
  const { authority, begin, settings } = await start()
  authority.withoutDns.add('news.org')
  const shop = { platform: 'shop', names: ['shop.org'], file: join(settings.folder, 'shop.1.pem') }
  const keeper = begin({ certificates: [...settings.certificates, shop] })
  await keeper.look()
  expect(new X509Certificate(readFileSync(shop.file)).subjectAltName).toBe('DNS:shop.org')
  expect(keeper.warnings()).toHaveLength(1)
})

describe('one name of several that leads elsewhere', () => {
  it('does not cost the others their certificate, and is tried again until it leads here', async () => {
    const { authority, keeper, held, advance } = await start({ names: ['news.org', 'www.news.org', 'old.news.org'] })
    authority.remembers = true
    authority.withoutDns.add('old.news.org')
    await keeper.look()
    expect(held().subjectAltName).toBe('DNS:news.org, DNS:www.news.org')
    expect(authority.proved).toHaveLength(2)
    expect(keeper.warnings()).toEqual([
      expect.stringMatching(/does not find old\.news\.org in the DNS.* ends on .*\. It is not for old\.news\.org\.$/),
    ])

    // The others have one now: no more certificates are spent on them while this goes on.
    const first = held().fingerprint256
    advance(6 * MINUTE_MS)
    await keeper.look()
    expect(held().fingerprint256).toBe(first)
    expect(authority.orders.map((names) => names.length)).toEqual([3, 2, 3])

    authority.withoutDns.clear()
    advance(11 * MINUTE_MS)
    await keeper.look()
    expect(held().subjectAltName).toBe('DNS:news.org, DNS:www.news.org, DNS:old.news.org')
    expect(keeper.warnings()).toEqual([])
  })

  it('does not keep the others from their renewal', async () => {
    const { authority, keeper, held, advance } = await start()
    await keeper.look()
    const first = held().fingerprint256
    authority.withoutDns.add('www.news.org')
    advance(61 * DAY_MS)
    await keeper.look()
    expect(held().fingerprint256).not.toBe(first)
    expect(held().subjectAltName).toBe('DNS:news.org')
  })
})
