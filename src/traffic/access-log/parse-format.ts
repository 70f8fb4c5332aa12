import { APACHE_DIRECTIVES, type KnownField, NGINX_VARIABLES } from './format-fields.js'
import { PART } from './line-parts.js'
import type { FormatField, FormatPiece } from './text-layout.js'

export type ParsedFormat =
  | { readonly kind: 'format'; readonly pieces: readonly FormatPiece[] }
  /** In words: what is wrong with the format and what to write instead. */
  | { readonly kind: 'problem'; readonly message: string }

const LONGEST_FORMAT = 4_096

/**
 * Reads a format as it stands in nginx's or Apache's configuration: with or without the directive, its name and the
 * quotes around it.
 *
 * ```ts
 * parseFormat('$remote_addr [$time_local] "$request" $status')
 * parseFormat('LogFormat "%h %t \\"%r\\" %>s %D" timed')
 * ```
 */
export function parseFormat(text: string): ParsedFormat {
  if (text.length > LONGEST_FORMAT) return problem(`The format is longer than ${LONGEST_FORMAT} characters.`)
  const format = withoutDirective(text.trim())
  const isNginx = /\$\{?[a-z]/i.test(format)
  const isApache = /%[<>!,\d]*(?:\{[^}]*\})?[a-z]/i.test(format)
  if (isNginx === isApache) {
    return problem(
      isNginx
        ? 'The format mixes the notations of nginx ($status) and Apache (%s). Write it in one of them.'
        : 'The format names no fields. Copy it from log_format in nginx ($remote_addr …) or LogFormat in Apache (%h …).',
    )
  }
  const pieces = joined(isNginx ? nginxPieces(format) : apachePieces(format))
  return problemOf(pieces) ?? { kind: 'format', pieces: onlyFirst(pieces) }
}

/** `log_format main escape=default 'a' 'b';` and `LogFormat "a" main` are `ab` and `a`. */
function withoutDirective(text: string): string {
  const nginx = /^log_format\s+\S+\s+(?:escape=\S+\s+)?(.*?);?$/s.exec(text)?.[1]
  if (nginx !== undefined)
    return (nginx.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g) ?? [nginx]).map(unquoted).join('')
  const apache = /^LogFormat\s+("(?:[^"\\]|\\.)*")/i.exec(text)?.[1]
  return unquoted(apache ?? text)
}

/** Without the quotes around the whole of it, and without the backslashes that these made necessary. */
function unquoted(text: string): string {
  const isWrapped = /^(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")$/s.test(text)
  return (isWrapped ? text.slice(1, -1) : text).replaceAll(/\\(["'\\])/g, '$1').replaceAll('\\t', '\t')
}

function nginxPieces(format: string): FormatPiece[] {
  const whole = format.replaceAll('$uri$is_args$args', '$request_uri')
  return whole.split(/(\$\{\w+\}|\$\w+)/).map((piece) => {
    if (!/^\$[{\w]/.test(piece)) return piece
    const name = piece.replaceAll(/[${}]/g, '').toLowerCase()
    return fieldOf(piece, NGINX_VARIABLES.get(name))
  })
}

const APACHE_DIRECTIVE = /(%%|%[<>!,\d]*(?:\{[^}]*\})?\^?[a-z]{1,2})/i

function apachePieces(format: string): FormatPiece[] {
  return format.split(/(%%|%[<>!,\d]*(?:\{[^}]*\})?(?:\^[a-z]{2}|[a-z]))/i).flatMap((piece): FormatPiece[] => {
    if (piece === '%%') return ['%']
    if (!APACHE_DIRECTIVE.test(piece)) return [piece]
    const bare = piece
      .replace(/^%[<>!,\d]*/, '')
      .replace('{c}a', 'a')
      .replace(/^\{(?:begin|end):/, '{')
    const field = fieldOf(piece, APACHE_DIRECTIVES.get(bare.endsWith('i') ? bare.toLowerCase() : bare))
    return bare === 't' ? ['[', field, ']'] : [field]
  })
}

function fieldOf(name: string, known: KnownField | undefined): FormatField {
  if (known === undefined) return { name, part: null }
  const part = PART[known.part]
  return known.unitMs === undefined ? { name, part } : { name, part, unitMs: known.unitMs }
}

/** Texts beside each other in one; none that is empty. */
function joined(pieces: readonly FormatPiece[]): FormatPiece[] {
  const result: FormatPiece[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') result[result.length - 1] = last + piece
    else if (piece !== '') result.push(piece)
  }
  return result
}

function problemOf(pieces: readonly FormatPiece[]): ParsedFormat | null {
  for (const [i, piece] of pieces.entries()) {
    const next = pieces[i + 1]
    if (typeof piece !== 'string' && next !== undefined && typeof next !== 'string') {
      // Apache: `%U%q` is a path and `?` with the query, or nothing.
      if (isPathAndQuery(piece, next)) continue
      return problem(`Nothing tells where ${piece.name} ends and ${next.name} begins. Put a space between them.`)
    }
  }
  const has = (part: keyof typeof PART) =>
    pieces.some((piece) => typeof piece !== 'string' && piece.part === PART[part])
  if (!has('address') && !has('forwardedFor')) {
    return problem("The format has no visitor's address. Expected $remote_addr (nginx) or %h or %a (Apache).")
  }
  if (!has('time')) return problem('The format has no time. Expected $time_local or $msec (nginx), or %t (Apache).')
  if (!has('request') && !(has('method') && (has('target') || has('path')))) {
    return problem(
      'The format has no request. Expected $request (nginx) or %r (Apache), or method and path: $request_method and $request_uri, or %m and %U.',
    )
  }
  return has('status') ? null : problem('The format has no status. Expected $status (nginx) or %>s (Apache).')
}

/** What a format has twice counts once; a path with the query behind it is one field. */
function onlyFirst(pieces: readonly FormatPiece[]): FormatPiece[] {
  const seen = new Set<number>()
  return pieces.flatMap((piece, i): FormatPiece[] => {
    if (typeof piece === 'string') return [piece]
    const before = pieces[i - 1]
    if (before !== undefined && typeof before !== 'string' && isPathAndQuery(before, piece)) return []
    const next = pieces[i + 1]
    const isBoth = next !== undefined && typeof next !== 'string' && isPathAndQuery(piece, next)
    const part = isBoth ? PART.target : piece.part
    if (part === null || seen.has(part)) return [{ name: piece.name, part: null }]
    seen.add(part)
    return [{ ...piece, part }]
  })
}

function isPathAndQuery(first: FormatField, second: FormatField): boolean {
  return first.part === PART.path && second.part === PART.query
}

function problem(message: string): ParsedFormat {
  return { kind: 'problem', message }
}
