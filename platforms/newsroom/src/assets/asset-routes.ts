import { Hono } from 'hono'
import { findTeaser } from '../articles/articles.js'
import { allowCaching } from '../http/cache-policy.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { notFound } from '../http/problems.js'
import { drawPhoto } from './art/draw-photo.js'
import { assetPath, assetVersion, files } from './assets.js'

/**
 * Style sheet, icon and pictures. An address with another version than the present one still answers, but only for a
 * minute: a page that a cache kept from before an update keeps its looks.
 */
export function assetRoutes(services: Services): Hono<NewsroomEnv> {
  const app = new Hono<NewsroomEnv>()

  app.get('/favicon.ico', (c) => {
    allowCaching(c, 'loose')
    return c.redirect(assetPath('icon.svg'), 302)
  })

  app.get('/assets/:version/photo/:file{[a-z0-9-]+\\.svg}', async (c) => {
    const slug = c.req.param('file').slice(0, -'.svg'.length)
    const article = await services.store.read((tx) => findTeaser(tx, slug))
    if (!article) return notFound(c, services)
    allowCaching(c, c.req.param('version') === assetVersion ? 'immutable' : 'loose')
    return c.body(drawPhoto(article.scene, slug), 200, { 'Content-Type': 'image/svg+xml' })
  })

  app.get('/assets/:version/:name', (c) => {
    const file = files.get(c.req.param('name'))
    if (!file) return notFound(c, services)
    allowCaching(c, c.req.param('version') === assetVersion ? 'immutable' : 'loose')
    return c.body(file.content, 200, { 'Content-Type': file.type })
  })
  return app
}
