import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { configSchema } from '../src/config/schema.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = ['README.md', ...readdirSync(`${root}docs/how-to`).map((name) => `docs/how-to/${name}`)]

const examples = pages.flatMap((page) =>
  [...readFileSync(root + page, 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = ''], index) => ({
    name: `${page}, example ${index + 1}`,
    text,
  })),
)

/** What completes an example that shows only a part of the file. */
const platforms = [{ name: 'site', hosts: ['example.org'], origin: 'http://127.0.0.1:3000' }]

it.each(examples)('people can copy $name', ({ text }) => {
  expect(configSchema.safeParse({ platforms, ...parse(text) }).error?.issues ?? []).toEqual([])
})

it('finds the examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(4)
})
