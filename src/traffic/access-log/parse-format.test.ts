import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFormat } from './parse-format.js'

function names(text: string): string[] {
  const parsed = parseFormat(text)
  if (parsed.kind === 'problem') throw new Error(parsed.message)
  return parsed.pieces.map((piece) => (typeof piece === 'string' ? piece : `<${piece.name}>`))
}

function problem(text: string): string {
  const parsed = parseFormat(text)
  return parsed.kind === 'problem' ? parsed.message : 'none'
}

describe('parseFormat', () => {
  it('takes a format as it stands in the configuration of nginx', () => {
    const directive = `log_format  main escape=default '$remote_addr - $remote_user [$time_local] "$request" '
                                                        '$status \${body_bytes_sent} -';`
    expect(names(directive)).toEqual([
      ...names('$remote_addr - $remote_user [$time_local] "$request" $status'),
      ' ',
      `<\${body_bytes_sent}>`,
      ' -',
    ])
  })

  it('takes a format as it stands in the configuration of Apache', () => {
    expect(names(String.raw`LogFormat "%h %t \"%r\" %>s %%" name`)).toEqual([
      '<%h>',
      ' [',
      '<%t>',
      '] "',
      '<%r>',
      '" ',
      '<%>s>',
      ' %',
    ])
    expect(names(String.raw`"%h %t \"%r\" %>s"`)).toEqual(names('%h %t "%r" %>s'))
  })

  it('does not take quotes around fields for quotes around the format', () => {
    expect(names('"%r" %h %t %s "%{User-Agent}i"')[0]).toBe('"')
  })

  it.each([
    ['', 'names no fields'],
    ['combined', 'names no fields'],
    ['$remote_addr %t', 'mixes the notations'],
    ['%t "%r" %s', "no visitor's address"],
    ['%h "%r" %s', 'no time'],
    ['%h %t %s', 'no request'],
    ['%h %t %U %s', 'no request'],
    ['%h %t "%r"', 'no status'],
    ['%h%u %t "%r" %s', 'where %h ends and %u begins'],
    ['x'.repeat(5_000), 'longer than'],
  ])('says what is wrong with %j', (format, words) => {
    expect(problem(format)).toContain(words)
  })

  it('takes everything, one way or the other, at once', () => {
    const piece = fc.constantFrom(
      '%h',
      '%t',
      '%r',
      '%{',
      '}i',
      '$remote_addr',
      '${',
      '"',
      "'",
      '\\',
      ' ',
      'log_format ',
      'LogFormat "',
      '%%',
      ';',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        expect(['format', 'problem']).toContain(parseFormat(pieces.join('')).kind)
      }),
    )
  })
})
