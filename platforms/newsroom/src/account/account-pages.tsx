import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Comment } from '../comments/comments.js'
import { dateAndTime, longDate } from '../views/dates.js'
import { ErrorSummary, type FormState, TextField } from '../views/form-field.js'
import { Layout, type Visit } from '../views/layout.js'
import type { Viewer } from './sessions.js'

export function SignInPage(props: Visit & { state: FormState }): JSX.Element {
  return (
    <Layout {...props} title="Sign in" indexed={false} current="signin">
      <div class="narrow">
        <h1>Sign in</h1>
        <p class="standfirst">Choose the name you want to be known by. This demonstration has no passwords.</p>
        <form class="form" method="post" action="/signin">
          <ErrorSummary state={props.state} />
          <TextField
            state={props.state}
            name="name"
            label="Your name"
            required
            maxlength={60}
            autocomplete="nickname"
          />
          <button class="button button-strong" type="submit">
            Sign in
          </button>
        </form>
      </div>
    </Layout>
  )
}

interface AccountPageProps extends Visit {
  viewer: Viewer
  comments: (Comment & { slug: string; title: string })[]
}

export function AccountPage(props: AccountPageProps): JSX.Element {
  const { viewer, comments } = props
  return (
    <Layout {...props} title="Your account" indexed={false} current="account">
      <div class="narrow">
        <h1>Good to see you, {viewer.name}</h1>
        <p class="standfirst">You have been signed in since {longDate(viewer.since)}.</p>
        <h2 class="rubric">Your latest comments</h2>
        {comments.length === 0 && <p>You have not written a comment in this session.</p>}
        <ul class="own-comments">
          {comments.map((comment) => (
            <li>
              <a href={`/article/${comment.slug}?posted=${comment.id}#comment-${comment.id}`}>{comment.title}</a>
              <p class="teaser-meta">{dateAndTime(comment.created_at)}</p>
            </li>
          ))}
        </ul>
        <form method="post" action="/signout">
          <button class="button" type="submit">
            Sign out
          </button>
        </form>
      </div>
    </Layout>
  )
}
