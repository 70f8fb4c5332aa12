import type { Child } from 'hono/jsx'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Entered, FormErrors } from '../http/read-form.js'

/** What a form shows: nothing yet, or what was entered and what is wrong with it. */
export interface FormState {
  entered: Entered
  errors: FormErrors
}

export const emptyForm: FormState = { entered: new Map(), errors: new Map() }

export function enteredText(state: FormState, name: string): string | undefined {
  return state.entered.get(name)?.at(-1)
}

interface TextFieldProps {
  state: FormState
  name: string
  label: string
  hint?: Child
  type?: 'text' | 'email' | 'search' | 'number'
  /** More than one line. */
  rows?: number
  required?: boolean
  maxlength?: number
  autocomplete?: string
  value?: string
  inputmode?: 'numeric' | 'decimal'
}

/** A labelled field with its hint and its error, tied together for screen readers. */
export function TextField(props: TextFieldProps): JSX.Element {
  const { state, name, rows } = props
  const error = state.errors.get(name)
  const value = enteredText(state, name) ?? props.value ?? ''
  const described = [props.hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ')
  const shared = {
    id: name,
    name,
    required: props.required,
    maxlength: props.maxlength,
    autocomplete: props.autocomplete,
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': described || undefined,
  } as const
  return (
    <div class="field">
      <label for={name}>
        {props.label}
        {!props.required && <span class="optional"> (optional)</span>}
      </label>
      {props.hint && (
        <p class="hint" id={`${name}-hint`}>
          {props.hint}
        </p>
      )}
      <FieldError state={state} name={name} />
      {rows ? (
        <textarea {...shared} rows={rows}>
          {value}
        </textarea>
      ) : (
        <input {...shared} type={props.type ?? 'text'} inputmode={props.inputmode} value={value} />
      )}
    </div>
  )
}

export function FieldError({ state, name }: { state: FormState; name: string }): JSX.Element | null {
  const error = state.errors.get(name)
  if (!error) return null
  return (
    <p class="field-error" id={`${name}-error`}>
      <span class="visually-hidden">Error: </span>
      {error}
    </p>
  )
}

/** The list of problems above a form that was refused, each a link to its field. */
export function ErrorSummary({ state }: { state: FormState }): JSX.Element | null {
  if (state.errors.size === 0) return null
  return (
    <div class="error-summary" role="alert">
      <h2>Please check what you entered</h2>
      <ul>
        {[...state.errors].map(([name, message]) => (
          <li>
            <a href={`#${name}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
