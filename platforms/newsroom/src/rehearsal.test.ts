import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { useNewsroom } from './test-newsroom.test-support.js'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

const step = z.strictObject({
  method: z.enum(['GET', 'POST']),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).optional(),
  form: z.record(z.string(), z.string()).optional(),
  expectStatus: z.array(z.number()).min(1),
  expectText: z.string().optional(),
})
const rehearsal = z
  .strictObject({
    about: z.string(),
    articles: z.array(z.string()).min(10),
    words: z.array(z.string()).min(10),
    journeys: z.array(
      z.strictObject({
        name: z.string(),
        activity: z.string(),
        weight: z.number().positive(),
        steps: z.array(step).min(1),
      }),
    ),
  })
  .parse(JSON.parse(read('rehearsal.json')))
const configuration = z
  .object({
    platforms: z.array(z.object({ activities: z.array(z.object({ name: z.string(), paths: z.array(z.string()) })) })),
  })
  .parse(parse(read('holdfast.yaml')))

const newsroom = useNewsroom()

/** Plays a journey as a visitor would: cookies stay with them, redirects are not followed. */
async function play(steps: z.infer<typeof step>[], fill: (text: string) => string): Promise<void> {
  let cookie = ''
  for (const { method, path, headers, form, expectStatus, expectText } of steps) {
    const own = { ...headers, ...(cookie ? { cookie } : {}) }
    const filled = Object.fromEntries(Object.entries(form ?? {}).map(([name, value]) => [name, fill(value)]))
    const response =
      method === 'POST'
        ? await newsroom.request(fill(path), {
            method,
            headers: { 'content-type': 'application/x-www-form-urlencoded', ...own },
            body: new URLSearchParams(filled).toString(),
          })
        : await newsroom.get(fill(path), own)
    const text = await response.text()
    expect(expectStatus, `${method} ${fill(path)}`).toContain(response.status)
    if (expectText !== undefined) expect(text, `${method} ${fill(path)}`).toContain(expectText)
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
  }
}

describe('what rehearsed visitors do', () => {
  test.each(rehearsal.journeys)(
    '$name, with every article and every word',
    async ({ steps }) => {
      const rounds = Math.max(rehearsal.articles.length, rehearsal.words.length)
      for (let n = 0; n < rounds; n++) {
        const article = rehearsal.articles[n % rehearsal.articles.length] ?? ''
        const word = rehearsal.words[n % rehearsal.words.length] ?? ''
        await play(steps, (text) =>
          text.replaceAll('{article}', article).replaceAll('{word}', word).replaceAll('{n}', String(n)),
        )
      }
      expect(newsroom.errors).toEqual([])
    },
    60_000,
  )

  test('covers every activity of the configuration, and takes place where the configuration says', () => {
    const activities = configuration.platforms[0]?.activities ?? []
    expect(new Set(rehearsal.journeys.map(({ activity }) => activity))).toEqual(
      new Set(activities.map(({ name }) => name)),
    )
    for (const journey of rehearsal.journeys) {
      const paths = journey.steps.map(({ path }) => path.replace(/\?.*$/, '').replaceAll('{article}', 'some-article'))
      const found = paths.map(
        (path) => activities.find(({ paths }) => paths.some((pattern) => matches(pattern, path)))?.name,
      )
      expect(found, journey.name).toContain(journey.activity)
      expect(found, journey.name).not.toContain(undefined)
    }
  })
})

/** `*` is one segment, `**` at the end is any number of them. */
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**', '.+')
    .replace(/(?<!\.)\*/g, '[^/]+')
  return new RegExp(`^${source}$`).test(path)
}
