import { Hono } from 'hono'
import { allowCaching } from '../http/cache-policy.js'
import type { NewsroomEnv, Services } from '../http/newsroom-env.js'
import { page } from '../http/page.js'
import { extrasAt } from '../http/stress-level.js'
import { visitOf } from '../http/visit-of.js'
import { wholeNumber } from '../http/whole-number.js'
import { isSection } from '../sections.js'
import { lastPage, search, tidySearch } from './search.js'
import { SearchPage } from './search-page.js'

export function searchRoutes(services: Services): Hono<NewsroomEnv> {
  const app = new Hono<NewsroomEnv>()

  app.get('/search', async (c) => {
    const text = tidySearch(c.req.query('q') ?? '')
    const sectionId = c.req.query('section') ?? ''
    const section = isSection(sectionId) ? sectionId : undefined
    const number = Math.min(lastPage, Math.max(1, wholeNumber(c.req.query('page')) ?? 1))
    const { searchResults: perPage, searchComments: comments } = extrasAt(c.get('level'))
    const question = { text, page: number, perPage, comments, ...(section ? { section } : {}) }
    const found = text ? await services.store.read((tx) => search(tx, question)) : { hits: [], total: 0 }
    allowCaching(c, 'search')
    return page(
      c,
      <SearchPage {...visitOf(c, services)} {...found} text={text} section={section} page={number} perPage={perPage} />,
    )
  })
  return app
}
