import { type Context, Hono } from 'hono'
import { commentsPage, findComment } from '../comments/comments.js'
import type { Tx } from '../database/store.js'
import { allowCaching, forbidCaching } from '../http/cache-policy.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { page } from '../http/page.js'
import { notFound } from '../http/problems.js'
import { publicOrigin } from '../http/public-origin.js'
import { extrasAt } from '../http/stress-level.js'
import { visitOf } from '../http/visit-of.js'
import { wholeNumber } from '../http/whole-number.js'
import { SECTIONS } from '../sections.js'
import { emptyForm, type FormState } from '../views/form-field.js'
import { ArticlePage } from './article-page.js'
import { articlePlace, placeText } from './article-place.js'
import { findArticle, frontPicks, mostDiscussed, newestArticles, newestOfEachSection } from './articles.js'
import { belowLeadShown, FrontPage } from './front-page.js'
import { SectionPage } from './section-page.js'

const latestShown = 11
const perSectionOnFront = 4
const perSectionPage = 19
const discussedShown = 5
const relatedShown = 3
const discussedForMs = 30 * 24 * 3_600_000

export function articleRoutes(services: Services): Hono<NewsroomEnv> {
  const { store, now } = services
  const app = new Hono<NewsroomEnv>()

  app.get('/', async (c) => {
    const extras = extrasAt(c.get('level'))
    const content = await store.read(async (tx) => {
      const picks = await frontPicks(tx)
      const except = picks.map((article) => article.id)
      const latest = await newestArticles(tx, { limit: latestShown, except })
      const belowLead = latest.slice(0, belowLeadShown).map((article) => article.id)
      const bySection = await newestOfEachSection(tx, perSectionOnFront, [...except, ...belowLead])
      const discussed = extras.mostDiscussed ? await mostDiscussed(tx, discussedSince(now()), discussedShown) : []
      return { picks, latest, bySection, discussed }
    })
    allowCaching(c, 'front')
    return page(c, <FrontPage {...visitOf(c, services)} {...content} canonical={`${publicOrigin(c.req.raw)}/`} />)
  })

  app.get('/section/:name', async (c) => {
    const section = SECTIONS.find(({ id }) => id === c.req.param('name'))
    const before = articlePlace(c.req.query('before'))
    if (!section || before === 'wrong') return notFound(c, services)
    const articles = await store.read((tx) =>
      newestArticles(tx, { section: section.id, limit: perSectionPage + 1, ...(before ? { before } : {}) }),
    )
    const shown = articles.slice(0, perSectionPage)
    const last = shown.at(-1)
    const older =
      last && articles.length > shown.length ? `/section/${section.id}?before=${placeText(last)}` : undefined
    const canonical = `${publicOrigin(c.req.raw)}/section/${section.id}`
    allowCaching(c, 'article')
    return page(
      c,
      <SectionPage {...visitOf(c, services)} section={section} articles={shown} older={older} canonical={canonical} />,
    )
  })

  app.get('/article/:slug{[a-z0-9-]+}', async (c) => {
    const posted = wholeNumber(c.req.query('posted'))
    return (await showArticle(c, services, c.req.param('slug'), { posted })) ?? notFound(c, services)
  })
  return app
}

/**
 * The page of an article.
 * @param options.posted the comment its writer comes back from: when it exists, the page is theirs and not cached
 * @param options.form a comment form that was refused, to be shown again with status 422
 * @returns null when there is no such article
 */
export async function showArticle(
  c: Context<NewsroomEnv>,
  services: Services,
  slug: string,
  options: { posted?: number | undefined; form?: FormState },
): Promise<Response | null> {
  const extras = extrasAt(c.get('level'))
  const content = await services.store.read(async (tx) => {
    const article = await findArticle(tx, slug)
    if (!article) return null
    const { comments, more } = await commentsPage(tx, article.id, extras.commentsPerPage)
    const isNew = options.posted !== undefined && (await findComment(tx, article.id, options.posted)) !== undefined
    return { article, comments, moreComments: more, isNew, ...(await beside(tx, article, extras, services.now())) }
  })
  if (!content) return null
  if (content.isNew || options.form) forbidCaching(c)
  else allowCaching(c, 'article')
  return page(
    c,
    <ArticlePage
      {...visitOf(c, services)}
      {...content}
      form={options.form ?? emptyForm}
      origin={publicOrigin(c.req.raw)}
    />,
    options.form ? 422 : 200,
  )
}

async function beside(
  tx: Tx,
  article: { id: number; section: string },
  extras: { related: boolean; mostDiscussed: boolean },
  now: number,
) {
  const related = extras.related
    ? await newestArticles(tx, { section: article.section, limit: relatedShown, except: [article.id] })
    : []
  const discussed = extras.mostDiscussed ? await mostDiscussed(tx, discussedSince(now), discussedShown) : []
  return { related, discussed }
}

function discussedSince(now: number): Date {
  return new Date(now - discussedForMs)
}
