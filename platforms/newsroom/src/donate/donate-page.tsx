import type { JSX } from 'hono/jsx/jsx-runtime'
import { ErrorSummary, enteredText, FieldError, type FormState, TextField } from '../views/form-field.js'
import { Layout, type Visit } from '../views/layout.js'
import { longestMessage, offeredAmounts } from './pledge-fields.js'

const frequencies = [
  { id: 'once', label: 'Once' },
  { id: 'monthly', label: 'Every month' },
] as const

export function DonatePage(props: Visit & { state: FormState }): JSX.Element {
  const { state } = props
  const choice = enteredText(state, 'choice') ?? '10'
  const frequency = enteredText(state, 'frequency') ?? 'once'
  return (
    <Layout
      {...props}
      title="Support the Courier"
      description="Keep a local newspaper alive, with any amount."
      current="donate"
    >
      <div class="narrow donate">
        <h1>Keep the lights on at the Courier</h1>
        <p class="standfirst">
          Eight people make this paper. Nobody owns them. What readers give pays for the hours in the council chamber,
          the second telephone call, and the harbour at five in the morning.
        </p>
        <form class="form" method="post" action="/donate">
          <ErrorSummary state={state} />
          <fieldset id="choice">
            <legend>How much?</legend>
            <FieldError state={state} name="choice" />
            <div class="amounts">
              {offeredAmounts.map((euro) => (
                <label class="amount">
                  <input type="radio" name="choice" value={String(euro)} checked={choice === String(euro)} />
                  <span>€{euro}</span>
                </label>
              ))}
              <label class="amount">
                <input type="radio" name="choice" value="other" checked={choice === 'other'} />
                <span>Other</span>
              </label>
            </div>
          </fieldset>
          <div class="other-amount">
            <TextField
              state={state}
              name="other"
              label="Other amount in euro"
              hint="For example 12 or 12.50."
              inputmode="decimal"
              maxlength={20}
            />
          </div>
          <fieldset id="frequency">
            <legend>How often?</legend>
            <FieldError state={state} name="frequency" />
            <div class="amounts">
              {frequencies.map(({ id, label }) => (
                <label class="amount">
                  <input type="radio" name="frequency" value={id} checked={frequency === id} />
                  <span>{label}</span>
                </label>
              ))}
            </div>
          </fieldset>
          <TextField
            state={state}
            name="name"
            label="Your name"
            required
            maxlength={80}
            autocomplete="name"
            value={props.viewer?.name ?? ''}
          />
          <TextField
            state={state}
            name="email"
            label="Your e-mail address"
            hint="For the receipt and for nothing else."
            type="email"
            required
            maxlength={254}
            autocomplete="email"
          />
          <TextField state={state} name="message" label="A word to the newsroom" rows={3} maxlength={longestMessage} />
          <button class="button button-strong" type="submit">
            Make my pledge
          </button>
          <p class="hint">
            This is a pledge. You get a reference number, and we write to you with the ways to pay. No card number is
            asked for or kept on this site.
          </p>
        </form>
      </div>
    </Layout>
  )
}

interface ThanksPageProps extends Visit {
  reference: string
  amountCents: number
  frequency: string
}

export function ThanksPage(props: ThanksPageProps): JSX.Element {
  return (
    <Layout {...props} title="Thank you" indexed={false} current="donate">
      <div class="narrow thanks">
        <h1>Thank you</h1>
        <p class="standfirst">
          Your pledge of <strong>{euro(props.amountCents)}</strong> {props.frequency === 'monthly' ? 'every month' : ''}{' '}
          has been noted.
        </p>
        <p>Your reference is</p>
        <p class="reference">{props.reference}</p>
        <p>Please keep it. You will need it when you write to us about your pledge.</p>
        <p>
          <a class="button" href="/">
            Back to the news
          </a>
        </p>
      </div>
    </Layout>
  )
}

function euro(cents: number): string {
  return `€${(cents / 100).toLocaleString('en-IE', { minimumFractionDigits: cents % 100 ? 2 : 0, maximumFractionDigits: 2 })}`
}
