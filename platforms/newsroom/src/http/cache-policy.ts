import type { Context } from 'hono'
import type { NewsroomEnv } from './newsroom-env.js'

/** How long shared caches may keep an anonymous page, in seconds, and how long they may show it while they fetch a new one. */
const policies = {
  front: 'public, max-age=10, stale-while-revalidate=60',
  article: 'public, max-age=30, stale-while-revalidate=120',
  comments: 'public, max-age=15, stale-while-revalidate=60',
  search: 'public, max-age=30',
  form: 'public, max-age=60, stale-while-revalidate=300',
  feed: 'public, max-age=60, stale-while-revalidate=300',
  missing: 'public, max-age=10',
  loose: 'public, max-age=60',
  immutable: 'public, max-age=31536000, immutable',
} as const

export type CachePolicy = keyof typeof policies

const onlyForThem = 'private, no-store'

/**
 * Lets shared caches keep this page, unless it was made for somebody who is signed in. There is no `Vary: Cookie`: it
 * would part the cache by cookies that are not ours. The worst that can follow is that somebody who has just signed in
 * sees the anonymous page for a few seconds more; the other way round cannot happen.
 */
export function allowCaching(c: Context<NewsroomEnv>, policy: CachePolicy): void {
  c.header('Cache-Control', c.get('viewer') ? onlyForThem : policies[policy])
}

export function forbidCaching(c: Context<NewsroomEnv>): void {
  c.header('Cache-Control', onlyForThem)
}
