import { sql } from 'kysely'
import { liveLimits, type Tx } from '../database/store.js'

export interface Comment {
  id: number
  author_name: string
  body: string
  created_at: Date
}

export const reportReasons = [
  { id: 'offensive', label: 'It is offensive' },
  { id: 'abusive', label: 'It attacks a person or a group' },
  { id: 'spam', label: 'It is advertising or spam' },
  { id: 'illegal', label: 'I believe it is against the law' },
  { id: 'other', label: 'Something else' },
] as const

export type ReportReason = (typeof reportReasons)[number]['id']

/** One page of comments, newest first, and whether there are more. `before` is the id of the last comment seen. */
export async function commentsPage(
  tx: Tx,
  articleId: number,
  limit: number,
  before?: number,
): Promise<{ comments: Comment[]; more: boolean }> {
  let query = tx
    .selectFrom('comments')
    .select(['id', 'author_name', 'body', 'created_at'])
    .where('article_id', '=', articleId)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query.execute()
  return { comments: rows.slice(0, limit), more: rows.length > limit }
}

export function findComment(tx: Tx, articleId: number, id: number): Promise<Comment | undefined> {
  return tx
    .selectFrom('comments')
    .select(['id', 'author_name', 'body', 'created_at'])
    .where('article_id', '=', articleId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function commentsBySession(
  tx: Tx,
  sessionHash: string,
  limit: number,
): Promise<(Comment & { slug: string; title: string })[]> {
  return tx
    .selectFrom('comments')
    .innerJoin('articles', 'articles.id', 'comments.article_id')
    .select(['comments.id', 'author_name', 'comments.body', 'created_at', 'slug', 'title'])
    .where('session_hash', '=', sessionHash)
    .orderBy('comments.id', 'desc')
    .limit(limit)
    .execute()
}

/** Adds a comment and keeps the count of its article; drops the oldest visitors' comments past the limit. @returns its id */
export async function addComment(
  tx: Tx,
  comment: { articleId: number; name: string; body: string; sessionHash: string | null; now: number },
): Promise<number> {
  const { id } = await tx
    .insertInto('comments')
    .values({
      article_id: comment.articleId,
      author_name: comment.name,
      body: comment.body,
      created_at: new Date(comment.now),
      live: true,
      session_hash: comment.sessionHash,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await changeCount(tx, comment.articleId, 1)

  const dropped = await tx
    .deleteFrom('comments')
    .where('live', '=', true)
    .where('id', '<=', id - liveLimits.comments)
    .returning('article_id')
    .execute()
  for (const { article_id } of dropped) await changeCount(tx, article_id, -1)
  return id
}

async function changeCount(tx: Tx, articleId: number, by: number): Promise<void> {
  await tx
    .updateTable('articles')
    .set({ comment_count: sql<number>`comment_count + ${by}::int` })
    .where('id', '=', articleId)
    .execute()
}

export async function addReport(
  tx: Tx,
  report: { commentId: number; reason: ReportReason; details: string; now: number },
): Promise<void> {
  const { id } = await tx
    .insertInto('reports')
    .values({
      comment_id: report.commentId,
      reason: report.reason,
      details: report.details,
      created_at: new Date(report.now),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .deleteFrom('reports')
    .where('id', '<=', id - liveLimits.reports)
    .execute()
}
