const MOST_NAMES = 6
const LONGEST_NAME = 32

/**
 * A query with its values replaced by what they look like: `q=storm+damage&page=2` → `q=:words&page=:number`. The names
 * stay in their order, which differs between programs; a name that itself looks made up becomes `:name`. `-` without a
 * query. Pure shape; whoever counts shapes must still bound how many it keeps.
 */
export function queryShape(query: string): string {
  if (query === '') return '-'
  let shape = ''
  let names = 0
  let start = 0
  while (start <= query.length) {
    let end = query.indexOf('&', start)
    if (end < 0) end = query.length
    if (end > start) {
      if (names === MOST_NAMES) return `${shape}&…`
      const equals = query.indexOf('=', start)
      const named = equals >= 0 && equals < end
      const name = nameShape(query.slice(start, named ? equals : end))
      shape += `${names === 0 ? '' : '&'}${name}${named ? `=${valueShape(query, equals + 1, end)}` : ''}`
      names++
    }
    start = end + 1
  }
  return shape === '' ? '-' : shape
}

function nameShape(name: string): string {
  if (name.length > LONGEST_NAME) return ':name'
  let digits = 0
  let turns = 0
  let last = 0
  for (let i = 0; i < name.length; i++) {
    const kind = charKind(name.charCodeAt(i))
    if (kind === DIGIT) digits++
    if (i > 0 && kind !== last) turns++
    last = kind
  }
  // Nobody calls a field `x7fk20a`, nor only by digits.
  return digits > 0 && (digits === name.length || (name.length >= 5 && turns >= 3)) ? ':name' : name
}

const DIGIT = 1
const LOWER = 2
const UPPER = 3
const OTHER = 4
const SPACE = 5
const NON_ASCII = 6

function charKind(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT
  if (code >= 97 && code <= 122) return LOWER
  if (code >= 65 && code <= 90) return UPPER
  if (code === 43 || code === 32) return SPACE
  return code < 128 ? OTHER : NON_ASCII
}

/** Kinds of characters and how long: enough to tell a made-up word from a page number, too little to tell one search from another. */
function valueShape(text: string, start: number, end: number): string {
  const length = end - start
  if (length === 0) return ':empty'
  let digits = 0
  let upper = 0
  let spaces = 0
  let others = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    const kind = charKind(code)
    if (kind === DIGIT) digits++
    else if (kind === UPPER) upper++
    else if (kind === SPACE) spaces++
    else if (code === 37 && text.charCodeAt(i + 1) === 50 && text.charCodeAt(i + 2) === 48) {
      spaces++
      i += 2
    } else if (kind === OTHER) others++
  }
  const size = length <= 4 ? '' : length <= 8 ? '8' : length <= 16 ? '16' : length <= 40 ? '40' : 'long'
  if (digits === length) return length <= 4 ? ':number' : `:number${size}`
  if (others > 0) return others > 2 ? `:text${size}` : `:token${size}`
  if (spaces > 0) return ':words'
  if (digits === 0) return upper === 0 || upper === 1 ? `:word${size}` : `:mixed${size}`
  return `:code${size}`
}
