import { createHash } from 'node:crypto'
import type { HeldFields } from '../waiting-room/held-form.js'
import { escapeHtml } from './fill-text.js'

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'yi'])

const STYLE = `:root { color-scheme: light dark; --ink: #1c2430; --soft: #4a5566; --page: #f5f3ee; --card: #fff; --line: #d9d4c8; --mark: #1f5f7a }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #b4b9c2; --page: #14181f; --card: #1d232c; --line: #343c49; --mark: #8cc7e0 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page); color: var(--ink); font: 1.125rem/1.6 system-ui, sans-serif }
main { max-width: 34rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 2rem }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; overflow-wrap: anywhere; text-wrap: balance }
p { margin: 0 0 1rem; overflow-wrap: anywhere; text-wrap: pretty }
.keep { color: var(--soft); font-size: 1rem }
.bar { display: block; width: 100%; height: .25rem; margin: 0 0 1.25rem; border-radius: .125rem; background: var(--line); fill: var(--mark) }
[dir=rtl] .bar { transform: scaleX(-1) }
@media (prefers-reduced-motion: reduce) { .bar { display: none } }
a, button { display: inline-block; min-height: 2.75rem; padding: .5rem 1.25rem; border: 2px solid var(--mark); border-radius: .5rem; background: none; color: var(--mark); font: inherit; text-decoration: none; font-weight: 600; cursor: pointer }
a:hover, button:hover { text-decoration: underline }
a:focus-visible, button:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px }
`

/** What a page of ours may do, whichever it is; to be followed by `form-action` and what else it needs. */
export const FRAME_POLICY = `default-src 'none'; style-src ${policySource(STYLE)}; frame-ancestors 'none'; base-uri 'none'`

/** A script or style that stands in a page, as a Content-Security-Policy names it. */
export function policySource(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`
}

/**
 * The look of every page that Holdfast itself shows to a visitor: no picture, no request of its own.
 * @param texts title and heading as HTML, `main` the HTML below the heading
 */
export function pageFrame(language: string, texts: { title: string; heading: string; main: string }): Buffer {
  const direction = RIGHT_TO_LEFT.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr'
  return Buffer.from(`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${texts.title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${texts.heading}</h1>
${texts.main}
</main>
</body>
</html>
`)
}

/** A bar that fills while somebody waits: for the eye only, and not where motion is not wanted. */
export function waitBar(seconds: number): string {
  return `<svg class="bar" aria-hidden="true"><rect width="0" height="100%"><animate attributeName="width" from="0" to="100%" dur="${seconds}s" fill="freeze"/></rect></svg>`
}

/** What somebody has entered into a form, in another one that sends the same. @param action a path, or empty for the page's own */
export function heldFieldsForm(action: string, fields: HeldFields, send: string): string {
  const inputs = fields.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  return `<form method="post" action="${escapeHtml(action)}" accept-charset="utf-8">
${inputs.join('\n')}
<button>${send}</button>
</form>`
}
