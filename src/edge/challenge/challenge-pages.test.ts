import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEMANDS } from '../../challenge/evidence.js'
import { type ChallengePageFor, ChallengePages } from './challenge-pages.js'

const pages = new ChallengePages()
const texts = JSON.parse(readFileSync(new URL('./texts.json', import.meta.url), 'utf8')) as Record<string, object>
const languages = Object.keys(texts)

function ask(asked: Partial<ChallengePageFor> = {}) {
  const ticket = '0mhxk3w1a-0123456789abcdef0123456789abcdef-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_'
  const given = { language: 'en', site: 'news.example.org', to: '/a?b=c', waitS: 3, form: null, ticket }
  const { body, headers } = pages.page({ demand: 'script', ...given, ...asked })
  const fields = new Map<string, string>()
  for (let i = 0; i < headers.length; i += 2) fields.set(headers[i] ?? '', headers[i + 1] ?? '')
  return { html: body.toString(), body, fields }
}

const everyPage = languages.flatMap((language) =>
  DEMANDS.flatMap((demand) => [null, [['comment', 'words']] as const].map((form) => ({ language, demand, form }))),
)

describe('the challenge pages', () => {
  it('are in eight languages', () => {
    expect(languages).toEqual(['en', 'ga', 'fr', 'de', 'es', 'pl', 'uk', 'ar'])
  })

  it.each(everyPage)('are small, and ask nobody else for anything ($language, $demand, $form)', (asked) => {
    const { html, body, fields } = ask(asked)
    expect(body.length).toBeLessThan(10_000)
    expect(html).not.toMatch(/https?:\/\/|\bsrc=|<link|style="|\son\w+=|\{\w+\}/)
    expect(html).not.toMatch(/very busy/i)
    expect(fields.get('Content-Language')).toBe(asked.language)
    expect(html).toContain(`<html lang="${asked.language}" dir="${asked.language === 'ar' ? 'rtl' : 'ltr'}">`)
    expect(Number(fields.get('Content-Length'))).toBe(body.length)
    expect(html.match(/role="status"/g)).toHaveLength(1)
    expect(html).not.toContain('autofocus')
  })

  it.each(everyPage)('allow by their policy what is in them, and nothing else ($language, $demand, $form)', (asked) => {
    const { html, fields } = ask(asked)
    const policy = fields.get('Content-Security-Policy') ?? ''
    const inline = [...html.matchAll(/<(style|script)[^>]*>([\s\S]*?)<\/\1>/g)]
    const sources = inline.map(
      ([, tag, code = '']) => `${tag}-src 'sha256-${createHash('sha256').update(code).digest('base64')}'`,
    )
    expect(sources).toHaveLength(asked.demand === 'transparent' && !asked.form ? 1 : 2)
    for (const source of sources) expect(policy).toContain(source)
    for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
      expect(policy).toContain(directive)
    expect(policy).toContain(`form-action ${asked.form ? "'self'" : "'none'"}`)
    expect(policy).not.toContain('unsafe')
  })

  it('open by themselves after the wait, without script; a form does not, for it would be lost', () => {
    for (const demand of DEMANDS) {
      const { html, fields } = ask({ demand, waitS: 7, ticket: 'tick-et_1', to: '/a?b=c&d' })
      const onward = '/.well-known/holdfast/check?ticket=tick-et_1&to=%2Fa%3Fb%3Dc%26d'
      expect(fields.get('Refresh')).toBe(`7; url=${onward}`)
      expect(html).toContain(`<a href="${onward.replace('&', '&#38;')}">`)
      expect(html).toContain('in about 7 seconds')
      expect(ask({ demand, form: [['a', 'b']] }).fields.has('Refresh')).toBe(false)
    }
  })

  it('name no number of seconds that the languages say in another way', () => {
    expect(ask({ waitS: 1 }).html).toContain('in about 3 seconds')
    expect(ask({ waitS: 1 }).fields.get('Refresh')).toMatch(/^1;/)
  })

  it('answer in English where a language is not theirs', () => {
    expect(pages.language('tlh, de;q=0.5')).toBe('de')
    expect(pages.language('__proto__')).toBe('en')
    expect(ask({ language: 'it' }).html).toContain('lang="en"')
    expect(ask({ language: 'constructor' }).html).toContain('lang="en"')
  })

  it('are kept in bounds, and mixed up for nobody', () => {
    for (let i = 0; i < 2_000; i++) {
      const [site, to] = [`site-${i}\0`, `/to/${i}`]
      const { html } = ask({ site, to })
      for (const again of [html, ask({ site, to }).html]) {
        expect(again).toContain(`One moment: ${site} opens shortly`)
        expect(again.match(/href="[^"]*"/g)).toEqual([
          expect.stringMatching(
            new RegExp(`^href="/.well-known/holdfast/check\\?ticket=[\\w-]+&#38;to=%2Fto%2F${i}"$`),
          ),
        ])
      }
    }
    expect(pages.kept).toBeLessThanOrEqual(256)
    expect(ask({ waitS: 9 }).html).toContain('9 seconds')
    expect(ask({ language: 'de' }).html).toContain('Einen Moment')
    expect(ask({ demand: 'work' }).html).toContain('data-demand="work"')
  })

  it('take nothing from a visitor as markup or as a header', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"><script>', '$&', '{site}', '\r\nX: y', "'", '</form>'),
    )
    fc.assert(
      fc.property(text, text, text, text, (site, to, name, value) => {
        const { html, fields } = ask({ site, to: `/${to}`, form: [[name, value]] })
        // The page's own tags, and not one more.
        expect(html.match(/<(?!!)\/?\w+/g)).toEqual(ask({ form: [['a', 'b']] }).html.match(/<(?!!)\/?\w+/g))
        for (const header of fields.values()) expect(header).toMatch(/^[\x20-\x7e]*$/)
        expect(ask({ site, to: `/${to}` }).html.match(/<a href="[^"]*">/g)).toHaveLength(1)
        expect(ask({ to: `/${to}` }).fields.get('Refresh')).toMatch(/^3; url=[\x21-\x7e]*$/)
      }),
    )
  })

  it('stay small whatever address was asked for', () => {
    expect(ask({ language: 'uk', demand: 'work', to: `/${'&'.repeat(2_999)}` }).body.length).toBeLessThan(20_000)
  })
})

describe('what the pages load', () => {
  it('is the worker that the page of work names, to be kept for ever', () => {
    const [, worker = ''] = /data-worker="([^"]+)"/.exec(ask({ demand: 'work' }).html) ?? []
    expect(worker).toMatch(/^\/\.well-known\/holdfast\/assets\/altcha-[0-9a-f]{12}\.js$/)
    const asset = pages.asset(worker)
    expect(asset?.body.length).toBeLessThan(6_000)
    expect(asset?.headers).toContain('public, max-age=31536000, immutable')
    expect(pages.asset(`${worker}x`)).toBeUndefined()
  })
})
