import { sql } from 'kysely'
import type { Tx } from '../database/store.js'
import { SECTIONS } from '../sections.js'

export interface Teaser {
  id: number
  slug: string
  section: string
  title: string
  standfirst: string
  scene: string
  photo_alt: string
  published_at: Date
  comment_count: number
  author: string
}

export interface Article extends Teaser {
  body: string
  photo_caption: string
  updated_at: Date
  beat: string
  corrections: { text: string; created_at: Date }[]
}

/** A place in the list of articles: everything older than this one comes after it. */
export interface ArticlePlace {
  publishedAt: Date
  id: number
}

function teasers(tx: Tx) {
  return tx
    .selectFrom('articles')
    .innerJoin('authors', 'authors.id', 'articles.author_id')
    .select([
      'articles.id',
      'slug',
      'section',
      'title',
      'standfirst',
      'scene',
      'photo_alt',
      'published_at',
      'comment_count',
      'authors.name as author',
    ])
}

/** The newest articles, of one section or of all. */
export function newestArticles(
  tx: Tx,
  options: { limit: number; section?: string; before?: ArticlePlace; except?: readonly number[] },
): Promise<Teaser[]> {
  let query = teasers(tx).orderBy('published_at', 'desc').orderBy('articles.id', 'desc').limit(options.limit)
  if (options.section !== undefined) query = query.where('section', '=', options.section)
  if (options.except?.length) query = query.where('articles.id', 'not in', options.except)
  const { before } = options
  if (before) {
    query = query.where((eb) =>
      eb(eb.refTuple('published_at', 'articles.id'), '<', eb.tuple(before.publishedAt, before.id)),
    )
  }
  return query.execute()
}

/** What the editors put at the top of the front page, the lead first. */
export function frontPicks(tx: Tx): Promise<Teaser[]> {
  return teasers(tx).where('front_rank', 'is not', null).orderBy('front_rank').limit(6).execute()
}

/** The newest few of each section, section by section: a short walk along an index for each. */
export async function newestOfEachSection(tx: Tx, perSection: number, except: readonly number[]): Promise<Teaser[]> {
  const sections = SECTIONS.map(({ id }) => id)
  const { rows } = await sql<Teaser>`
    select a.id, a.slug, a.section, a.title, a.standfirst, a.scene, a.photo_alt, a.published_at, a.comment_count,
      u.name as author
    from unnest(${sections}::text[]) as wanted(section)
    cross join lateral (
      select * from articles
      where section = wanted.section and id <> all (${except}::int[])
      order by published_at desc, id desc limit ${perSection}::int
    ) a
    join authors u on u.id = a.author_id
    order by a.published_at desc, a.id desc`.execute(tx)
  return rows
}

/** What readers have talked about most since a moment. */
export function mostDiscussed(tx: Tx, since: Date, limit: number): Promise<Teaser[]> {
  return teasers(tx)
    .where('published_at', '>=', since)
    .orderBy('comment_count', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(limit)
    .execute()
}

export async function findArticle(tx: Tx, slug: string): Promise<Article | undefined> {
  const article = await teasers(tx)
    .select(['body', 'photo_caption', 'updated_at', 'authors.beat'])
    .where('slug', '=', slug)
    .executeTakeFirst()
  if (!article) return undefined
  const corrections = await tx
    .selectFrom('corrections')
    .select(['text', 'created_at'])
    .where('article_id', '=', article.id)
    .orderBy('created_at', 'desc')
    .execute()
  return { ...article, corrections }
}

export function findTeaser(tx: Tx, slug: string): Promise<Teaser | undefined> {
  return teasers(tx).where('slug', '=', slug).executeTakeFirst()
}

/** Every address there is, for the sitemap. */
export function allArticleAddresses(tx: Tx): Promise<{ slug: string; updated_at: Date }[]> {
  return tx
    .selectFrom('articles')
    .select(['slug', 'updated_at'])
    .orderBy('published_at', 'desc')
    .limit(50_000)
    .execute()
}
