import type { JSX } from 'hono/jsx/jsx-runtime'
import { dateAndTime } from '../views/dates.js'
import { ReaderText } from '../views/reader-text.js'
import type { Comment } from './comments.js'

/** Comments, newest first, with the way to older ones. */
export function CommentList(props: { slug: string; comments: Comment[]; more: boolean }): JSX.Element {
  const last = props.comments.at(-1)
  return (
    <>
      <ol class="comment-list">
        {props.comments.map((comment) => (
          <li id={`comment-${comment.id}`} class="comment">
            <p class="comment-head">
              <strong>{comment.author_name}</strong>{' '}
              <time datetime={comment.created_at.toISOString()}>{dateAndTime(comment.created_at)}</time>
            </p>
            <div class="comment-body">
              <ReaderText text={comment.body} />
            </div>
            <p class="comment-tools">
              <a href={`/article/${props.slug}/comments/${comment.id}/report`} rel="nofollow">
                Report<span class="visually-hidden"> the comment by {comment.author_name}</span>
              </a>
            </p>
          </li>
        ))}
      </ol>
      {props.more && last && (
        <p class="more">
          <a class="button" href={`/article/${props.slug}/comments?before=${last.id}`} rel="next nofollow">
            Older comments
          </a>
        </p>
      )}
    </>
  )
}
