import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ProblemPage } from '../views/problem-page.js'
import { allowCaching, forbidCaching } from './cache-policy.js'
import type { NewsroomEnv, Services } from './newsroom-env.js'
import { page } from './page.js'

type Problem = (c: Context<NewsroomEnv>, services: Services) => Response

export const notFound: Problem = (c, services) => {
  allowCaching(c, 'missing')
  return problem(c, services, 404, 'There is no such page', 'It may have moved, or the address may have a slip in it.')
}

export const crossSiteForm: Problem = (c, services) =>
  refuse(
    c,
    services,
    403,
    'That form came from another site',
    'We only accept forms sent from our own pages. Please open the page here and try again.',
  )

export const unsupportedForm: Problem = (c, services) =>
  refuse(c, services, 415, 'We cannot read that form', 'Please send it from the page on this site.')

export const tooLarge: Problem = (c, services) =>
  refuse(c, services, 413, 'That is too much text', 'Please shorten what you entered and send it again.')

export const failed: Problem = (c, services) =>
  refuse(
    c,
    services,
    500,
    'Something went wrong on our side',
    'Nothing you did caused it. Please try again in a moment.',
  )

function refuse(
  c: Context<NewsroomEnv>,
  services: Services,
  status: ContentfulStatusCode,
  title: string,
  advice: string,
) {
  forbidCaching(c)
  return problem(c, services, status, title, advice)
}

function problem(
  c: Context<NewsroomEnv>,
  services: Services,
  status: ContentfulStatusCode,
  title: string,
  advice: string,
) {
  return page(
    c,
    <ProblemPage level={c.get('level') ?? 'calm'} now={services.now()} title={title} advice={advice} />,
    status,
  )
}
