import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { SeededRandom } from './seeded-random.js'
import { KINDS } from './shape.js'

/** A path within the site: no other host, nothing that could break out of a request line. */
const path = z.string().regex(/^\/(?!\/)[\x21-\x7e]*$/, "a path that starts with '/', without spaces")

const step = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']),
  path,
  form: z.record(z.string(), z.string()).optional(),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\x20-\x7e]*$/)).optional(),
  expectStatus: z.array(z.int().min(100).max(599)).min(1),
  expectText: z.string().optional(),
  /** When it is another than the journey's. */
  activity: z.string().min(1).optional(),
})

const journey = z.object({
  name: z.string().min(1),
  activity: z.string().min(1),
  weight: z.number().positive(),
  /** Who makes it; found from its steps when absent. */
  kind: z.enum(KINDS).optional(),
  steps: z.array(step).min(1).max(50),
})

const rehearsal = z.object({
  articles: z
    .array(z.string().regex(/^[\x21-\x7e]+$/))
    .max(10_000)
    .default([]),
  words: z.array(z.string().min(1)).max(10_000).default([]),
  journeys: z.array(journey).min(1).max(200),
})

/** What visitors do on a platform: journeys with the placeholders {article}, {word} and {n}. */
export type Rehearsal = z.infer<typeof rehearsal>
export type Journey = z.infer<typeof journey>
export type JourneyStep = z.infer<typeof step>

const MOST_FILE_BYTES = 4 * 1024 * 1024

/** @throws Error that says what is wrong and where, for people. */
export async function readRehearsal(file: string): Promise<Rehearsal> {
  const text = await readFile(file, 'utf8')
  if (text.length > MOST_FILE_BYTES) throw new Error(`${file} is larger than ${MOST_FILE_BYTES} bytes`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = rehearsal.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .slice(0, 10)
    .map((issue) => `  ${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new Error(`${file} does not say what visitors do:\n${problems.join('\n')}`)
}

/** The values one visitor puts into the placeholders of a whole journey. */
export interface Placeholders {
  article: string
  word: string
  n: string
}

export function choosePlaceholders(from: Pick<Rehearsal, 'articles' | 'words'>, random: SeededRandom): Placeholders {
  return {
    article: from.articles.length > 0 ? random.pick(from.articles) : '',
    word: from.words.length > 0 ? random.pick(from.words) : random.word(2),
    n: String(1 + random.integer(1_000_000)),
  }
}

/** Fills in a path; values are encoded for where they stand. */
export function fillPath(template: string, values: Placeholders): string {
  return fill(template, { article: values.article, word: encodeURIComponent(values.word), n: values.n })
}

export function fill(template: string, values: Placeholders): string {
  return template.replaceAll('{article}', values.article).replaceAll('{word}', values.word).replaceAll('{n}', values.n)
}
