import { afterAll, beforeAll } from 'vitest'
import { z } from 'zod'
import { createNewsroom } from './app.js'
import { openDatabase } from './database/open-database.js'
import { defaultCacheDirectory } from './database/seed-cache.js'
import type { Store } from './database/store.js'

/** The time of every test: a Saturday evening, months after the seed was written. */
export const testTime = Date.UTC(2026, 5, 13, 18, 30)

export const leadSlug = 'civic-alliance-platforms-flooded-security-held'
export const longestSlug = 'old-bridge-closed-to-cars-trial'

export interface TestNewsroom {
  get: (path: string, headers?: Record<string, string>) => Promise<Response>
  post: (path: string, form: Record<string, string>, headers?: Record<string, string>) => Promise<Response>
  /** The body of a page that has to be there. */
  html: (path: string, headers?: Record<string, string>) => Promise<string>
  /** Signs in and gives the header that goes with the next requests. */
  signIn: (name: string) => Promise<{ cookie: string }>
  request: (path: string, init: RequestInit) => Promise<Response>
  /** What the API answers to `/api/articles.json` with this query. */
  listed: (query: string) => Promise<z.infer<typeof apiAnswer>>
  store: () => Store
  errors: Error[]
}

const apiAnswer = z.object({
  articles: z.array(z.object({ id: z.number(), published: z.string() })),
  next: z.string().nullable(),
})

/** A newsroom of its own for the tests of one file: the real application on the real, seeded database. */
export function useNewsroom(): TestNewsroom {
  const errors: Error[] = []
  let store: Store | undefined
  let app: ReturnType<typeof createNewsroom> | undefined

  beforeAll(async () => {
    store = await openDatabase({ cacheDirectory: defaultCacheDirectory(), now: testTime })
    app = createNewsroom({ db: store, now: () => testTime, onError: (error) => errors.push(error) })
  }, 120_000)
  afterAll(() => store?.close())

  const request = async (path: string, init: RequestInit) => {
    if (!app) throw new Error('The newsroom is not open yet.')
    return app.request(path, init)
  }
  const get = (path: string, headers = {}) => request(path, { headers })
  const post = (path: string, form: Record<string, string>, headers = {}) =>
    request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams(form).toString(),
    })
  return {
    request,
    get,
    post,
    errors,
    html: async (path, headers) => {
      const response = await get(path, headers)
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`)
      return response.text()
    },
    listed: async (query) => apiAnswer.parse(await (await get(`/api/articles.json?${query}`)).json()),
    signIn: async (name) => {
      const response = await post('/signin', { name })
      const cookie = response.headers.get('set-cookie')?.split(';')[0]
      if (!cookie) throw new Error('Signing in gave no cookie.')
      return { cookie }
    },
    store: () => {
      if (!store) throw new Error('The newsroom is not open yet.')
      return store
    },
  }
}
