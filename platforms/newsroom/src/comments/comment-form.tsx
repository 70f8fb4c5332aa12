import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Viewer } from '../account/sessions.js'
import { ErrorSummary, type FormState, TextField } from '../views/form-field.js'
import { longestComment, longestName } from './comment-fields.js'

export function CommentForm(props: { slug: string; state: FormState; viewer: Viewer | null }): JSX.Element {
  const { state, viewer } = props
  return (
    <form class="form comment-form" method="post" action={`/article/${props.slug}/comments`}>
      <ErrorSummary state={state} />
      <TextField
        state={state}
        name="name"
        label="Your name"
        required
        maxlength={longestName}
        autocomplete="nickname"
        value={viewer?.name ?? ''}
      />
      <TextField
        state={state}
        name="body"
        label="Your comment"
        hint="Be kind, be brief, and say how you know. It appears at once."
        rows={4}
        required
        maxlength={longestComment}
      />
      <button class="button button-strong" type="submit">
        Publish comment
      </button>
    </form>
  )
}
