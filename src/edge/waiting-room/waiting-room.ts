import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { textFiller } from '../pages/fill-text.js'
import { FRAME_POLICY, heldFieldsForm, pageFrame, policySource } from '../pages/page-frame.js'
import { pageLanguage } from '../pages/page-language.js'
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

/** Rendered pages that are kept: languages times seconds times sites, of which there are few. */
const MOST_PAGES = 1_000

/** Sends the form by itself. Fields may have any name: what belongs to the form is never read from it. */
const SEND_SCRIPT = `const seconds = document.currentScript.dataset.seconds
const form = document.querySelector('form')
document.querySelector('.by-hand').hidden = true
document.querySelector('.by-itself').hidden = false
setTimeout(() => HTMLFormElement.prototype.submit.call(form), 1000 * seconds)`

/** The Content-Security-Policy of the two pages. */
export const PAGE_POLICY = `${FRAME_POLICY}; form-action 'none'`
export const FORM_PAGE_POLICY = `${FRAME_POLICY}; form-action 'self'; script-src ${policySource(SEND_SCRIPT)}`

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
    return pageLanguage(acceptLanguage, (tag) => Object.hasOwn(this.#texts, tag))
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
    const fill = textFiller(site, seconds)
    const main = `<div role="status">
<p class="by-itself" hidden>${fill(text.heldBody)}</p>
<p class="by-hand">${fill(text.heldBodyNoScript)}</p>
</div>
<p class="keep">${fill(text.heldKeep)}</p>
${heldFieldsForm('', fields, fill(text.send))}
<script data-seconds="${seconds}">${SEND_SCRIPT}</script>`
    return pageFrame(language, { title: fill(text.title), heading: fill(text.heading), main })
  }

  #render(language: string, site: string, seconds: number): Buffer {
    const text = this.#textOf(language)
    const fill = textFiller(site, seconds)
    const main = `<p role="status">${fill(text.body)}</p>
<p class="keep">${fill(text.keep)}</p>
<a href="">${fill(text.again)}</a>`
    return pageFrame(language, { title: fill(text.title), heading: fill(text.heading), main })
  }

  #textOf(language: string): Text {
    const text = this.#texts[language] ?? this.#texts.en
    if (!text) throw new Error('the waiting room has no English texts')
    return text
  }
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
