import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Teaser } from '../articles/articles.js'
import { Layout, type Visit } from '../views/layout.js'
import { countOf } from '../views/teaser.js'
import { CommentList } from './comment-list.js'
import type { Comment } from './comments.js'

interface CommentsPageProps extends Visit {
  article: Teaser
  comments: Comment[]
  more: boolean
}

/** Older comments of an article, a page at a time. */
export function CommentsPage(props: CommentsPageProps): JSX.Element {
  const { article } = props
  return (
    <Layout {...props} title={`Comments: ${article.title}`} current={article.section} indexed={false}>
      <section class="comments comments-alone">
        <p class="kicker">{countOf(article.comment_count, 'comment')}</p>
        <h1 class="comments-title">
          <a href={`/article/${article.slug}`}>{article.title}</a>
        </h1>
        {props.comments.length === 0 && <p>There are no older comments.</p>}
        <CommentList slug={article.slug} comments={props.comments} more={props.more} />
        <p>
          <a href={`/article/${article.slug}#comments`}>Back to the newest comments</a>
        </p>
      </section>
    </Layout>
  )
}
