/** Forms and what they answer. */
export const forms = `
.form { display: grid; gap: 1.25rem; justify-items: stretch; }
.form > .button { justify-self: start; }
.comment-form { padding: 1.1rem; background: var(--panel); margin-bottom: .5rem; }
.field { display: grid; gap: .3rem; min-width: 0; }
label, legend { font: 600 1rem/1.4 var(--sans); padding: 0; }
.optional { font-weight: 400; color: var(--muted); }
.hint { font: 400 .9375rem/1.5 var(--sans); color: var(--muted); }
.field input, .field textarea, .field select {
  width: 100%; padding: .6rem .7rem; min-height: 2.75rem; border: 1px solid var(--field-edge); border-radius: 2px;
  background: var(--field); color: var(--ink); font: 400 1.0625rem/1.4 var(--sans);
}
.field textarea { resize: vertical; }
[aria-invalid="true"] { border: 2px solid var(--danger) !important; }
.field-error { font: 600 .9375rem/1.4 var(--sans); color: var(--danger); }
.error-summary { padding: 1rem 1.15rem; border: 2px solid var(--danger); display: grid; gap: .5rem; font-family: var(--sans); }
.error-summary h2 { font: 700 1.0625rem/1.3 var(--sans); }
.error-summary a { color: var(--danger); }
.amounts { display: flex; flex-wrap: wrap; gap: .6rem; padding-top: .5rem; }
.amount { position: relative; }
.amount input { position: absolute; inset: 0; opacity: 0; width: 100%; height: 100%; margin: 0; cursor: pointer; }
.amount span { display: grid; place-items: center; min-width: 4.5rem; min-height: 2.9rem; padding: .4rem 1rem; border: 2px solid var(--field-edge); border-radius: 2px; background: var(--field); }
.amount input:checked + span { border-color: var(--button); background: var(--button); color: var(--button-ink); }
.amount input:focus-visible + span { outline: 3px solid var(--focus); outline-offset: 2px; }
@supports selector(:has(*)) {
  form:not(:has([name="choice"][value="other"]:checked)) .other-amount { display: none; }
}
.choice { display: flex; gap: .7rem; align-items: flex-start; padding: .5rem 0; font-weight: 400; }
.choice input { width: 1.25rem; height: 1.25rem; margin: .1rem 0 0; flex: none; accent-color: var(--button); }
.choice-card { padding: .8rem 1rem; margin-top: .6rem; border: 1px solid var(--rule); }
.when { color: var(--muted); font-size: .875rem; }
.reference { font: 700 clamp(1.5rem, 6vw, 2.25rem)/1.2 var(--sans); letter-spacing: .06em; padding: .8rem 1rem; background: var(--panel); border-left: 4px solid var(--accent); }
.thanks, .problem { padding-top: clamp(2rem, 7vw, 4rem); }
@media (forced-colors: active) { .amount input:checked + span { outline: 3px solid Highlight; } }
`
