import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { HeldFields } from './held-form.js'

const text = z.strictObject({
  title: z.string(),
  heading: z.string(),
  body: z.string(),
  keep: z.string(),
  again: z.string(),
  heldBody: z.string(),
  heldBodyNoScript: z.string(),
  heldKeep: z.string(),
  send: z.string(),
})
const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[a-z0-9]+)*$/, 'a language tag in lower case such as "en" or "pt-br"')
const texts = z.record(languageTag, text)
const ownTexts = z.record(languageTag, text.partial())
type Text = z.infer<typeof text>
type Texts = Record<string, Text>

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'yi'])

/** Rendered pages that are kept: languages times seconds times sites, of which there are few. */
const MOST_PAGES = 1_000

/** Sends the form by itself. Fields may have any name: what belongs to the form is never read from it. */
const SEND_SCRIPT = `const seconds = document.currentScript.dataset.seconds
const form = document.querySelector('form')
document.querySelector('.by-hand').hidden = true
document.querySelector('.by-itself').hidden = false
setTimeout(() => HTMLFormElement.prototype.submit.call(form), 1000 * seconds)`
const SEND_SCRIPT_HASH = createHash('sha256').update(SEND_SCRIPT).digest('base64')

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
/** The Content-Security-Policy of the two pages. */
export const PAGE_POLICY = `${POLICY}; form-action 'none'`
export const FORM_PAGE_POLICY = `${POLICY}; form-action 'self'; script-src 'sha256-${SEND_SCRIPT_HASH}'`

/**
 * The page that keeps a visitor's place: no picture, no request of its own. It reloads itself by the Refresh header,
 * which every browser follows, without a script.
 */
export class WaitingRoom {
  readonly #texts: Texts
  readonly #pages = new Map<string, Buffer>()

  /**
   * @param ownTexts path of a JSON file that adds languages or replaces texts; what it leaves out is as shipped, in
   *   English for a new language. Throws an Error that names what is wrong in it.
   */
  constructor(ownTexts?: string) {
    const shipped = texts.parse(JSON.parse(readFileSync(new URL('./texts.json', import.meta.url), 'utf8')))
    this.#texts = ownTexts ? { ...shipped, ...readOwn(ownTexts, shipped) } : shipped
  }

  /** The language to answer in: the first that the visitor prefers and we have, else English. */
  language(acceptLanguage: string | undefined): string {
    const field = (acceptLanguage ?? '').slice(0, 200).toLowerCase()
    // Most browsers name the best first and without a weight, and no other can be better (RFC 9110, 12.4.2).
    const comma = field.indexOf(',')
    const first = (comma < 0 ? field : field.slice(0, comma)).trim()
    const best = first.includes(';') ? null : this.#ours(first)
    if (best !== null) return best
    const wanted = field
      .split(',')
      .map((range, order) => {
        const [tag = '', ...parameters] = range.trim().split(';')
        const q = Number(
          parameters
            .find((parameter) => parameter.trim().startsWith('q='))
            ?.trim()
            .slice(2) ?? 1,
        )
        return { tag: tag.trim(), q: Number.isFinite(q) ? q : 0, order }
      })
      .filter(({ q }) => q > 0)
      .sort((a, b) => b.q - a.q || a.order - b.order)
    for (const { tag } of wanted) {
      const language = this.#ours(tag)
      if (language !== null) return language
    }
    return 'en'
  }

  /** The language of ours that a tag stands for: itself or its primary one; null when there is none. */
  #ours(tag: string): string | null {
    if (Object.hasOwn(this.#texts, tag)) return tag
    const hyphen = tag.indexOf('-')
    const primary = hyphen < 0 ? tag : tag.slice(0, hyphen)
    return Object.hasOwn(this.#texts, primary) ? primary : null
  }

  /** @param site the platform's name, as its visitors know it */
  page(language: string, site: string, seconds: number): Buffer {
    const key = `${language} ${seconds} ${site}`
    const kept = this.#pages.get(key)
    if (kept) return kept
    const page = this.#render(language, site, seconds)
    if (this.#pages.size < MOST_PAGES) this.#pages.set(key, page)
    return page
  }

  /** The page for somebody whose form found no place: it holds what was entered and sends it again. */
  formPage(language: string, site: string, seconds: number, fields: HeldFields): Buffer {
    const text = this.#textOf(language)
    const fill = filler(site, seconds)
    const inputs = fields.map(
      ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
    )
    return this.#frame(
      language,
      fill,
      `<div role="status">
<p class="by-itself" hidden>${fill(text.heldBody)}</p>
<p class="by-hand">${fill(text.heldBodyNoScript)}</p>
</div>
<p class="keep">${fill(text.heldKeep)}</p>
<form method="post" action="" accept-charset="utf-8">
${inputs.join('\n')}
<button>${fill(text.send)}</button>
</form>
<script data-seconds="${seconds}">${SEND_SCRIPT}</script>`,
    )
  }

  #render(language: string, site: string, seconds: number): Buffer {
    const text = this.#textOf(language)
    const fill = filler(site, seconds)
    return this.#frame(
      language,
      fill,
      `<p role="status">${fill(text.body)}</p>
<p class="keep">${fill(text.keep)}</p>
<a href="">${fill(text.again)}</a>`,
    )
  }

  #textOf(language: string): Text {
    const text = this.#texts[language] ?? this.#texts.en
    if (!text) throw new Error('the waiting room has no English texts')
    return text
  }

  #frame(language: string, fill: (line: string) => string, main: string): Buffer {
    const text = this.#textOf(language)
    return Buffer.from(`<!doctype html>
<html lang="${language}" dir="${RIGHT_TO_LEFT.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${fill(text.title)}</title>
<style>
:root { color-scheme: light dark; --ink: #1c2430; --soft: #4a5566; --page: #f5f3ee; --card: #fff; --line: #d9d4c8; --mark: #1f5f7a }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #b4b9c2; --page: #14181f; --card: #1d232c; --line: #343c49; --mark: #8cc7e0 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page); color: var(--ink); font: 1.125rem/1.6 system-ui, sans-serif }
main { max-width: 34rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 2rem }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; overflow-wrap: anywhere }
p { margin: 0 0 1rem }
.keep { color: var(--soft); font-size: 1rem }
a, button { display: inline-block; min-height: 2.75rem; padding: .5rem 1.25rem; border: 2px solid var(--mark); border-radius: .5rem; background: none; color: var(--mark); font: inherit; text-decoration: none; font-weight: 600; cursor: pointer }
a:hover, button:hover { text-decoration: underline }
a:focus-visible, button:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px }
</style>
</head>
<body>
<main>
<h1>${fill(text.heading)}</h1>
${main}
</main>
</body>
</html>
`)
  }
}

function filler(site: string, seconds: number): (line: string) => string {
  return (line) => escapeHtml(line.replaceAll('{site}', site).replaceAll('{seconds}', String(seconds)))
}

function readOwn(path: string, shipped: Texts): Texts {
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`waitingRoom.texts: cannot read ${path}: ${(error as Error).message}`)
  }
  const read = ownTexts.safeParse(raw)
  const english = shipped.en
  if (read.success && english) {
    const whole = Object.entries(read.data).map(([language, own]) => [
      language,
      { ...(shipped[language] ?? english), ...own },
    ])
    return Object.fromEntries(whole) as Texts
  }
  const problems = (read.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  throw new Error(
    `waitingRoom.texts: ${path}: ${problems}. Expected {"en": {"title": "…", "heading": "…"}, …} with keys out of ${Object.keys(text.shape).join(', ')}`,
  )
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}
