import type { Context } from 'hono'
import type { z } from 'zod'

export type FormResult<T> =
  /** `entered` is what was sent, to show the form again should something else be wrong with it. */
  | { kind: 'valid'; value: T; entered: Entered }
  | { kind: 'invalid'; errors: FormErrors; entered: Entered }
  | { kind: 'wrong-type' }

/** The first problem of each field. */
export type FormErrors = ReadonlyMap<string, string>
export type Entered = ReadonlyMap<string, string[]>

/** Entered text is shown again at most this long: a refused form must not become a large page. */
const enteredLimit = 4_000

/**
 * Reads a form sent by a page and checks it. Only the fields of the schema are looked at. A field of the schema that is
 * an array takes all values of that name, every other field the last one.
 */
export async function readForm<Shape extends z.ZodRawShape>(
  c: Context,
  schema: z.ZodObject<Shape>,
): Promise<FormResult<z.output<z.ZodObject<Shape>>>> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return { kind: 'wrong-type' }
  const sent = new URLSearchParams(await c.req.text())

  const input: Record<string, unknown> = {}
  const entered = new Map<string, string[]>()
  for (const [name, field] of Object.entries(schema.shape)) {
    const values = sent.getAll(name)
    input[name] = isArray(field) ? values : values.at(-1)
    entered.set(
      name,
      values.slice(0, 10).map((value) => value.slice(0, enteredLimit)),
    )
  }
  const parsed = schema.safeParse(input)
  if (parsed.success) return { kind: 'valid', value: parsed.data, entered }

  const errors = new Map<string, string>()
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '')
    if (!errors.has(name)) errors.set(name, issue.message)
  }
  return { kind: 'invalid', errors, entered }
}

function isArray(field: unknown): boolean {
  return typeof field === 'object' && field !== null && 'type' in field && field.type === 'array'
}
