import { Hono } from 'hono'
import { allowCaching, forbidCaching } from '../http/cache-policy.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { page } from '../http/page.js'
import { notFound, unsupportedForm } from '../http/problems.js'
import { readForm } from '../http/read-form.js'
import { visitOf } from '../http/visit-of.js'
import { emptyForm } from '../views/form-field.js'
import { DonatePage, ThanksPage } from './donate-page.js'
import { amountOf, pledgeFields } from './pledge-fields.js'
import { addPledge, findPledge, referencePattern } from './pledges.js'

export function donateRoutes(services: Services): Hono<NewsroomEnv> {
  const { store, now } = services
  const app = new Hono<NewsroomEnv>()

  app.get('/donate', (c) => {
    allowCaching(c, 'form')
    return page(c, <DonatePage {...visitOf(c, services)} state={emptyForm} />)
  })

  app.post('/donate', async (c) => {
    forbidCaching(c)
    const form = await readForm(c, pledgeFields)
    if (form.kind === 'wrong-type') return unsupportedForm(c, services)
    if (form.kind === 'invalid') return page(c, <DonatePage {...visitOf(c, services)} state={form} />, 422)
    const amount = amountOf(form.value)
    if ('problem' in amount) {
      const state = { entered: form.entered, errors: new Map([['other', amount.problem]]) }
      return page(c, <DonatePage {...visitOf(c, services)} state={state} />, 422)
    }
    const { name, email, message, frequency } = form.value
    const pledge = { name, email, message, frequency, amountCents: amount.cents }
    const reference = await store.write((tx) => addPledge(tx, pledge, now()))
    return c.redirect(`/donate/thanks/${reference}`, 303)
  })

  app.get('/donate/thanks/:reference', async (c) => {
    forbidCaching(c)
    const reference = c.req.param('reference')
    const pledge = referencePattern.test(reference) ? await store.read((tx) => findPledge(tx, reference)) : undefined
    if (!pledge) return notFound(c, services)
    return page(
      c,
      <ThanksPage
        {...visitOf(c, services)}
        reference={pledge.reference}
        amountCents={pledge.amount_cents}
        frequency={pledge.frequency}
      />,
    )
  })
  return app
}
