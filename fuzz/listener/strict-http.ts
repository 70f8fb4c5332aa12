/**
 * HTTP/1.1 messages by the letter of RFC 9112, with nothing forgiven that two readers could take differently. It shares
 * no code with Node or with the product: it is the second opinion on what a stream of bytes says.
 */

export interface StrictRequest {
  method: string
  /** As sent: origin form, absolute form, `*`. */
  target: string
  fields: readonly (readonly [lowerName: string, value: string])[]
  /** latin1 */
  body: string
}

export interface StrictRequests {
  /** Whole ones, in their order. */
  requests: StrictRequest[]
  /** One whose head is whole and whose body is not, or is malformed. */
  begun: StrictRequest | null
  /** What follows the whole ones. */
  rest: 'nothing' | 'incomplete' | 'malformed'
}

export interface StrictResponses {
  /** Final ones, interim ones left out. */
  statuses: number[]
  /** latin1, one for each status; empty for one that is not whole. */
  bodies: string[]
  rest: 'nothing' | 'incomplete' | 'malformed'
}

/** Several spaces may be taken for one (section 3). */
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) +([\x21-\x7e\x80-\xff]+) +HTTP\/1\.([01])$/
const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\t\x20-\x7e\x80-\xff]*$/
const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)$/
const CHUNK_LINE = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/
const END = '\r\n'

type Fields = [lowerName: string, value: string][]
type Part<T> = { kind: 'whole'; value: T; end: number } | { kind: 'incomplete' } | { kind: 'malformed' }

/** @param text latin1 */
export function strictRequests(text: string): StrictRequests {
  const requests: StrictRequest[] = []
  for (let at = 0; ; ) {
    // Empty lines before a request are skipped, and there a line feed alone may end one (section 2.2).
    while (text[at] === '\r' || text[at] === '\n') at++
    if (at >= text.length) return { requests, begun: null, rest: 'nothing' }
    const head = readHead(text, at, REQUEST_LINE)
    if (head.kind !== 'whole') return { requests, begun: null, rest: head.kind }
    const { start, fields } = head.value
    const [, method = '', target = '', minor] = start
    const begun = { method, target, fields, body: '' }
    const body = readBody(text, head.end, fields, minor === '0', 0)
    if (body.kind !== 'whole') return { requests, begun, rest: body.kind }
    requests.push({ ...begun, body: body.value })
    at = body.end
  }
}

/** @param text latin1 @param methods of the requests that are answered, in their order: an answer to HEAD has no body */
export function strictResponses(text: string, methods: readonly string[]): StrictResponses {
  const statuses: number[] = []
  const bodies: string[] = []
  for (let at = 0; ; ) {
    if (at >= text.length) return { statuses, bodies, rest: 'nothing' }
    const head = readHead(text, at, STATUS_LINE)
    if (head.kind !== 'whole') return { statuses, bodies, rest: head.kind }
    const status = Number(head.value.start[1])
    at = head.end
    if (status < 200) continue
    const empty = methods[statuses.length] === 'HEAD' || status === 204 || status === 304
    const body = empty
      ? ({ kind: 'whole', value: '', end: at } as const)
      : readBody(text, at, head.value.fields, false, text.length - at)
    statuses.push(status)
    bodies.push(body.kind === 'whole' ? body.value : '')
    if (body.kind !== 'whole') return { statuses, bodies, rest: body.kind }
    at = body.end
  }
}

/** What an origin is asked for: a target without its scheme, authority and fragment, and without an empty query. */
export function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]+/i, '').replace(/#.*$/s, '')
  const whole = path.startsWith('/') ? path : `/${path}`
  return whole.replace(/\?$/, '')
}

function readHead(text: string, from: number, startLine: RegExp): Part<{ start: RegExpExecArray; fields: Fields }> {
  const line = readLine(text, from)
  if (line === null) return { kind: 'incomplete' }
  const start = startLine.exec(line.text)
  if (!start) return { kind: 'malformed' }
  const fields = readFields(text, line.end)
  return fields.kind === 'whole' ? { ...fields, value: { start, fields: fields.value } } : fields
}

/** Also the end of a chunked body: field lines up to an empty one. */
function readFields(text: string, from: number): Part<Fields> {
  const fields: Fields = []
  for (let at = from; ; ) {
    const line = readLine(text, at)
    if (line === null) return { kind: 'incomplete' }
    at = line.end
    if (line.text === '') return { kind: 'whole', value: fields, end: at }
    const field = FIELD_LINE.exec(line.text)
    if (!field) return { kind: 'malformed' }
    fields.push([(field[1] ?? '').toLowerCase(), withoutSpaceAround(field[2] ?? '')])
  }
}

/** @param unframed length of a body that nothing says the length of */
function readBody(text: string, from: number, fields: Fields, isOld: boolean, unframed: number): Part<string> {
  const codings = valuesOf(fields, 'transfer-encoding')
  const lengths = valuesOf(fields, 'content-length')
  if (codings.length > 0) {
    // Chunked alone is understood here, once, and never beside a length or in HTTP/1.0 (sections 6.1 and 6.3).
    const understood = codings.length === 1 && codings[0]?.toLowerCase() === 'chunked' && lengths.length === 0 && !isOld
    return understood ? readChunks(text, from) : { kind: 'malformed' }
  }
  const [written = String(unframed)] = lengths
  if (lengths.length > 1 || !/^\d+$/.test(written) || !Number.isSafeInteger(Number(written)))
    return { kind: 'malformed' }
  const end = from + Number(written)
  return end <= text.length ? { kind: 'whole', value: text.slice(from, end), end } : { kind: 'incomplete' }
}

function readChunks(text: string, from: number): Part<string> {
  let body = ''
  for (let at = from; ; ) {
    const line = readLine(text, at)
    if (line === null) return { kind: 'incomplete' }
    const size = CHUNK_LINE.exec(line.text)
    if (!size) return { kind: 'malformed' }
    const length = Number.parseInt(size[1] ?? '', 16)
    if (length === 0) {
      const trailers = readFields(text, line.end)
      return trailers.kind === 'whole' ? { kind: 'whole', value: body, end: trailers.end } : trailers
    }
    const end = line.end + length
    if (text.length < end + END.length) return { kind: 'incomplete' }
    if (!text.startsWith(END, end)) return { kind: 'malformed' }
    body += text.slice(line.end, end)
    at = end + END.length
  }
}

/** A line ends with CR LF and has neither before; a bare one is kept, so that no pattern matches the line. */
function readLine(text: string, from: number): { text: string; end: number } | null {
  const at = text.indexOf(END, from)
  return at < 0 ? null : { text: text.slice(from, at), end: at + END.length }
}

function valuesOf(fields: Fields, lowerName: string): string[] {
  return fields.filter(([name]) => name === lowerName).map(([, value]) => value)
}

/** Only spaces and tabs; a regular expression would take quadratic time for spaces within. */
function withoutSpaceAround(value: string): string {
  const isSpace = (at: number) => value[at] === ' ' || value[at] === '\t'
  let from = 0
  let end = value.length
  while (from < end && isSpace(from)) from++
  while (end > from && isSpace(end - 1)) end--
  return value.slice(from, end)
}
