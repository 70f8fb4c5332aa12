const KINDS: Readonly<Record<string, readonly [unit: string, what: string]>> = {
  number: ['digit', 'a number'],
  word: ['letter', 'a word'],
  mixed: ['letter', 'a word in mixed case'],
  code: ['character', 'letters and digits'],
  token: ['character', 'letters, digits and signs'],
  text: ['character', 'a text with many signs'],
}
const SIZES: Readonly<Record<string, string>> = {
  '': 'up to 4',
  8: '5 to 8',
  16: '9 to 16',
  40: '17 to 40',
  long: 'more than 40',
}

/** The shape of a query (see traffic/query-shape.ts) in words: `with a parameter q: a word of 5 to 8 letters`. */
export function queryWords(shape: string): string {
  if (shape === '-') return 'without a query'
  const parameters = shape.split('&')
  const more = parameters.at(-1) === '…'
  if (more) parameters.pop()
  const words = parameters.map((parameter) => {
    const equals = parameter.indexOf('=')
    const name = equals < 0 ? parameter : parameter.slice(0, equals)
    const named = name === ':name' ? 'of a made-up name' : name
    return equals < 0 ? named : `${named}: ${valueWords(parameter.slice(equals + 1))}`
  })
  const count = parameters.length === 1 && !more ? 'a parameter' : `the parameters`
  return `with ${count} ${words.join('; ')}${more ? '; and more' : ''}`
}

function valueWords(value: string): string {
  if (value === ':empty') return 'empty'
  if (value === ':words') return 'several words'
  const [, name = '', size = ''] = /^:([a-z]+?)(8|16|40|long)?$/.exec(value) ?? []
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
  if (!kind) return value
  return `${kind[1]} of ${SIZES[size]} ${kind[0]}s`
}
