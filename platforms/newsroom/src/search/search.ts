import { sql } from 'kysely'
import type { Tx } from '../database/store.js'

export interface SearchQuestion {
  text: string
  section?: string
  /** From 1. */
  page: number
  perPage: number
  /** Whether readers' comments are searched too. */
  comments: boolean
}

export interface SearchHit {
  kind: 'article' | 'comment'
  id: number
  slug: string
  title: string
  section: string
  /** Who wrote it. */
  author: string
  at: Date
  /** The passage that matches, with the words between `hitStart` and `hitEnd`. */
  passage: string
}

/** Private-use characters: they cannot be mistaken for mark-up, and the texts contain none. */
export const hitStart = '\ue000'
export const hitEnd = '\ue001'

export const longestSearch = 100
export const lastPage = 10
const mostWords = 8

/** What is searched for: at most eight words of what was entered. */
export function tidySearch(entered: string): string {
  const words = entered
    .slice(0, longestSearch)
    .replace(/[\p{C}]/gu, ' ')
    .split(/\s+/)
    .filter(Boolean)
  return words.slice(0, mostWords).join(' ')
}

/**
 * Full-text search over all articles and comments, best first. Every match is ranked and counted, so the cost grows
 * with how common the words are: the honest price of a search page.
 */
export async function search(tx: Tx, question: SearchQuestion): Promise<{ hits: SearchHit[]; total: number }> {
  const query = sql`websearch_to_tsquery('english', ${question.text})`
  const inSection = question.section === undefined ? sql`true` : sql`a.section = ${question.section}`
  const comments = sql`
    union all
    select 'comment', c.id, a.id, ts_rank(c.search, q.query) * 0.5
    from q, comments c join articles a on a.id = c.article_id
    where c.search @@ q.query and ${inSection}`
  const { rows } = await sql<SearchHit & { total: number }>`
    with q as materialized (select ${query} as query),
    matches as (
      select 'article' as kind, a.id, a.id as article_id, ts_rank(a.search, q.query) * 2 as rank
      from q, articles a where a.search @@ q.query and ${inSection}
      ${question.comments ? comments : sql``}
    ),
    best as (
      select *, count(*) over ()::int as total from matches
      order by rank desc, kind, id desc
      limit ${question.perPage}::int offset ${(question.page - 1) * question.perPage}::int
    )
    select b.kind, b.id, b.total, a.slug, a.title, a.section,
      coalesce(c.author_name, u.name) as author, coalesce(c.created_at, a.published_at) as at,
      ts_headline('english', coalesce(c.body, a.standfirst || ' ' || a.body), q.query,
        ${`StartSel=${hitStart}, StopSel=${hitEnd}, MaxWords=32, MinWords=18, MaxFragments=1`}) as passage
    from best b
    cross join q
    join articles a on a.id = b.article_id
    join authors u on u.id = a.author_id
    left join comments c on b.kind = 'comment' and c.id = b.id
    order by b.rank desc, b.kind, b.id desc`.execute(tx)
  return { hits: rows, total: rows[0]?.total ?? 0 }
}
