import { Hono } from 'hono'
import { showArticle } from '../articles/article-routes.js'
import { findTeaser } from '../articles/articles.js'
import { allowCaching, forbidCaching } from '../http/cache-policy.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { page } from '../http/page.js'
import { notFound, unsupportedForm } from '../http/problems.js'
import { readForm } from '../http/read-form.js'
import { extrasAt } from '../http/stress-level.js'
import { visitOf } from '../http/visit-of.js'
import { wholeNumber } from '../http/whole-number.js'
import { emptyForm } from '../views/form-field.js'
import { commentFields, reportFields } from './comment-fields.js'
import { addComment, addReport, commentsPage, findComment } from './comments.js'
import { CommentsPage } from './comments-page.js'
import { ReportedPage, ReportPage } from './report-page.js'

export function commentRoutes(services: Services): Hono<NewsroomEnv> {
  const { store, now } = services
  const app = new Hono<NewsroomEnv>()

  app.get('/article/:slug{[a-z0-9-]+}/comments', async (c) => {
    const before = wholeNumber(c.req.query('before'))
    if (before === undefined && c.req.query('before') !== undefined) return notFound(c, services)
    const content = await store.read(async (tx) => {
      const article = await findTeaser(tx, c.req.param('slug'))
      return (
        article && {
          article,
          ...(await commentsPage(tx, article.id, extrasAt(c.get('level')).commentsPerPage, before)),
        }
      )
    })
    if (!content) return notFound(c, services)
    allowCaching(c, 'comments')
    return page(c, <CommentsPage {...visitOf(c, services)} {...content} />)
  })

  app.post('/article/:slug{[a-z0-9-]+}/comments', async (c) => {
    forbidCaching(c)
    const slug = c.req.param('slug')
    const form = await readForm(c, commentFields)
    if (form.kind === 'wrong-type') return unsupportedForm(c, services)
    if (form.kind === 'invalid') return (await showArticle(c, services, slug, { form })) ?? notFound(c, services)
    const id = await store.write(async (tx) => {
      const article = await findTeaser(tx, slug)
      const sessionHash = c.get('viewer')?.sessionHash ?? null
      return article && addComment(tx, { ...form.value, articleId: article.id, sessionHash, now: now() })
    })
    if (id === undefined) return notFound(c, services)
    // The address differs from the article's own, which caches may still show without the comment.
    return c.redirect(`/article/${slug}?posted=${id}#comment-${id}`, 303)
  })

  app.get('/article/:slug{[a-z0-9-]+}/comments/:id/report', async (c) => {
    const found = await findReported(c.req.param('slug'), c.req.param('id'))
    if (!found) return notFound(c, services)
    allowCaching(c, 'form')
    return page(c, <ReportPage {...visitOf(c, services)} {...found} state={emptyForm} />)
  })

  app.post('/article/:slug{[a-z0-9-]+}/comments/:id/report', async (c) => {
    forbidCaching(c)
    const form = await readForm(c, reportFields)
    if (form.kind === 'wrong-type') return unsupportedForm(c, services)
    const found = await findReported(c.req.param('slug'), c.req.param('id'))
    if (!found) return notFound(c, services)
    if (form.kind === 'invalid') return page(c, <ReportPage {...visitOf(c, services)} {...found} state={form} />, 422)
    await store.write((tx) => addReport(tx, { ...form.value, commentId: found.comment.id, now: now() }))
    return c.redirect(`/article/${found.slug}/comments/${found.comment.id}/reported`, 303)
  })

  app.get('/article/:slug{[a-z0-9-]+}/comments/:id/reported', async (c) => {
    forbidCaching(c)
    const found = await findReported(c.req.param('slug'), c.req.param('id'))
    if (!found) return notFound(c, services)
    return page(c, <ReportedPage {...visitOf(c, services)} slug={found.slug} />)
  })

  async function findReported(slug: string, idText: string) {
    const id = wholeNumber(idText)
    if (id === undefined) return undefined
    return store.read(async (tx) => {
      const article = await findTeaser(tx, slug)
      const comment = article && (await findComment(tx, article.id, id))
      return comment && { slug, comment }
    })
  }
  return app
}
