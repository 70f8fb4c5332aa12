import { Hono } from 'hono'
import { articlePlace, placeText } from '../articles/article-place.js'
import { allArticleAddresses, newestArticles } from '../articles/articles.js'
import { photoPath } from '../assets/assets.js'
import { allowCaching } from '../http/cache-policy.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { publicOrigin } from '../http/public-origin.js'
import { wholeNumber } from '../http/whole-number.js'
import { isSection, SECTIONS } from '../sections.js'
import { atomFeed } from './atom-feed.js'
import { xmlText } from './xml-text.js'

const feedLength = 30
const apiDefault = 20
const apiMost = 100

/** What programs read: feed, sitemap, robots.txt and the API of the app. */
export function feedRoutes({ store }: Services): Hono<NewsroomEnv> {
  const app = new Hono<NewsroomEnv>()

  app.get('/feed.xml', async (c) => {
    const articles = await store.read((tx) => newestArticles(tx, { limit: feedLength }))
    allowCaching(c, 'feed')
    return c.body(atomFeed(articles, publicOrigin(c.req.raw)), 200, {
      'Content-Type': 'application/atom+xml; charset=utf-8',
    })
  })

  app.get('/sitemap.xml', async (c) => {
    const origin = xmlText(publicOrigin(c.req.raw))
    const articles = await store.read(allArticleAddresses)
    const places = ['/', ...SECTIONS.map(({ id }) => `/section/${id}`), '/donate', '/newsletter']
    const urls = [
      ...places.map((path) => `<url><loc>${origin}${path}</loc></url>`),
      ...articles.map(
        ({ slug, updated_at }) =>
          `<url><loc>${origin}/article/${xmlText(slug)}</loc><lastmod>${updated_at.toISOString()}</lastmod></url>`,
      ),
    ]
    allowCaching(c, 'feed')
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`
    return c.body(xml, 200, { 'Content-Type': 'application/xml; charset=utf-8' })
  })

  app.get('/robots.txt', (c) => {
    allowCaching(c, 'feed')
    const lines = [
      'User-agent: *',
      'Disallow: /search',
      'Disallow: /account',
      'Disallow: /donate/thanks/',
      'Disallow: /article/*/comments',
    ]
    return c.text(`${lines.join('\n')}\n\nSitemap: ${publicOrigin(c.req.raw)}/sitemap.xml\n`)
  })

  app.get('/api/articles.json', async (c) => {
    const section = c.req.query('section')
    const limitText = c.req.query('limit')
    const limit = limitText === undefined ? apiDefault : wholeNumber(limitText)
    const before = articlePlace(c.req.query('before'))
    c.header('Access-Control-Allow-Origin', '*')
    if (section !== undefined && !isSection(section)) {
      return c.json({ error: `There is no such section. There are: ${SECTIONS.map(({ id }) => id).join(', ')}.` }, 400)
    }
    if (limit === undefined || limit < 1 || limit > apiMost) {
      return c.json({ error: `limit must be a whole number from 1 to ${apiMost}.` }, 400)
    }
    if (before === 'wrong') return c.json({ error: 'before must be the value of `next` of an earlier answer.' }, 400)

    const found = await store.read((tx) =>
      newestArticles(tx, { limit: limit + 1, ...(section ? { section } : {}), ...(before ? { before } : {}) }),
    )
    const articles = found.slice(0, limit)
    const last = articles.at(-1)
    const origin = publicOrigin(c.req.raw)
    allowCaching(c, 'article')
    return c.json({
      articles: articles.map((article) => ({
        id: article.id,
        url: `${origin}/article/${article.slug}`,
        image: `${origin}${photoPath(article.slug)}`,
        section: article.section,
        title: article.title,
        standfirst: article.standfirst,
        author: article.author,
        published: article.published_at.toISOString(),
        comments: article.comment_count,
      })),
      next: last && found.length > limit ? placeText(last) : null,
    })
  })
  return app
}
