import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { commentsBySession } from '../comments/comments.js'
import { allowCaching, forbidCaching } from '../http/cache-policy.js'
import { lineOfText } from '../http/field-text.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { page } from '../http/page.js'
import { unsupportedForm } from '../http/problems.js'
import { publicOrigin } from '../http/public-origin.js'
import { readForm } from '../http/read-form.js'
import { visitOf } from '../http/visit-of.js'
import { emptyForm } from '../views/form-field.js'
import { AccountPage, SignInPage } from './account-pages.js'
import { sessionCookie } from './session-cookie.js'
import { endSession, sessionSeconds, startSession } from './sessions.js'

const signInFields = z.object({ name: lineOfText('your name', { min: 1, max: 60 }) })
const commentsShown = 10

export function accountRoutes(services: Services): Hono<NewsroomEnv> {
  const { store, now } = services
  const app = new Hono<NewsroomEnv>()

  app.get('/signin', (c) => {
    if (c.get('viewer')) {
      forbidCaching(c)
      return c.redirect('/account', 303)
    }
    allowCaching(c, 'form')
    return page(c, <SignInPage {...visitOf(c, services)} state={emptyForm} />)
  })

  app.post('/signin', async (c) => {
    forbidCaching(c)
    const form = await readForm(c, signInFields)
    if (form.kind === 'wrong-type') return unsupportedForm(c, services)
    if (form.kind === 'invalid') return page(c, <SignInPage {...visitOf(c, services)} state={form} />, 422)
    const token = await store.write((tx) => startSession(tx, form.value.name, now()))
    c.header('Set-Cookie', sessionCookie(token, sessionSeconds, isSecure(c)))
    return c.redirect('/account', 303)
  })

  app.post('/signout', async (c) => {
    forbidCaching(c)
    const viewer = c.get('viewer')
    if (viewer) await store.write((tx) => endSession(tx, viewer))
    c.header('Set-Cookie', sessionCookie('', 0, isSecure(c)))
    return c.redirect('/', 303)
  })

  app.get('/account', async (c) => {
    forbidCaching(c)
    const viewer = c.get('viewer')
    if (!viewer) return c.redirect('/signin', 303)
    const comments = await store.read((tx) => commentsBySession(tx, viewer.sessionHash, commentsShown))
    return page(c, <AccountPage {...visitOf(c, services)} viewer={viewer} comments={comments} />)
  })
  return app
}

function isSecure(c: Context): boolean {
  return publicOrigin(c.req.raw).startsWith('https:')
}
