import { expect, it } from 'vitest'
import { printable, terminalStyle, wantsColour } from './terminal-style.js'

it('colours only where a person looks and wants it', () => {
  expect(wantsColour({ isTTY: true }, {})).toBe(true)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
  expect(wantsColour({}, {})).toBe(false)
})

it('without colour a text stays as it is', () => {
  expect(terminalStyle(false).danger('severe')).toBe('severe')
  expect(terminalStyle(true).danger('severe')).not.toBe('severe')
})

it.each([
  ['GET /\x1b[2Jgone', 'GET /\uFFFD[2Jgone'],
  ['a\nb\rc\td', 'a\uFFFDb\uFFFDc\uFFFDd'],
  ['\u009b31m', '\uFFFD31m'],
  ['pay\u202egpj.exe', 'pay\uFFFDgpj.exe'],
  ['über – 日本', 'über – 日本'],
])('%j cannot command a terminal', (text, shown) => {
  expect(printable(text)).toBe(shown)
})
