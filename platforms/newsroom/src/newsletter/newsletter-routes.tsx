import { Hono } from 'hono'
import { z } from 'zod'
import { allowCaching, forbidCaching } from '../http/cache-policy.js'
import { emailAddress } from '../http/field-text.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { page } from '../http/page.js'
import { unsupportedForm } from '../http/problems.js'
import { readForm } from '../http/read-form.js'
import { visitOf } from '../http/visit-of.js'
import { emptyForm } from '../views/form-field.js'
import { NewsletterPage, PendingPage } from './newsletter-page.js'
import { addSubscriber, editions } from './subscribers.js'

const signUpFields = z.object({
  editions: z
    .array(
      z.enum(
        editions.map((edition) => edition.id),
        { error: 'Please choose from the list.' },
      ),
    )
    .min(1, { error: 'Please choose at least one letter.' })
    .max(editions.length, { error: 'Please choose each letter once.' }),
  email: emailAddress,
})

export function newsletterRoutes(services: Services): Hono<NewsroomEnv> {
  const { store, now } = services
  const app = new Hono<NewsroomEnv>()

  app.get('/newsletter', (c) => {
    allowCaching(c, 'form')
    return page(c, <NewsletterPage {...visitOf(c, services)} state={emptyForm} />)
  })

  app.post('/newsletter', async (c) => {
    forbidCaching(c)
    const form = await readForm(c, signUpFields)
    if (form.kind === 'wrong-type') return unsupportedForm(c, services)
    if (form.kind === 'invalid') return page(c, <NewsletterPage {...visitOf(c, services)} state={form} />, 422)
    await store.write((tx) => addSubscriber(tx, form.value.email, form.value.editions, now()))
    return c.redirect('/newsletter/pending', 303)
  })

  app.get('/newsletter/pending', (c) => {
    forbidCaching(c)
    return page(c, <PendingPage {...visitOf(c, services)} />)
  })
  return app
}
