import pino from 'pino'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ConsoleAuth } from './access.js'
import { createConsole } from './create-console.js'
import { hashPassword } from './password.js'
import { sampleView } from './sample-view.test-support.js'
import { SESSION_MS } from './sessions.js'

const LOCAL_TOKEN = 'local-token-of-this-run'
const CONFIGURED_TOKEN = 'token-from-the-configuration'
const PASSWORD = 'correct horse battery'
const ENTRY = JSON.stringify({ list: 'deny', cidr: '192.0.2.1' })

let passwordHash: string
beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD)
})

/** A console with a clock that the test moves and a client address that the test chooses. */
function consoleWith(auth: Partial<ConsoleAuth>) {
  const clock = { ms: 1_000_000 }
  const { app } = createConsole({
    view: sampleView(),
    auth: { localToken: LOCAL_TOKEN, ...auth },
    log: pino({ enabled: false }),
    now: () => clock.ms,
  })
  const ask = (path: string, init: RequestInit = {}, remoteAddress = '192.0.2.50') =>
    app.request(path, init, { incoming: { socket: { remoteAddress } } })
  const signIn = (secret: string, remoteAddress?: string, headers: Record<string, string> = {}) =>
    ask(
      '/signin',
      {
        method: 'POST',
        headers: { Host: 'console.example', 'Sec-Fetch-Site': 'same-origin', ...headers },
        body: new URLSearchParams({ secret, next: '/lists' }),
      },
      remoteAddress,
    )
  return { clock, ask, signIn }
}

function sessionCookie(answer: Response): string {
  return /holdfast_session=[^;]+/.exec(answer.headers.get('Set-Cookie') ?? '')?.[0] ?? ''
}

describe('a console on loopback without a password', () => {
  const { ask } = consoleWith({})

  it.each(['localhost:7070', '127.0.0.1:7070', '[::1]:7070', 'holdfast.localhost', '127.8.9.1'])(
    'answers to the host %s',
    async (host) => {
      expect((await ask('/', { headers: { Host: host } })).status).toBe(200)
      expect((await ask('/api/status', { headers: { Host: host } })).status).toBe(200)
    },
  )

  it.each(['rebound.example:7070', '192.0.2.1:7070', 'localhost.example', '127.0.0.1.example', ''])(
    'tells nothing to the host %j, which another page may have pointed here',
    async (host) => {
      for (const path of ['/', '/api/status', '/metrics', '/lists', '/assets/x.css']) {
        const answer = await ask(path, { headers: { Host: host } })
        expect(answer.status).toBe(403)
        expect(await answer.text()).not.toContain('newsroom')
      }
    },
  )

  it.each([
    ['of its own page', { 'Sec-Fetch-Site': 'same-origin' }, 201],
    ['of its own page in an old browser', { Origin: 'http://localhost:7070' }, 201],
    ['of the command line with the token of this run', { Authorization: `Bearer ${LOCAL_TOKEN}` }, 201],
    ['of a page elsewhere', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost:7070' }, 403],
    ['of another port of this machine', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['of a page elsewhere in an old browser', { Origin: 'https://elsewhere.example' }, 403],
    ['of a sandboxed page', { Origin: 'null' }, 403],
    ['of nobody known', {}, 403],
    ['with a wrong token', { Authorization: 'Bearer wrong', 'Sec-Fetch-Site': 'same-origin' }, 401],
    ['with another scheme', { Authorization: 'Basic b3A6b3A=', 'Sec-Fetch-Site': 'same-origin' }, 401],
  ])('takes a change %s: %o → %i', async (_, headers, status) => {
    const init = { method: 'POST', headers: { Host: 'localhost:7070', ...headers }, body: ENTRY }
    expect((await ask('/api/lists', init)).status).toBe(status)
  })

  it('does not let pages elsewhere read the API, but may be linked to', async () => {
    const headers = { Host: 'localhost', 'Sec-Fetch-Site': 'cross-site' }
    expect((await ask('/api/status', { headers })).status).toBe(403)
    expect((await ask('/', { headers })).status).toBe(200)
  })

  it('has no sign-in', async () => {
    const answer = await ask('/signin', { headers: { Host: 'localhost' } })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toBe('/')
  })
})

describe('a console with a password', () => {
  it('sends people to the sign-in page and programs away', async () => {
    const { ask } = consoleWith({ password: passwordHash })
    const page = await ask('/lists', { headers: { Host: 'console.example' } })
    expect(page.status).toBe(303)
    expect(page.headers.get('Location')).toBe('/signin?next=%2Flists')
    for (const path of ['/api/status', '/api/history', '/api/live', '/api/lists', '/metrics']) {
      const answer = await ask(path)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('WWW-Authenticate')).toContain('Bearer')
    }
    const change = { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' }, body: ENTRY }
    expect((await ask('/api/lists', change)).status).toBe(401)
  })

  it('opens a session with the right password, for 12 hours', async () => {
    const { ask, signIn, clock } = consoleWith({ password: passwordHash })
    const answer = await signIn(PASSWORD)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toBe('/lists')
    const setCookie = answer.headers.get('Set-Cookie') ?? ''
    expect(setCookie).toMatch(/HttpOnly/)
    expect(setCookie).toMatch(/SameSite=Strict/)
    expect(setCookie).toMatch(/Max-Age=43200/)
    expect(setCookie).not.toMatch(/Secure/)
    const headers = { Host: 'console.example', Cookie: sessionCookie(answer) }
    clock.ms += SESSION_MS - 1
    expect((await ask('/api/status', { headers })).status).toBe(200)
    clock.ms += 1
    expect((await ask('/api/status', { headers })).status).toBe(401)
  })

  it('still wants changes to come from its own pages', async () => {
    const { ask, signIn } = consoleWith({ password: passwordHash })
    const Cookie = sessionCookie(await signIn(PASSWORD))
    const post = (headers: Record<string, string>) =>
      ask('/api/lists', { method: 'POST', headers: { Host: 'console.example', Cookie, ...headers }, body: ENTRY })
    expect((await post({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await post({})).status).toBe(403)
    expect((await post({ Origin: 'https://console.example' })).status).toBe(201)
  })

  it('forgets a session at sign-out', async () => {
    const { ask, signIn } = consoleWith({ password: passwordHash })
    const Cookie = sessionCookie(await signIn(PASSWORD))
    const headers = { Host: 'console.example', Cookie, 'Sec-Fetch-Site': 'same-origin' }
    expect((await ask('/signout', { method: 'POST', headers })).headers.get('Location')).toBe('/signin')
    expect((await ask('/api/status', { headers })).status).toBe(401)
  })

  it('refuses a wrong password and a sign-in from a page elsewhere', async () => {
    const { signIn } = consoleWith({ password: passwordHash })
    const wrong = await signIn('incorrect horse')
    expect(wrong.status).toBe(403)
    expect(await wrong.text()).toContain('That is not the password.')
    expect(wrong.headers.get('Set-Cookie')).toBeNull()
    expect((await signIn(PASSWORD, undefined, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  })

  it('marks the cookie Secure behind HTTPS', async () => {
    const { signIn } = consoleWith({ password: passwordHash })
    const answer = await signIn(PASSWORD, undefined, { 'X-Forwarded-Proto': 'https' })
    expect(answer.headers.get('Set-Cookie')).toMatch(/Secure/)
  })

  it('never redirects to another site after signing in', async () => {
    const { ask } = consoleWith({ token: CONFIGURED_TOKEN })
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '']) {
      const answer = await ask(
        '/signin',
        {
          method: 'POST',
          headers: { Host: 'h', 'Sec-Fetch-Site': 'same-origin' },
          body: new URLSearchParams({ secret: CONFIGURED_TOKEN, next }),
        },
        `192.0.2.${next.length}`,
      )
      expect(answer.headers.get('Location')).toBe('/')
    }
  })
})

describe('a console with a token', () => {
  it.each([CONFIGURED_TOKEN, LOCAL_TOKEN])('takes %s from any host, for reading and for changes', async (token) => {
    const { ask } = consoleWith({ token: CONFIGURED_TOKEN })
    const headers = { Host: 'console.example', Authorization: `Bearer ${token}` }
    expect((await ask('/metrics', { headers })).status).toBe(200)
    expect((await ask('/api/lists', { method: 'POST', headers, body: ENTRY })).status).toBe(201)
  })

  it('lets people sign in with it', async () => {
    const { ask, signIn } = consoleWith({ token: CONFIGURED_TOKEN })
    expect(await (await ask('/signin')).text()).toContain('Access token')
    expect((await signIn(CONFIGURED_TOKEN)).status).toBe(303)
    expect((await signIn('not the token, but as long')).status).toBe(403)
  })

  it('stops guessing after five tries a minute, even with the right one then, and says how long to wait', async () => {
    const { signIn, clock } = consoleWith({ token: CONFIGURED_TOKEN })
    for (let i = 0; i < 5; i++) expect((await signIn(`guess number ${i}`)).status).toBe(403)
    clock.ms += 20_000
    const limited = await signIn(CONFIGURED_TOKEN)
    expect(limited.status).toBe(429)
    expect(limited.headers.get('Retry-After')).toBe('40')
    expect(await limited.text()).toContain('Wait 40 seconds')
    expect((await signIn(CONFIGURED_TOKEN, '192.0.2.51')).status).toBe(303)
    clock.ms += 40_000
    expect((await signIn(CONFIGURED_TOKEN)).status).toBe(303)
  })

  it('is not made with a token that can be guessed, or with a password that is no hash', () => {
    expect(() => consoleWith({ token: 'short' })).toThrow(/console.token needs at least 16 characters/)
    expect(() => consoleWith({ password: 'plain text' })).toThrow(/as printed by `holdfast password`/)
  })
})

describe('every answer', () => {
  it.each(['/', '/lists', '/nowhere', '/api/status', '/api/nowhere', '/signin'])(
    'of %s carries the security headers',
    async (path) => {
      const { ask } = consoleWith({})
      const { headers } = await ask(path, { headers: { Host: 'localhost' } })
      expect(headers.get('Content-Security-Policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(headers.get('Content-Security-Policy')).not.toMatch(/unsafe|\*/)
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe('same-origin')
      expect(headers.get('Cache-Control')).toBe('no-store')
    },
  )

  it('warns where a password would travel in the clear, and only there', async () => {
    const { ask } = consoleWith({ token: CONFIGURED_TOKEN })
    const page = async (address: string, headers: Record<string, string> = {}) =>
      (await ask('/signin', { headers: { Host: 'h', ...headers } }, address)).text()
    expect(await page('192.0.2.50')).toContain('not encrypted')
    expect(await page('127.0.0.1')).not.toContain('not encrypted')
    expect(await page('192.0.2.50', { 'X-Forwarded-Proto': 'https' })).not.toContain('not encrypted')
  })
})
