import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { type ConsoleAuth, needsSignIn, tokenCheck } from '../access.js'
import { type ConsoleEnv, remoteAddress } from '../console-env.js'
import { isLoopbackAddress } from '../loopback.js'
import { passwordCheck } from '../password.js'
import { SESSION_MS, type Sessions } from '../sessions.js'
import { createSignInLimit } from '../sign-in-limit.js'
import { formText } from './form-text.js'
import { htmlPage } from './html-page.js'
import { Layout, type PageFrame } from './layout.js'

export const SESSION_COOKIE = 'holdfast_session'
const BODY_LIMIT_BYTES = 4 * 1024
const LONGEST_SECRET = 1024

interface SignInParts {
  auth: ConsoleAuth
  sessions: Sessions
  now: () => number
  frame: PageFrame
}

type SignInVerdict = { kind: 'right' } | { kind: 'wrong' } | { kind: 'later'; seconds: number }

/** `/signin` and `/signout`. Where nobody needs to sign in, both lead to the overview. */
export function signInPages({ auth, sessions, now, frame }: SignInParts): Hono<ConsoleEnv> {
  const pages = new Hono<ConsoleEnv>()
  const limit = createSignInLimit()
  const checkPassword = auth.password === undefined ? null : passwordCheck(auth.password)
  const isToken = tokenCheck(auth)

  pages.get('/signin', (c) => {
    if (!needsSignIn(auth)) return c.redirect('/', 303)
    return signInPage(c, 200, safePath(c.req.query('next')), null)
  })

  pages.post('/signin', bodyLimit({ maxSize: BODY_LIMIT_BYTES }), async (c) => {
    if (!needsSignIn(auth)) return c.redirect('/', 303)
    const form = await c.req.parseBody()
    const next = safePath(formText(form.next))
    const verdict = await check(formText(form.secret).slice(0, LONGEST_SECRET), remoteAddress(c))
    if (verdict.kind === 'later') {
      c.header('Retry-After', String(verdict.seconds))
      return signInPage(c, 429, next, `Too many tries. Wait ${verdict.seconds} seconds, then try again.`)
    }
    if (verdict.kind === 'wrong') return signInPage(c, 403, next, `That is not the ${secretWord().toLowerCase()}.`)
    setCookie(c, SESSION_COOKIE, sessions.open(now()), {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: isEncrypted(c),
      maxAge: SESSION_MS / 1000,
    })
    return c.redirect(next, 303)
  })

  pages.post('/signout', (c) => {
    const id = getCookie(c, SESSION_COOKIE)
    if (id !== undefined) sessions.end(id)
    deleteCookie(c, SESSION_COOKIE, { path: '/' })
    return c.redirect(needsSignIn(auth) ? '/signin' : '/', 303)
  })

  /** The limit comes first, so that guessing costs the machine nothing once it is reached. */
  async function check(secret: string, client: string): Promise<SignInVerdict> {
    const tried = limit.take(client, now())
    if (tried.kind === 'limited') return { kind: 'later', seconds: tried.retryAfterSeconds }
    if (isToken(secret)) return { kind: 'right' }
    const verdict = (await checkPassword?.(secret)) ?? 'wrong'
    return verdict === 'busy' ? { kind: 'later', seconds: 1 } : { kind: verdict }
  }

  const secretWord = () => (auth.password === undefined ? 'Access token' : 'Password')

  function signInPage(c: Context<ConsoleEnv>, status: 200 | 403 | 429, next: string, problem: string | null) {
    const word = secretWord()
    return htmlPage(
      c,
      <Layout frame={frame} title="Sign in" path="/signin" inside={false}>
        <section class="card sign-in">
          <h1>Sign in</h1>
          {problem ? (
            <p class="problem" id="problem" role="alert">
              {problem}
            </p>
          ) : null}
          <form method="post" action="/signin">
            <input type="hidden" name="next" value={next} />
            {/* Password managers file the secret under it. */}
            <input type="text" name="username" value="operator" autocomplete="username" hidden />
            <label for="secret">{word}</label>
            <input
              id="secret"
              name="secret"
              type="password"
              required
              autocomplete="current-password"
              aria-invalid={problem ? 'true' : undefined}
              aria-describedby={problem ? 'problem' : undefined}
            />
            <button type="submit">Sign in</button>
          </form>
          {isEncrypted(c) || isLoopbackAddress(remoteAddress(c)) ? null : (
            <p class="hint">
              This connection is not encrypted: others on the way can read what you type. Better reach the console
              through an SSH tunnel, or put it behind a proxy with HTTPS.
            </p>
          )}
        </section>
      </Layout>,
      status,
    )
  }

  return pages
}

/** The console itself speaks plain HTTP; a proxy in front of it says so. A lie here can only harm the liar. */
function isEncrypted(c: Context<ConsoleEnv>): boolean {
  return c.req.header('X-Forwarded-Proto') === 'https'
}

/** A path of this console, never an address elsewhere. */
function safePath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\w/.~%-]*$/.test(next) && next.length <= 200 ? next : '/'
}
