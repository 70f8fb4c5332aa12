import type { z } from 'zod'
import { closestWord } from './closest-word.js'
import type { ConfigProblem } from './config-error.js'
import type { Position, ValuePath } from './yaml-source.js'

/** What is needed to say where a problem is and what was found there. */
export interface ConfigSource {
  value: unknown
  positionOf(path: ValuePath): Position
  positionOfKey(path: ValuePath, key: string): Position
  /** How the operator knows this value: `platforms[0].origin`, `--origin`. */
  nameOf(path: ValuePath): string
}

type Issue = z.core.$ZodIssue
type Schema = z.core.$ZodType

/** Never repeated in a message: a log or a screenshot of it would give them away. */
const SECRET_KEYS: readonly unknown[] = ['password', 'token']
function isSecret(path: ValuePath): boolean {
  return path.some((step) => SECRET_KEYS.includes(step)) || (path[0] === 'partners' && path.includes('key'))
}

/** Turns what the schema found wrong into problems with their place, what was found and what was expected. */
export function explainIssues(issues: readonly Issue[], source: ConfigSource, schema: Schema): ConfigProblem[] {
  const problems = issues.flatMap((issue) => explainIssue(issue, [], source, schema))
  const seen = new Set<string>()
  return problems.filter(({ path, message }) => {
    const line = `${path}\0${message}`
    return !seen.has(line) && seen.add(line)
  })
}

function explainIssue(issue: Issue, above: ValuePath, source: ConfigSource, schema: Schema): ConfigProblem[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...source.positionOfKey(path, key),
      path: source.nameOf(path),
      message: unknownKey(key, keysAt(schema, path)),
    }))
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => !branch.some(isWrongKind))
    if (meant) return meant.flatMap((inner) => explainIssue(inner, path, source, schema))
  }
  return [
    { ...source.positionOf(path), path: source.nameOf(path), message: describeValue(issue, path, source, schema) },
  ]
}

/** True when a branch of a union was not meant: the value is of another kind altogether. */
function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = closestWord(key, known)
  const hint = meant === null ? `expected one of ${known.join(', ')}` : `did you mean \`${meant}\`?`
  return `unknown key \`${shorten(key)}\`, ${hint}`
}

function describeValue(issue: Issue, path: ValuePath, source: ConfigSource, schema: Schema): string {
  const expected = issue.message.startsWith('expected ') ? issue.message : expectedKind(issue, keysAt(schema, path))
  const found = valueAt(source.value, path)
  if (found === undefined) return `is missing, ${expected}`
  if (found === null) return `is empty, ${expected}`
  if (isSecret(path)) return expected
  const meant =
    issue.code === 'invalid_value' && typeof found === 'string' ? closestWord(found, issue.values.map(String)) : null
  return `${expected}, found ${show(found)}${meant === null ? '' : `, did you mean \`${meant}\`?`}`
}

function expectedKind(issue: Issue, keys: readonly string[]): string {
  if (issue.code === 'invalid_type' && issue.expected === 'object') return `expected the keys ${keys.join(', ')}`
  return `expected something else (${issue.message})`
}

/** The keys that the schema knows at a path; in a union, those of its mapping. */
function keysAt(schema: Schema, path: ValuePath): string[] {
  let at = unwrap(schema)
  for (const step of path) {
    const def = at?._zod.def
    if (def?.type === 'object') at = unwrap((def as z.core.$ZodObjectDef).shape[String(step)])
    else if (def?.type === 'array') at = unwrap((def as z.core.$ZodArrayDef).element)
    else return []
  }
  const def = at?._zod.def
  return def?.type === 'object' ? Object.keys((def as z.core.$ZodObjectDef).shape) : []
}

function unwrap(schema: Schema | undefined): Schema | undefined {
  const def = schema?._zod.def
  if (def?.type === 'optional' || def?.type === 'default' || def?.type === 'prefault') {
    return unwrap((def as z.core.$ZodOptionalDef).innerType)
  }
  if (def?.type === 'union') {
    return (def as z.core.$ZodUnionDef).options.map(unwrap).find((option) => option?._zod.def.type === 'object')
  }
  return schema
}

function valueAt(value: unknown, path: ValuePath): unknown {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<string | number, unknown>)[step]
  }
  return at
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? `\`${shorten(value)}\`` : String(value)
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
