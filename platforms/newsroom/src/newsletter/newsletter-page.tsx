import type { JSX } from 'hono/jsx/jsx-runtime'
import { ErrorSummary, FieldError, type FormState, TextField } from '../views/form-field.js'
import { Layout, type Visit } from '../views/layout.js'
import { editions } from './subscribers.js'

export function NewsletterPage(props: Visit & { state: FormState }): JSX.Element {
  const { state } = props
  const chosen = state.entered.get('editions') ?? [editions[0].id]
  return (
    <Layout {...props} title="Newsletters" description="The Courier by e-mail, when you want it." current="newsletter">
      <div class="narrow">
        <h1>The Courier in your letter box</h1>
        <p class="standfirst">Three letters, each written by a person. Leave whenever you like, with one click.</p>
        <form class="form" method="post" action="/newsletter">
          <ErrorSummary state={state} />
          <fieldset id="editions">
            <legend>Which would you like?</legend>
            <FieldError state={state} name="editions" />
            {editions.map((edition) => (
              <label class="choice choice-card">
                <input type="checkbox" name="editions" value={edition.id} checked={chosen.includes(edition.id)} />
                <span>
                  <strong>{edition.name}</strong> <span class="when">{edition.when}</span>
                  <br />
                  {edition.about}
                </span>
              </label>
            ))}
          </fieldset>
          <TextField
            state={state}
            name="email"
            label="Your e-mail address"
            type="email"
            required
            maxlength={254}
            autocomplete="email"
          />
          <button class="button button-strong" type="submit">
            Sign me up
          </button>
          <p class="hint">
            We send you one message with a link. Only when you have confirmed does the first letter come.
          </p>
        </form>
      </div>
    </Layout>
  )
}

export function PendingPage(props: Visit): JSX.Element {
  return (
    <Layout {...props} title="One more step" indexed={false} current="newsletter">
      <div class="narrow">
        <h1>One more step</h1>
        <p class="standfirst">
          Your sign-up is noted as pending until you confirm it with the link we send to your address.
        </p>
        <p>If nothing arrives, look among the unwanted mail, or sign up again: it does no harm.</p>
        <p>
          <a class="button" href="/">
            Back to the news
          </a>
        </p>
      </div>
    </Layout>
  )
}
