import type { JSX } from 'hono/jsx/jsx-runtime'
import { dateAndTime } from '../views/dates.js'
import { ErrorSummary, enteredText, FieldError, type FormState, TextField } from '../views/form-field.js'
import { Layout, type Visit } from '../views/layout.js'
import { ReaderText } from '../views/reader-text.js'
import { longestReport } from './comment-fields.js'
import { type Comment, reportReasons } from './comments.js'

interface ReportPageProps extends Visit {
  slug: string
  comment: Comment
  state: FormState
}

export function ReportPage(props: ReportPageProps): JSX.Element {
  const { slug, comment, state } = props
  return (
    <Layout {...props} title="Report a comment" indexed={false}>
      <div class="narrow">
        <h1>Report a comment</h1>
        <figure class="reported">
          <blockquote>
            <ReaderText text={comment.body} />
          </blockquote>
          <figcaption>
            {comment.author_name}, {dateAndTime(comment.created_at)}
          </figcaption>
        </figure>
        <form class="form" method="post" action={`/article/${slug}/comments/${comment.id}/report`}>
          <ErrorSummary state={state} />
          <fieldset id="reason">
            <legend>What is wrong with it?</legend>
            <FieldError state={state} name="reason" />
            {reportReasons.map((reason) => (
              <label class="choice">
                <input
                  type="radio"
                  name="reason"
                  value={reason.id}
                  required
                  checked={enteredText(state, 'reason') === reason.id}
                />
                {reason.label}
              </label>
            ))}
          </fieldset>
          <TextField
            state={state}
            name="details"
            label="Anything we should know"
            hint="If you believe it is against the law, please say which law and why."
            rows={4}
            maxlength={longestReport}
          />
          <button class="button button-strong" type="submit">
            Send report
          </button>{' '}
          <a href={`/article/${slug}#comment-${comment.id}`}>Cancel</a>
        </form>
      </div>
    </Layout>
  )
}

export function ReportedPage(props: Visit & { slug: string }): JSX.Element {
  return (
    <Layout {...props} title="Thank you for your report" indexed={false}>
      <div class="narrow">
        <h1>Thank you</h1>
        <p>
          Your report has been noted. An editor reads every report within a day. The writer is not told who sent it.
        </p>
        <p>
          <a href={`/article/${props.slug}#comments`}>Back to the comments</a>
        </p>
      </div>
    </Layout>
  )
}
