import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Demand } from '../../challenge/evidence.js'
import { TwoGenerations } from '../../traffic/two-generations.js'
import { escapeHtml, textFiller } from '../pages/fill-text.js'
import { FRAME_POLICY, heldFieldsForm, pageFrame, policySource, waitBar } from '../pages/page-frame.js'
import { pageLanguage } from '../pages/page-language.js'
import type { HeldFields } from '../waiting-room/held-form.js'
import { CHECK_PATH } from './check-path.js'
import { loadPageAssets, type PageAsset } from './page-assets.js'
import { PAGE_SCRIPT } from './page-script.js'

/** What is shown at one time is one of the texts named after a moment: `waiting` until a script says another. */
const text = z.strictObject({
  title: z.string(),
  heading: z.string(),
  why: z.string(),
  waiting: z.string(),
  checking: z.string(),
  failed: z.string(),
  done: z.string(),
  help: z.string(),
  open: z.string(),
  heldWaiting: z.string(),
  heldChecking: z.string(),
  heldFailed: z.string(),
  heldDone: z.string(),
  heldHelp: z.string(),
  send: z.string(),
})
const texts = z.record(z.string(), text)
type Text = z.infer<typeof text>

/** In several languages fewer than three seconds are not counted with the same word as three; the page opens no later. */
const LEAST_SECONDS_SAID = 3

/** Pages without a form that are kept: twice as many. */
const PAGES_KEPT = 128
/** Stands in them for the address to go on to, below every text that names the site. */
const PLACE = '\0'

const SCRIPT_POLICY = `; script-src ${policySource(PAGE_SCRIPT)}; connect-src 'self'`

export interface ChallengePageFor {
  /** One of `ChallengePages.language`. */
  language: string
  /** The site's host, as its visitors know it. */
  site: string
  /** That of the ticket. */
  demand: Demand
  ticket: string
  /** Path and query that were asked for: where the visitor goes on to. */
  to: string
  /** From now until the wait counts as proof. */
  waitS: number
  /** What was sent with the request, to be sent again. */
  form: HeldFields | null
}

/**
 * The pages that ask an unproven visitor to show that a browser asks. None needs anything to be done: with script it
 * proves what is demanded and goes on; without, or where that fails, it opens by itself after the wait. A form is sent
 * again by the script, or else by its button.
 */
export class ChallengePages {
  readonly #texts: Record<string, Text>
  readonly #assets = loadPageAssets()
  readonly #kept = new TwoGenerations<string, readonly [before: Buffer, after: Buffer]>(PAGES_KEPT)

  constructor() {
    this.#texts = texts.parse(JSON.parse(readFileSync(new URL('./texts.json', import.meta.url), 'utf8')))
  }

  /** The language to answer in: the first that the visitor prefers and we have, else English. */
  language(acceptLanguage: string | undefined): string {
    return pageLanguage(acceptLanguage, (tag) => Object.hasOwn(this.#texts, tag))
  }

  /** A file under `/.well-known/holdfast/assets/`, for every host the same, with all its headers. */
  asset(path: string): PageAsset | undefined {
    return this.#assets.files.get(path)
  }

  /** Pages that are kept now. */
  get kept(): number {
    return this.#kept.size
  }

  /** @returns the page, and those headers (flat) that belong to what is in it; not the status nor whether it is stored */
  page(asked: ChallengePageFor): { body: Buffer; headers: string[] } {
    const language = Object.hasOwn(this.#texts, asked.language) ? asked.language : 'en'
    const onward = `${CHECK_PATH}?ticket=${encodeURIComponent(asked.ticket)}&to=${encodeURIComponent(asked.to)}`
    const body = asked.form ? this.#render(language, asked, onward) : this.#fromKept(language, asked, onward)
    return { body, headers: headersOf(language, body, asked, onward) }
  }

  /** A page without a form differs from visit to visit in the address to go on to, and in nothing else. */
  #fromKept(language: string, asked: ChallengePageFor, onward: string): Buffer {
    const key = `${language} ${asked.demand} ${asked.waitS} ${asked.site}`
    let parts = this.#kept.get(key)
    if (!parts) {
      const page = this.#render(language, asked, PLACE)
      const at = page.lastIndexOf(PLACE)
      parts = [page.subarray(0, at), page.subarray(at + PLACE.length)]
      this.#kept.set(key, parts)
    }
    const [before, after] = parts
    return Buffer.concat([before, Buffer.from(escapeHtml(onward)), after])
  }

  #render(language: string, asked: ChallengePageFor, onward: string): Buffer {
    const { site, demand, waitS, form } = asked
    const text = this.#texts[language]
    if (!text) throw new Error(`the challenge pages have no texts in "${language}"`)
    const fill = textFiller(site, Math.max(LEAST_SECONDS_SAID, waitS))
    const [waiting, checking, failed, done] = form
      ? [text.heldWaiting, text.heldChecking, text.heldFailed, text.heldDone]
      : [text.waiting, text.checking, text.failed, text.done]
    const script = { demand, seconds: String(waitS), worker: this.#assets.worker }
    const main = `<div role="status">
<p data-when="waiting">${fill(waiting)}</p>
<p data-when="checking" hidden>${fill(checking)}</p>
<p data-when="failed" hidden>${fill(failed)}</p>
<p data-when="done" hidden>${fill(done)}</p>
</div>
${waitBar(waitS)}
<p class="keep">${fill(text.why)}</p>
<p class="keep">${fill(form ? text.heldHelp : text.help)}</p>
${form ? heldFieldsForm(onward, form, fill(text.send)) : `<a href="${escapeHtml(onward)}">${fill(text.open)}</a>`}
${runsScript(asked) ? `<script${dataAttributes(script)}>${PAGE_SCRIPT}</script>` : ''}`
    return pageFrame(language, { title: fill(text.title), heading: fill(text.heading), main })
  }
}

/** Who keeps no cookies has nothing to prove by script and waits; a form is sent by itself wherever there is script. */
function runsScript({ demand, form }: ChallengePageFor): boolean {
  return demand !== 'transparent' || form !== null
}

function headersOf(language: string, body: Buffer, asked: ChallengePageFor, onward: string): string[] {
  const { demand, waitS, form } = asked
  const script = runsScript(asked) ? SCRIPT_POLICY : ''
  // Safari knew workers as children until 2022.
  const work = demand === 'work' ? "; worker-src 'self'; child-src 'self'" : ''
  return [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Language', language],
    ['Content-Length', String(body.length)],
    ['Content-Security-Policy', `${FRAME_POLICY}; form-action ${form ? "'self'" : "'none'"}${script}${work}`],
    ['Referrer-Policy', 'same-origin'],
    ['Vary', 'Accept-Language'],
    // It would ask for the address without the form.
    form ? [] : ['Refresh', `${waitS}; url=${onward}`],
  ].flat()
}

function dataAttributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('')
}
